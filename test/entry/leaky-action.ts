import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Action, LogStore } from '../../src/entry/action.ts';
import { runAction } from '../../src/entry/run-action.ts';
import type { RunEvent } from '../../src/log/events.ts';
import { faults } from './faults.ts';

/** What must not come out. Computed, because Node's loader can be told to print the text of what it loads. */
const CANARY = String(7_316_092_845_501_936n + 1n);

const run = (): RunEvent => ({ kind: 'run-started', run: '20260105t060000_0123abcd', cohorts: 2 });

/** Each way to leak, by a name that stands in the input `cohorts`. Those that return end well otherwise. */
const LEAKS: Readonly<
  Record<string, (log: (event: RunEvent) => void, tell: (event: never) => void) => unknown>
> = {
  ...faults(CANARY),
  'keeps-silent': () => undefined,
  'by-free-text': (_, tell) => tell({ kind: 'warning', code: 'INTERNAL', message: CANARY } as never),
  'by-a-code': (log) => log({ kind: 'warning', code: CANARY, message: CANARY, remedy: CANARY }),
  'by-a-figure': (_, tell) =>
    tell({ kind: 'run-started', run: '20260105t060000_0123abcd', cohorts: Number(CANARY) } as never),
  'by-a-cohort-id': (log) => log({ kind: 'snapshot-published', cohort: `p${CANARY}`, number: 1 }),
  'by-a-forged-cohort-id': (_, tell) =>
    tell({ kind: 'snapshot-published', cohort: `p${CANARY}`, number: 1 } as never),
  'by-a-table': (log) => log({ kind: 'table-staged', table: CANARY }),
  waits: (log, tell) => {
    log(run());
    tell({ kind: 'table-staged', table: 'measurement' } as never);
    return new Promise(() => setInterval(() => undefined, 1000));
  },
};

/** One file for the container, in a folder that the test made, or did not. */
const store: LogStore = {
  async putIfAbsent(blob, content) {
    await writeFile(
      path.join(process.env.RUNNER_TEMP ?? '', 'diagnostics', blob.replaceAll('/', '_')),
      content,
    );
    return 'created';
  },
};

const action: Action<'config' | 'cohorts'> = {
  name: 'leaky',
  inputs: ['config', 'cohorts'],
  diagnostics: async () => store,
  async perform({ inputs: { cohorts }, log, tell, signal }) {
    log(run());
    const way = LEAKS[cohorts[0] ?? ''];
    if (way === undefined) throw new Error('no such way');
    const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve));
    if (cohorts[1] === 'deaf') await way(log, tell);
    else await Promise.race([way(log, tell), stopped]);
    return { exitCode: signal.aborted ? 1 : 0, outputs: { run: '20260105t060000_0123abcd', shards: [1, 2] } };
  },
  async present({ events }) {
    return `## ${events.length} event(s)`;
  },
};

const flags = ['--max-old-space-size=32'];
await runAction(action, { flags, patience: { child: 1000, all: 2000 } });
