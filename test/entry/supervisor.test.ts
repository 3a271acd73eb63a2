import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEBUG_SWITCHES } from '../actions/action-run.ts';
import { findCanaries } from '../actions/canary.ts';
import { buildLeaky, type LeakyEnd, type LeakyStart, startLeaky } from './start-leaky.ts';

const CANARY = '7316092845501937';
const STARTED = 'Run 20260105t060000_0123abcd: 2 cohort(s).';

let folder: string;
let bundle: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cohort-sync-leaky-bundle-'));
  bundle = await buildLeaky(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = (leaky: LeakyStart): Promise<LeakyEnd> => startLeaky(bundle, leaky);

/** Codes of the errors that were annotated. */
const codes = ({ out }: LeakyEnd): readonly string[] =>
  [...out.matchAll(/^::(?:error|warning) title=([A-Z_]+)::/gm)].map(([, code = '']) => code);

function expectSilence({ out, err, files }: LeakyEnd): void {
  const surfaces = [
    { name: 'standard output', text: out },
    { name: 'files of the step', text: files },
  ];
  expect(findCanaries(surfaces, [CANARY])).toEqual([]);
  expect(err).toBe('');
}

describe('an action lets out nothing of what its work', () => {
  it.each([
    ['writes to the console', 'by-console', 0, []],
    ['writes to standard output, as a command to the runner', 'by-stdout', 0, []],
    ['writes past every stream', 'by-native-writes', 0, []],
    ['warns of', 'by-a-warning', 0, []],
    ['dies of', 'by-an-error', 1, ['INTERNAL']],
    ['leaves uncaught', 'by-a-rejection', 1, ['INTERNAL']],
    ['leaves uncaught in a worker', 'by-a-worker', 1, ['INTERNAL']],
    ['holds when its memory is used up', 'by-memory', 1, ['ACTION_OUT_OF_MEMORY']],
    ['says when it crashes', 'by-a-crash', 1, ['ACTION_CRASHED']],
    ['says in a panic of WebAssembly', 'by-a-panic', 1, ['INTERNAL']],
    ['says in an event as free text', 'by-free-text', 1, ['EVENT_WITHHELD']],
    ['says as a figure that is too exact', 'by-a-figure', 1, ['EVENT_WITHHELD']],
    ['says as a code', 'by-a-code', 0, ['INTERNAL']],
    ['says as the id of a cohort', 'by-a-cohort-id', 0, []],
    ['says as a forged id of a cohort', 'by-a-forged-cohort-id', 1, ['EVENT_WITHHELD']],
    ['says as the name of a table', 'by-a-table', 0, []],
    ['says in a message that is none', 'by-a-strange-message', 1, ['EVENT_WITHHELD']],
    ['would write into the files of the step', 'by-a-file-of-the-step', 0, []],
  ])('%s', async (_, way, exitCode, expected) => {
    const end = await start({ way });
    expectSilence(end);
    expect([end.exitCode, codes(end)]).toEqual([exitCode, expected]);
    expect(end.out).toContain(STARTED);
  });

  it('does, with everything switched on that makes Node and libraries talk', async () => {
    const env = { ...DEBUG_SWITCHES, NODE_DEBUG: '*', NODE_OPTIONS: '--trace-warnings --trace-uncaught' };
    for (const way of ['by-native-writes', 'by-an-error']) {
      const end = await start({ way, env });
      const surfaces = [end.out, end.err, end.files].map((text) => ({ name: way, text }));
      expect(findCanaries(surfaces, [CANARY])).toEqual([]);
    }
  });
});

describe('the diagnostics', () => {
  it('get what the work wrote and died of, with its causes, and the console names the blob', async () => {
    const end = await start({ way: 'by-an-error' });
    const blob = 'runs/20260105t060000_0123abcd/leaky-2.log';
    expect(end.out).toContain(`What exactly happened is in the diagnostics: ${blob}\n`);
    const [log, ...others] = end.diagnostics;
    expect(others).toEqual([]);
    expect(log?.name).toBe(blob.replaceAll('/', '_'));
    expect(log?.text).toContain(`Error: cannot cast ${CANARY}`);
    expect(log?.text).toContain(`caused by Error: row ${CANARY}`);
    expect(log?.text).toMatch(/at .*leaky-action\.js:\d+:\d+/);
  });

  it('that cannot be written are lost, and the console says so and nothing else', async () => {
    const end = await start({ way: 'by-native-writes', diagnostics: false });
    expectSilence(end);
    expect([end.exitCode, codes(end)]).toEqual([0, ['DIAGNOSTICS_NOT_WRITTEN']]);
  });
});

describe('an action that is told to stop', () => {
  const stopped = async (way: string, ...signals: readonly NodeJS.Signals[]) => {
    let sent = false;
    return await start({
      way,
      onOutput: (out, kill) => {
        if (sent || !out.includes('measurement: staged.')) return;
        sent = true;
        signals.forEach(kill);
      },
    });
  };

  it.each(['SIGINT', 'SIGTERM'] as const)('by %s ends by itself, and its log is kept', async (signal) => {
    const end = await stopped('waits', signal);
    expect([end.exitCode, codes(end)]).toEqual([1, []]);
    expect(end.out).toContain('Told to stop: ending at the next safe place.\n');
    expect(end.diagnostics).toHaveLength(1);
  });

  it('twice ends no other way', async () => {
    const end = await stopped('waits', 'SIGINT', 'SIGTERM', 'SIGINT');
    expect([end.exitCode, codes(end)]).toEqual([1, []]);
  });

  it('and does not listen is ended by force, and says that it was', async () => {
    const end = await stopped('waits,deaf', 'SIGINT');
    expect([end.exitCode, codes(end)]).toEqual([1, ['ACTION_STOPPED_HARD']]);
    expect(end.diagnostics).toHaveLength(1);
  });
});

it('an end without an outcome is a failure, whatever the exit code', async () => {
  const end = await start({ way: 'by-a-silent-exit' });
  expect([end.exitCode, codes(end)]).toEqual([1, ['ACTION_WITHOUT_OUTCOME']]);
});

it('what went well has outputs and a summary', async () => {
  const { exitCode, files } = await start({ way: 'keeps-silent' });
  expect(exitCode).toBe(0);
  expect(files).toMatch(/^run<<(\S+)\n20260105t060000_0123abcd\n\1\nshards<<(\S+)\n\[1,2\]\n\2$/m);
  expect(files).toContain('## 1 event(s)');
});

it('inputs with mistakes start nothing, and each is told without what was given', async () => {
  const end = await start({ way: CANARY, env: { INPUT_CONFIG: `../${CANARY}.yml` } });
  expectSilence(end);
  expect([end.exitCode, codes(end)]).toEqual([2, ['INPUT_INVALID', 'INPUT_INVALID']]);
  expect(end.out).toMatch(/::config: must be .*\n::error [^\n]*::cohorts: must be /);
  expect(end.out).not.toContain(STARTED);
});

it('neither the environment nor an argument of another kind makes the started process the child', async () => {
  const env = { 'cohort-sync-child': 'cohort-sync-child', COHORT_SYNC_CHILD: '1' };
  const end = await start({ way: 'by-stdout', env });
  expectSilence(end);
  expect(end.out).toContain(STARTED);
});
