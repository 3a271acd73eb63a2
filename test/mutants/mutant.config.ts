import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig } from 'vitest/config';
import { bundleWorker } from '../../build.ts';
import base from '../../vitest.base.ts';
import { MUTANTS } from './mutants.ts';
import { bundledMutation, mutation } from './mutation.ts';

const { name } = { name: process.env.MUTANT };
const mutant = MUTANTS.find((each) => each.name === name);
if (mutant === undefined) throw new Error(`there is no mutant "${name}"`);
const folder = mkdtempSync(path.join(tmpdir(), 'cohort-sync-mutant-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** The tests as they always run, over a product with one mistake in it. */
export default defineConfig({
  ...base,
  root: path.resolve(import.meta.dirname, '../..'),
  plugins: [...(base.plugins ?? []), mutation(mutant)],
  test: {
    ...base.test,
    include: [mutant.caughtBy.file],
    // What Vitest keeps of transformed code from run to run must not be the mutant's, nor the mutant get what is whole.
    fsModuleCache: false,
    env: {
      TRANSFER_WORKER: pathToFileURL(await bundleWorker(folder, [bundledMutation(mutant)])).href,
      MUTANT: mutant.name,
    },
  },
});
