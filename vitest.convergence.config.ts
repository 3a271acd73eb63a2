import { defineConfig } from 'vitest/config';

/** Random histories of the whole product, thousands of them. `npm test` lives through a hundred. */
export default defineConfig({
  test: {
    include: ['test/convergence/**/*.convergence.ts'],
    pool: 'forks',
    maxWorkers: 3,
    disableConsoleIntercept: true,
  },
});
