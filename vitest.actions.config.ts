import { defineConfig } from 'vitest/config';

/**
 * Built bundles, started as the runner starts them, against a fake GitHub, the local warehouse and Azurite. With `--mode short`
 * each trouble and each death meets some of the actions, in turn (`test/form.ts`).
 */
export default defineConfig(({ mode }) => ({
  test: {
    include: ['test/actions/**/*.actions.ts'],
    pool: 'forks',
    env: { TEST_FORM: mode === 'short' ? 'short' : 'whole' },
    maxWorkers: 2,
    testTimeout: 900_000,
    hookTimeout: 600_000,
  },
}));
