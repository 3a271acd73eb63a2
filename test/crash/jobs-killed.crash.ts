import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FindingName } from '../../src/errors.ts';
import { latestSnapshot } from '../../src/landing/snapshot.ts';
import { overrideManually } from '../../src/override/approve-overrides.ts';
import { inThisForm, inWholeForm } from '../form.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at } from '../story/world.ts';
import { command, documentOf, startJob } from './command.ts';
import { atStorage, commit, killedAt, killedWhile, write } from './crash-point.ts';
import { openStack, type Stack } from './open-stack.ts';

/** A run in jobs, each a process of its own, of which one is killed; and a verify that heals. */
let stack: Stack;
let cohort = '';
let cases = 0;
let persons: readonly number[] = [];
beforeAll(async () => {
  stack = await openStack({
    now: at('2026-01-05T06:00:00Z'),
    configuration: FOUR_WEEKS,
    transfer: '{ workers: 1, rowsPerSlice: 60 }',
  });
  await tinySource(stack.warehouse);
});
afterAll(() => stack.close());
beforeEach(async () => {
  cohort = `jobs-${cases}`;
  persons = Array.from({ length: 8 }, (_, index) => 1 + ((cases * 3 + index) % 40));
  cases += 1;
  await stack.addCohort(cohort, persons, { tables: TINY_TABLES });
});

interface Prepared {
  readonly run: string;
  readonly shards: readonly number[];
}
interface Finished {
  readonly cohorts: readonly { readonly state: string; readonly problem: { readonly code: string } | null }[];
}

const prepare = async () => documentOf<Prepared>(await startJob(stack, 'prepare', cohort).ended);
const transfer = async (run: string, shard: number): Promise<void> => {
  const ended = await startJob(stack, 'transfer', run, `${shard}`).ended;
  expect([ended.exitCode, ended.err]).toEqual([0, '']);
};
const finish = async (run: string) => documentOf<Finished>(await startJob(stack, 'finish', run).ended);

/** The landing is the source's rows of the persons, each once; readers are told so; nothing is left in the sandbox, or to do. */
async function isWhole(): Promise<void> {
  for (const table of TINY_TABLES)
    expect(await stack.differences(cohort, table, persons.join()), table).toBe(0n);
  expect(await latestSnapshot(stack.stores.landing, cohort)).toBeDefined();
  expect(await stack.sandboxTables()).toEqual([]);
  expect((await stack.sync({ cohorts: [cohort] })).report.cohorts[0]?.state).toBe('unchanged');
}

