import { defineConfig } from 'vitest/config';

/** Checks the workflows by actionlint and zizmor, and runs them by act: needs `test/workflows/tools.sh --install`. */
export default defineConfig({
  test: {
    include: ['test/workflows/**/*.workflows.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 1_200_000,
    hookTimeout: 300_000,
  },
});
