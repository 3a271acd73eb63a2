import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inThisForm } from '../form.ts';
import { CANARY, plantCanary, tracesOf } from '../purge/traces.ts';
import type { Fault } from '../storage/fault-proxy.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at } from '../story/world.ts';
import { type Ended, startCommand } from './command.ts';
import { type CrashPoint, download, hold, listing, read, statement, write } from './crash-point.ts';
import { openStack, type Stack } from './open-stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await openStack({
    now: at('2026-01-05T06:00:00Z'),
    configuration: FOUR_WEEKS,
    transfer: '{ workers: 1, rowsPerSlice: 60 }',
    cloudFetch: { minimumRows: 1, fileRows: 10 },
  });
  await tinySource(stack.warehouse);
  await plantCanary(stack);
});
afterEach(() => {
  stack.storage.inject(() => undefined);
  stack.wire.inject(() => undefined);
});
afterAll(() => stack.close());

/** What the runner gives between its signal and the end. */
const RUNNER_PATIENCE = 10_000;

/** Sends the signal once the command has reached the point, and then lets the network go on, slowly. */
async function stoppedAt(
  signal: NodeJS.Signals,
  point: Omit<CrashPoint, 'when'>,
  ...words: readonly string[]
): Promise<Ended & { readonly stopping: number }> {
  const { reached, letGo } = hold(stack, point);
  const running = startCommand(stack, ...words);
  await Promise.race([
    reached,
    running.ended.then(({ out, err }) => Promise.reject(new Error(`${out}${err}`))),
  ]);
  const slow = () => new Promise<Fault>((resolve) => setTimeout(() => resolve(undefined), 100));
  stack.storage.inject(slow);
  stack.wire.inject(slow);
  const asked = Date.now();
  running.kill(signal);
  // Whatever the server is doing goes on there for a while.
  setTimeout(letGo, 1_000);
  const ended = await running.ended;
  const stopping = Date.now() - asked;
  stack.storage.inject(() => undefined);
  stack.wire.inject(() => undefined);
  return { ...ended, stopping };
}

const persons = Array.from({ length: 12 }, (_, index) => index + 1);
const POINTS: readonly Omit<CrashPoint, 'when'>[] = [
  { name: 'while it reads what has landed', server: 'storage', request: listing('landing', /delimiter=/) },
  { name: 'while it surveys the source', server: 'warehouse', request: statement(/SELECT t\.cell/) },
  { name: 'while a stage is made', server: 'warehouse', request: statement(/CREATE OR REPLACE TABLE/) },
  { name: 'while a file is downloaded', server: 'warehouse', request: download(), nth: 3 },
  { name: 'while a file is uploaded', server: 'storage', request: write('.parquet', 'comp=block'), nth: 3 },
  { name: 'while it commits', server: 'storage', request: write('_delta_log'), nth: 3 },
  { name: 'while it verifies', server: 'storage', request: read('.parquet'), nth: 2 },
];

describe('a sync that is told to stop', () => {
  it.each(
    inThisForm(
      POINTS.flatMap((point, index) =>
        (['SIGINT', 'SIGTERM'] as const).map((signal) => [signal, point.name, point, index] as const),
      ),
      5,
    ),
  )(
    '%s %s: ends within the runner’s time, lets go of everything, and the next one goes on',
    async (signal, name, point, index) => {
      const cohort = `stop-${index}-${signal.toLowerCase()}`;
      await stack.addCohort(cohort, persons, { tables: TINY_TABLES });
      const ended = await stoppedAt(signal, point, 'sync', '--cohort', cohort);
      expect(ended.stopping).toBeLessThan(RUNNER_PATIENCE);
      expect([ended.exitCode, ended.signal], ended.err).toEqual([1, null]);
      expect(`${ended.out}${ended.err}`).toContain('INTERRUPTED');
      expect(ended.err).not.toContain('did not answer');
      // A stage that the warehouse was about to make may come after all; then the next run drops it.
      if (!name.includes('stage')) expect(await stack.sandboxTables()).toEqual([]);
      // No minute passes here: all leases were given back.
      const { report, exitCode } = await stack.sync({ cohorts: [cohort] });
      expect(report.cohorts[0]?.problem ?? null).toBeNull();
      expect(exitCode).toBe(0);
      expect(await stack.sandboxTables()).toEqual([]);
      for (const table of TINY_TABLES)
        expect(await stack.differences(cohort, table, persons.join()), table).toBe(0n);
    },
  );

  it('ends within the runner’s time even when nothing answers any more', async () => {
    await stack.addCohort('stop-dead', persons, { tables: TINY_TABLES });
    const { reached } = hold(stack, { server: 'storage', request: write('_delta_log') });
    const running = startCommand(stack, 'sync', '--cohort', 'stop-dead');
    await reached;
    const never = () => new Promise<Fault>(() => undefined);
    stack.storage.inject(never);
    stack.wire.inject(never);
    const asked = Date.now();
    running.kill('SIGTERM');
    const ended = await running.ended;
    expect(Date.now() - asked).toBeLessThan(RUNNER_PATIENCE);
    expect(ended.exitCode).toBe(1);
    stack.storage.inject(() => undefined);
    stack.wire.inject(() => undefined);
    await stack.endLeases();
    expect((await stack.sync({ cohorts: ['stop-dead'] })).exitCode).toBe(0);
    expect(await stack.sandboxTables()).toEqual([]);
  });
});

