import { defineConfig } from 'vitest/config';
import base from './vitest.base.ts';
import { LONG_STORIES } from './vitest.config.ts';

/** The long stories, set up as all other tests are. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: LONG_STORIES.map((name) => name.replace(/\*\*$/, '**/*.test.ts')),
    exclude: [],
    maxWorkers: 3,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
