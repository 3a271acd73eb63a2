import { defineConfig } from 'vitest/config';

/** Breaks the product on purpose, one mistake at a time, and asks the tests. */
export default defineConfig({
  test: {
    include: ['test/mutants/**/*.suite.ts'],
    pool: 'forks',
    testTimeout: 900_000,
  },
});
