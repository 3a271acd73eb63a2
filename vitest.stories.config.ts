import { defineConfig } from 'vitest/config';
import everything, { LONG_STORIES } from './vitest.config.ts';

/** The long stories, set up as all other tests are. */
export default defineConfig({
  ...everything,
  test: {
    ...everything.test,
    include: LONG_STORIES.map((name) => name.replace(/\*\*$/, '**/*.test.ts')),
    exclude: [],
  },
});
