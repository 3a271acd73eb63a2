import { defineConfig } from 'vitest/config';

/** Readers that are not ours, over real data: needs `test/python/readers.sh --install`. */
export default defineConfig({
  test: {
    include: ['test/conformance/**/*.conformance.ts'],
    pool: 'forks',
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