describe('a sync that is told to stop while it takes a person out', () => {
  const removals = [
    { name: 'in the middle of a file that is written anew', request: write('.parquet', 'comp=block') },
    { name: 'before the commit', request: write('_delta_log') },
    { name: 'before the snapshot of those who stay', request: write('/snapshots/') },
  ].map((point, index) => [point.name, { ...point, server: 'storage' }, `stop-removal-${index}`] as const);
  it.each(inThisForm(removals, 3))('%s: the next one ends it', async (_name, point, cohort) => {
    await stack.addCohort(cohort, [1, 2, 3], { tables: TINY_TABLES });
    await stack.sync({ cohorts: [cohort] });
    await stack.addCohort(cohort, [1, 2], { tables: TINY_TABLES });
    const ended = await stoppedAt('SIGTERM', point, 'sync', '--cohort', cohort);
    expect(ended.stopping).toBeLessThan(RUNNER_PATIENCE);
    expect([ended.exitCode, ended.signal], ended.err).toEqual([1, null]);
    expect(`${ended.out}${ended.err}`).toContain('INTERRUPTED');
    expect((await stack.sync({ cohorts: [cohort] })).exitCode).toBe(0);
    for (const table of TINY_TABLES) expect(await stack.differences(cohort, table, '1, 2'), table).toBe(0n);
    const { report } = await stack.sync({ cohorts: [cohort] });
    expect(report.cohorts[0]?.state).toBe('unchanged');
    expect(await stack.sandboxTables()).toEqual([]);
  });
});

describe('other commands that are told to stop', () => {
  it('verify drops its own copy of the rosters', async () => {
    await stack.addCohort('stop-verify', persons, { tables: TINY_TABLES });
    await stack.sync({ cohorts: ['stop-verify'] });
    const point = { name: 'in verify', server: 'storage', request: read('.parquet') } as const;
    const ended = await stoppedAt('SIGTERM', point, 'verify', '--deep', '--cohort', 'stop-verify');
    expect(ended.stopping).toBeLessThan(RUNNER_PATIENCE);
    expect([ended.exitCode, ended.signal], ended.err).toEqual([1, null]);
    expect(await stack.sandboxTables()).toEqual([]);
  });

  it('purge stops in the middle of a file, and the next one ends it', async () => {
    await stack.addCohort('stop-purge', [1, 2, CANARY], { tables: TINY_TABLES });
    await stack.sync({ cohorts: ['stop-purge'] });
    await stack.addCohort('stop-purge', [1, 2], { tables: TINY_TABLES });
    const point = { name: 'in purge', server: 'storage', request: write('.parquet', 'comp=block') } as const;
    const ended = await stoppedAt('SIGINT', point, 'purge', '--cohort', 'stop-purge');
    expect(ended.stopping).toBeLessThan(RUNNER_PATIENCE);
    expect([ended.exitCode, ended.signal], ended.err).toEqual([1, null]);
    expect(`${ended.out}${ended.err}`).toContain('INTERRUPTED');
    // Of sessions that nobody closed in the cases before, which keep what they read.
    await stack.warehouse.restart();
    const again = startCommand(stack, 'purge', '--cohort', 'stop-purge');
    expect((await again.ended).exitCode).toBe(0);
    expect(await tracesOf(stack)).toEqual([]);
  });
});
