import { defineConfig } from 'vitest/config';
import base from './vitest.base.ts';

/**
 * Engines that are not ours, as source and as readers: `npm run conformance` installs them first. With `--mode short` some of
 * it only (`test/form.ts`).
 */
export default defineConfig(({ mode }) => ({
  ...base,
  test: {
    ...base.test,
    include: ['test/conformance/**/*.conformance.ts'],
    exclude: [],
    env: { ...base.test?.env, TEST_FORM: mode === 'short' ? 'short' : 'whole' },
    // Spark has two cores' work by itself; the readers wait for storage half of the time.
    maxWorkers: 2,
    testTimeout: 1_200_000,
    hookTimeout: 1_200_000,
  },
}));
