import { defineConfig } from 'vitest/config';
import base from './vitest.base.ts';

/** The product over Apache Spark: needs `src/local/spark/install.sh`. One file at a time: each starts a Spark of its own. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/spark/**/*.conformance.ts'],
    exclude: [],
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
