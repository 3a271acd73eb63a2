import { defineConfig } from 'vitest/config';
import base from './vitest.base.ts';

/**
 * Stories that take longest on the real servers, `npm run test:stories`: without them `npm test` stays below five minutes
 * on two cores, and still has the main job whole, on real data too.
 */
export const LONG_STORIES = [
  'test/actions/approve.test.ts',
  'test/bench/bench.test.ts',
  'test/bundle/bundle.test.ts',
  'test/demo/**',
  'test/doctor/doctor.test.ts',
  'test/local/omop-generator.test.ts',
  'test/override/accept.test.ts',
  'test/override/rebuild.test.ts',
  'test/purge/purge.test.ts',
  'test/purge/purge-crash.test.ts',
  'test/story/{edges,failures,jobs,upkeep,verify}.test.ts',
];

/**
 * They put something in the place of the product's modules or of Node's network, and must not leave it to the files that come
 * after: each has a process of its own.
 */
const STAND_INS = [
  'test/convergence/*.test.ts',
  'test/approval/{approve-tip,forged-record,unseen-change}.test.ts',
];

const EXCLUDED = ['test/conformance/**', ...LONG_STORIES];

/** All that is quick enough to be run at every change. Files share their processes, and so the modules that are loaded. */
export default defineConfig({
  test: {
    projects: [
      {
        ...base,
        test: {
          ...base.test,
          name: 'tests',
          include: ['test/**/*.test.ts'],
          exclude: [...EXCLUDED, ...STAND_INS],
          isolate: false,
        },
      },
      { ...base, test: { ...base.test, name: 'stand-ins', include: STAND_INS, exclude: EXCLUDED } },
    ],
    // Half of a story's time is waiting for the servers that it talks to: more files at once than there are cores.
    maxWorkers: 3,
  },
});