describe('a run in jobs', () => {
  it('whose prepare is killed once its plan is stored: the next run is another one, and clears the dead one’s stages', async () => {
    const stored = atStorage('once the plan is stored', 'after', write('/_cohort-sync/runs/'));
    await killedWhile(stack, stored, () => startJob(stack, 'prepare', cohort));
    expect((await stack.sandboxTables()).length).toBeGreaterThan(0);
    const { run, shards } = await prepare();
    for (const shard of shards) await transfer(run, shard);
    expect((await finish(run)).cohorts.map(({ state }) => state)).toEqual(['synced']);
    await isWhole();
  });

  const SHARD = [
    atStorage('in the middle of a file', 'after', write('.parquet', 'comp=block'), 2),
    atStorage('after a commit, before the reply', 'after', commit(), 2),
    atStorage('before it tells what it came to', 'before', write('/shard-')),
  ];
  it.each(inThisForm(SHARD, 3).map((each) => [each.name, each] as const))(
    'of which a shard is killed %s: tried again, it moves what was not committed',
    async (_name, killed) => {
      const { run, shards } = await prepare();
      const [first = 0, ...others] = shards;
      await killedWhile(stack, killed, () => startJob(stack, 'transfer', run, `${first}`));
      for (const shard of [first, ...others]) await transfer(run, shard);
      expect((await finish(run)).cohorts.map(({ state }) => state)).toEqual(['synced']);
      await isWhole();
    },
  );

  it.each(inWholeForm(['not tried again']))(
    'of which a shard is killed and %s: finish publishes nothing and says so, the next run ends it',
    async () => {
      const { run, shards } = await prepare();
      const [first = 0, ...others] = shards;
      const killed = atStorage('after a commit', 'after', commit());
      await killedWhile(stack, killed, () => startJob(stack, 'transfer', run, `${first}`));
      for (const shard of others) await transfer(run, shard);
      const [ended] = (await finish(run)).cohorts;
      expect([ended?.state, ended?.problem?.code]).toEqual(['failed', 'SHARD_LOST']);
      expect(await latestSnapshot(stack.stores.landing, cohort)).toBeUndefined();
      expect((await stack.sync({ cohorts: [cohort] })).exitCode).toBe(0);
      await isWhole();
    },
  );

  const FINISH = [
    atStorage('before the snapshot', 'before', write('/snapshots/')),
    atStorage('before its report', 'before', write('/diagnostics/runs/')),
  ];
  it.each(inWholeForm(FINISH).map((each) => [each.name, each] as const))(
    'whose finish is killed %s: tried again, it publishes',
    async (_name, killed) => {
      const { run, shards } = await prepare();
      for (const shard of shards) await transfer(run, shard);
      await killedWhile(stack, killed, () => startJob(stack, 'finish', run));
      expect((await finish(run)).cohorts.map(({ problem }) => problem)).toEqual([null]);
      await isWhole();
    },
  );
});

interface Verified {
  readonly healed: readonly string[];
  readonly cohorts: readonly {
    readonly problem: { readonly code: string; readonly findings?: readonly FindingName[] } | null;
  }[];
}

const HEAL = [
  {
    at: atStorage('between the use of the answer and the act', 'after', write('/overrides/')),
    asksAgain: true,
  },
  { at: atStorage('behind the commit that replaces', 'after', commit()), asksAgain: false },
].map(({ at, asksAgain }) => [at.name, at, asksAgain] as const);

describe('a verify that heals and is killed', () => {
  it.each(inThisForm(HEAL, 2))(
    '%s: nothing is lost, and it is healed in the end',
    async (_name, at, asksAgain) => {
      expect((await stack.sync({ cohorts: [cohort] })).exitCode).toBe(0);
      // A value of long ago, with no row more or less: no survey shows it.
      await stack.warehouse.run(
        `UPDATE omop.measurement SET value_as_number = value_as_number - 1 WHERE person_id = ${persons[0]} AND load_dt < TIMESTAMP '2025-10-01'`,
      );
      const heal = async () =>
        documentOf<Verified>(await command(stack, 'verify', '--deep', '--heal', '--cohort', cohort));
      const found = await heal();
      await answer(found);
      await killedAt(stack, at, 'verify', '--deep', '--heal', '--cohort', cohort);
      const again = await heal();
      if (asksAgain) {
        expect(again.cohorts[0]?.problem?.code).toBe('LANDING_DIFFERS');
        expect(findingOf(again).digest).not.toBe(findingOf(found).digest);
        await answer(again);
        expect((await heal()).healed).toEqual([cohort]);
      }
      const ended = await command(stack, 'sync', '--cohort', cohort);
      expect(ended.exitCode, ended.out).toBe(0);
      const verified = await heal();
      expect(verified.cohorts[0]?.problem).toBeNull();
      await isWhole();
    },
  );

  const findingOf = ({ cohorts }: Verified): FindingName =>
    cohorts[0]?.problem?.findings?.[0] ?? expect.fail('no finding');

  async function answer(report: Verified): Promise<void> {
    const { digest: finding, override: kind, cohort: of, table } = findingOf(report);
    const given = { finding, kind, cohort: of, table, reason: 'looked at' };
    await overrideManually(stack.stores.approvals, stack.configuration.approvals, given, 'A. Owner', 0n);
  }
});
