import { defineConfig } from 'vitest/config';
import base from './vitest.base.ts';
import { LONG_STORIES } from './vitest.config.ts';

/**
 * The long stories, set up as all other tests are. With `--mode short` without what `.ci/run` sees elsewhere: purges that are killed, as real
 * processes, and the demo's story, as the command of its own (`test/form.ts`).
 */
export default defineConfig(({ mode }) => ({
  ...base,
  test: {
    ...base.test,
    env: { ...base.test?.env, TEST_FORM: mode === 'short' ? 'short' : 'whole' },
    include: LONG_STORIES.map((name) => name.replace(/\*\*$/, '**/*.test.ts')),
    exclude: mode === 'short' ? ['test/purge/purge-crash.test.ts'] : [],
    maxWorkers: 3,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
}));
