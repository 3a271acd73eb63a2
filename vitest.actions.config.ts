import { defineConfig } from 'vitest/config';

/** Built bundles, started as the runner starts them, against a fake GitHub, the local warehouse and Azurite. */
export default defineConfig({
  test: {
    include: ['test/actions/**/*.actions.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 900_000,
    hookTimeout: 600_000,
  },
});
