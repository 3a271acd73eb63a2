import { defineConfig } from 'vitest/config';

/**
 * Breaks the product on purpose, one mistake at a time, and asks the tests. With `--mode short` not whether they pass without a mistake
 * (`test/form.ts`).
 */
export default defineConfig(({ mode }) => ({
  test: {
    env: { TEST_FORM: mode === 'short' ? 'short' : 'whole' },
    maxConcurrency: 2,
    include: ['test/mutants/**/*.suite.ts'],
    pool: 'forks',
    testTimeout: 900_000,
  },
}));
