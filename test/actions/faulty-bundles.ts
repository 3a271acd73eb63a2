import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'esbuild';
import { SMALL_HEAP } from '../entry/faults.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FAULTS = JSON.stringify(path.join(ROOT, 'test/entry/faults.ts'));

/** Which fault, and with which words; both pass from runner to child, as any variable of the product's own. */
export const FAULT = 'COHORT_SYNC_FAULT';
export const WORDS = 'COHORT_SYNC_FAULT_WORDS';

const CALL = `(await import(${FAULTS})).faults(process.env.${WORDS} ?? '')`;

/** In MB: enough for the work, and soon used up. */
const WORKING_HEAP = 160;

/** Where the faults are let in: before the child's work, in a worker before each of its jobs, and at the child's start. */
const PLACES: Readonly<Record<string, readonly [from: string, to: string]>> = {
  'src/entry/working-child.ts': [
    'const outcome = await action.perform({',
    `await ${CALL}[process.env.${FAULT} ?? '']?.();\n    const outcome = await action.perform({`,
  ],
  'src/entry/child-process.ts': [
    '[...flags, file, CHILD]',
    `[...flags, ...({ 'by-memory': ['--max-old-space-size=${SMALL_HEAP}'],
      'in-a-worker-by-memory': ['--max-old-space-size=${WORKING_HEAP}'] }[env.${FAULT} ?? ''] ?? []), file, CHILD]`,
  ],
  'src/transfer/worker-service.ts': [
    'runJob(message.job, ports).then(',
    `(async () => {
      await ${CALL}[/^in-a-worker-(.+)$/.exec(process.env.${FAULT} ?? '')?.[1] ?? '']?.();
      return runJob(message.job, ports);
    })().then(`,
  ],
};

/** The bundles as they are shipped, but for three places at which a fault can be asked for by the environment. */
export const faulty: Plugin = {
  name: 'faulty',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      const place = PLACES[path.relative(ROOT, file).replaceAll(path.sep, '/')];
      if (place === undefined) return undefined;
      const [from, to] = place;
      const code = await readFile(file, 'utf8');
      if (code.split(from).length !== 2) throw new Error(`${file} has not the one place for a fault`);
      return { contents: code.replace(from, () => to), loader: 'ts' };
    });
  },
};
