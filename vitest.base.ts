import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig } from 'vitest/config';
import { bundleWorker } from './build.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'cohort-sync-tests-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Hundreds of processes start from the same modules: what Node compiled of them once is kept for as long as the run. */
process.env.NODE_COMPILE_CACHE ??= path.join(folder, 'compiled');

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

/** What all suites have in common that run the product from its sources. */
export default defineConfig({
  plugins: [bundledWorker],
  test: {
    env: { TRANSFER_WORKER: pathToFileURL(await bundleWorker(folder)).href },
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
