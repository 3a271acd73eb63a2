import { defineConfig } from 'vitest/config';
import base from './vitest.base.ts';

/** What the documents say, done: the worked example of the design, the commands of the README and of the operations. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/docs/**/*.docs.ts'],
    maxWorkers: 2,
    testTimeout: 900_000,
    hookTimeout: 300_000,
  },
});
