import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig } from 'vitest/config';
import { bundleWorker } from './build.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'cohort-sync-worker-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/**
 * Tests start the transfer worker as it is shipped: as a bundle, made for each run. From its sources each of hundreds of
 * workers would load two hundred modules first: half a second of a core, a quarter of all that the stories cost.
 * The bundle's place is asked for at run time, since Vitest keeps transformed code from run to run.
 */
const bundledWorker = {
  name: 'bundled-worker',
  enforce: 'pre' as const,
  transform(code: string, file: string) {
    if (!file.endsWith('/src/transfer/worker-threads.ts')) return undefined;
    const bundled = code.replace("'./encode-worker.ts'", 'process.env.TRANSFER_WORKER');
    if (bundled === code) throw new Error('worker-threads.ts does not name its worker as expected');
    return bundled;
  },
};

/**
 * Stories that take longest on the real servers, `npm run test:stories`: without them `npm test` stays below five minutes
 * on two cores, and still has the main job whole, on real data too.
 */
export const LONG_STORIES = [
  'test/demo/**',
  'test/override/accept.test.ts',
  'test/override/rebuild.test.ts',
  'test/purge/purge.test.ts',
  'test/purge/purge-crash.test.ts',
  'test/story/{edges,failures,jobs,upkeep,verify}.test.ts',
];

export default defineConfig({
  plugins: [bundledWorker],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/conformance/**', ...LONG_STORIES],
    env: { TRANSFER_WORKER: pathToFileURL(await bundleWorker(folder)).href },
    pool: 'forks',
    // Half of a story's time is waiting for the servers that it talks to: more files at once than there are cores.
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
