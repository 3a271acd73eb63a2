import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { bundle } from './build.ts';
import base from './vitest.base.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'cohort-sync-crash-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
await bundle(path.join(folder, 'dist'));

/**
 * Real processes that are killed, stopped and put to sleep, over wires that break: the command as it is shipped. With
 * `--mode short` some of the cases only (`test/form.ts`).
 */
export default defineConfig(({ mode }) => ({
  ...base,
  test: {
    ...base.test,
    include: ['test/crash/**/*.crash.ts'],
    exclude: [],
    env: {
      ...base.test?.env,
      CRASH_FOLDER: folder,
      CRASH_COMMAND: path.join(folder, 'dist/cli/index.js'),
      TEST_FORM: mode === 'short' ? 'short' : 'whole',
    },
    maxWorkers: 2,
    testTimeout: 1_800_000,
    hookTimeout: 300_000,
  },
}));
