import { defineConfig } from 'vitest/config';
import base from './vitest.base.ts';

/** What happens to a landing over its years: columns come, go and change their type, persons leave, strange hands change what lies there. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/life/**/*.life.ts'],
    exclude: [],
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
