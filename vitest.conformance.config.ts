import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** Engines that are not ours, as source and as readers: `npm run conformance` installs them first. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/conformance/**/*.conformance.ts'],
    exclude: [],
    // Spark has two cores' work by itself; the readers wait for storage half of the time.
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
