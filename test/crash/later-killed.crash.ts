import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FindingName } from '../../src/errors.ts';
import { openTable } from '../../src/landing/delta-log.ts';
import { commitPath } from '../../src/landing/paths.ts';
import { latestSnapshot } from '../../src/landing/snapshot.ts';
import { requireOurs, type TableState } from '../../src/landing/table-state.ts';
import { overrideManually } from '../../src/override/approve-overrides.ts';
import { inThisForm } from '../form.ts';
import { TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at } from '../story/world.ts';
import { command, documentOf } from './command.ts';
import { atStorage, type CrashPoint, commit, killedAt, write } from './crash-point.ts';
import { openStack, type Stack } from './open-stack.ts';
import { strays } from './strays.ts';

/** A commit of one operation: its first line says so. */
const commitOf =
  (operation: string): CrashPoint['request'] =>
  (exchange) =>
    commit()(exchange) && exchange.body.includes(`"operation":"${operation}`);
/** Of a file that begins with all history: in these syncs only a merge writes one. */
const mergedFile: CrashPoint['request'] = (exchange) =>
  write('.parquet', 'comp=block')(exchange) && decodeURIComponent(exchange.url).includes('/g1/-200000_');

let stack: Stack;
beforeAll(async () => {
  stack = await openStack({
    now: at('2026-01-05T06:00:00Z'),
    configuration: 'limits: { recheck: 2w }\nupkeep: { mergeSlices: 3 }',
    transfer: '{ workers: 1 }',
  });
  await tinySource(stack.warehouse);
});
afterAll(() => stack.close());

const sync = async (cohort: string): Promise<void> => {
  expect((await stack.sync({ cohorts: [cohort] })).exitCode).toBe(0);
};
const stateOf = async (cohort: string, table: string): Promise<TableState> =>
  requireOurs((await openTable(stack.stores.landing, { cohort, table })) ?? expect.fail('no table'));

interface Report {
  readonly cohorts: readonly {
    readonly problem: { readonly code: string; readonly findings?: readonly FindingName[] } | null;
  }[];
}

/** Kills a sync at the point; the next one ends well. */
async function killedAndGoneOnWith(cohort: string, at: CrashPoint, persons: string): Promise<void> {
  await killedAt(stack, at, 'sync', '--cohort', cohort);
  const ended = await command(stack, 'sync', '--cohort', cohort);
  expect(documentOf<Report>(ended).cohorts[0]?.problem ?? null).toBeNull();
  expect(ended.exitCode).toBe(0);
  await isWhole(cohort, persons);
}

/** Readers are told to read exactly what is at the source, nothing is left in the sandbox, and nothing is left to do. */
async function isWhole(cohort: string, persons: string): Promise<void> {
  const snapshot = await latestSnapshot(stack.stores.landing, cohort);
  for (const table of TINY_TABLES) {
    expect(await stack.differences(cohort, table, persons), table).toBe(0n);
    expect(snapshot?.tables[table]?.version).toBe((await stateOf(cohort, table)).version);
  }
  expect(await stack.sandboxTables()).toEqual([]);
  expect((await stack.sync({ cohorts: [cohort] })).report.cohorts[0]?.state).toBe('unchanged');
}

const MERGES = [
  atStorage('in the middle of a merged file', 'after', mergedFile),
  atStorage('between a merged file and its commit', 'before', commitOf('MERGE')),
  atStorage('once old weeks are merged, before the snapshot that says so', 'after', commitOf('MERGE')),
].map((each, index) => [each.name, each, `merge-${index}`] as const);

describe('a sync that merges old weeks and is killed', () => {
  beforeAll(async () => {
    for (const [, , cohort] of MERGES) {
      await stack.addCohort(cohort, [1, 2, 3, 4], { tables: TINY_TABLES });
      await sync(cohort);
    }
    for (const day of ['2026-01-11', '2026-01-18', '2026-01-25', '2026-02-01']) {
      const key = `measurement_id + ${day.replaceAll('-', '')}000`;
      await stack.warehouse.run(
        `INSERT INTO omop.measurement SELECT ${key}, person_id, measurement_concept_id, measurement_date, value_as_number, measurement_source_value, internal_note, TIMESTAMP '${day} 03:00:00' FROM omop.measurement WHERE measurement_id BETWEEN 1000 AND 1199`,
      );
      stack.warehouse.setNow(at(`${day}T18:00:00Z`));
    }
  });

  it.each(inThisForm(MERGES, 3))('%s: the next one ends the merge', async (_name, at, cohort) => {
    await killedAndGoneOnWith(cohort, at, '1, 2, 3, 4');
    const { files } = await stateOf(cohort, 'measurement');
    // History, with the weeks that are old now, is one file.
    const cells = [...files.values()].map(({ slice }) => slice).sort((a, b) => a.firstCell - b.firstCell);
    expect(cells.length).toBeLessThan(6);
    expect(await strays(stack, cohort, ['measurement'])).toEqual([]);
  });
});

const REMOVALS = [
  atStorage('in the middle of a file that is written anew', 'after', write('.parquet', 'comp=block')),
  atStorage('between upload and commit', 'before', commitOf('REMOVAL')),
  atStorage('between the commits of two tables', 'after', commitOf('REMOVAL')),
  atStorage('before the snapshot of those who stay', 'before', write('/snapshots/')),
].map((each, index) => [each.name, each, `removal-${index}`] as const);

describe('a sync that takes a person out and is killed', () => {
  it.each(inThisForm(REMOVALS, 2))('%s: the next one ends it', async (_name, at, cohort) => {
    await stack.addCohort(cohort, [5, 6, 7], { tables: TINY_TABLES });
    await sync(cohort);
    await stack.addCohort(cohort, [5, 6], { tables: TINY_TABLES });
    await killedAndGoneOnWith(cohort, at, '5, 6');
    // What was uploaded for nothing is gone: it could have been of the one who left.
    expect(await strays(stack, cohort, TINY_TABLES)).toEqual([]);
  });
});

const COLUMNS = [
  atStorage('before the commit that takes the old files out', 'before', commitOf('REBUILD')),
  atStorage('behind that commit', 'after', commitOf('REBUILD')),
  atStorage('between the upload of its history and the commit', 'before', commitOf('BACKFILL')),
].map((each, index) => [each.name, each, `column-${index}`] as const);

describe('a sync that lands a table anew, because a column was approved, and is killed', () => {
  it.each(inThisForm(COLUMNS, 3))(
    '%s: readers keep the snapshot before, the next one has all history',
    async (_name, at, cohort) => {
      await stack.addCohort(cohort, [8, 9], { tables: TINY_TABLES });
      await sync(cohort);
      const before = await latestSnapshot(stack.stores.landing, cohort);
      const extra = 'columns: { include: { measurement: [internal_note] } }';
      await stack.addCohort(cohort, [8, 9], { tables: TINY_TABLES, extra });
      await killedAndGoneOnWith(cohort, at, '8, 9');
      const { schema } = await stateOf(cohort, 'measurement');
      expect(schema.map(({ name }) => name)).toContain('internal_note');
      const version = before?.tables.measurement?.version;
      const then = await openTable(stack.stores.landing, { cohort, table: 'measurement' }, version);
      for (const path of requireOurs(then ?? expect.fail('no version')).files.keys())
        expect(await stack.stores.landing.read(path)).toBeDefined();
      expect(await strays(stack, cohort, ['measurement'])).toEqual([]);
    },
  );
});

const ANSWERED = [
  {
    at: atStorage('between the use of the answer and the act', 'after', write('/overrides/')),
    asksAgain: true,
  },
  { at: atStorage('behind the commit that takes all out', 'after', commitOf('REBUILD')), asksAgain: false },
].map(({ at, asksAgain }, index) => [at.name, at, `answer-${index}`, asksAgain] as const);

describe('a sync that lands a table anew by an owner’s answer, and is killed', () => {
  it.each(inThisForm(ANSWERED, 2))(
    '%s: nothing is lost; an answer that was used up without its act is asked for again',
    async (_name, at, cohort, asksAgain) => {
      await stack.addCohort(cohort, [10, 11], { tables: TINY_TABLES });
      await sync(cohort);
      const { version } = await stateOf(cohort, 'measurement');
      const next = commitPath({ cohort, table: 'measurement' }, version + 1);
      const foreign = { commitInfo: { timestamp: 0, operation: 'OPTIMIZE' } };
      await stack.stores.landing.put(next, Buffer.from(`${JSON.stringify(foreign)}\n`));
      const before = await latestSnapshot(stack.stores.landing, cohort);
      const found = await foreignFinding(cohort);
      await answer(found);
      await killedAt(stack, at, 'sync', '--cohort', cohort);
      if (asksAgain) {
        const { landing } = stack.stores;
        const untouched = await openTable(landing, { cohort, table: 'measurement' });
        expect(untouched?.version).toBe(version + 1);
        expect(await latestSnapshot(stack.stores.landing, cohort)).toEqual(before);
        const again = await foreignFinding(cohort);
        expect(again.digest).not.toBe(found.digest);
        await answer(again);
      }
      const ended = await command(stack, 'sync', '--cohort', cohort);
      expect(documentOf<Report>(ended).cohorts[0]?.problem ?? null).toBeNull();
      await isWhole(cohort, '10, 11');
    },
  );

  /** What the next sync, as a process of its own, stops at. */
  async function foreignFinding(cohort: string): Promise<FindingName> {
    const { cohorts } = documentOf<Report>(await command(stack, 'sync', '--cohort', cohort));
    const problem = cohorts[0]?.problem;
    expect(problem?.code).toBe('FOREIGN_COMMIT');
    return problem?.findings?.[0] ?? expect.fail('no finding');
  }

  async function answer({ digest: finding, override: kind, cohort, table }: FindingName): Promise<void> {
    const given = { finding, kind, cohort, table, reason: 'looked at' };
    const { stores, configuration } = stack;
    await overrideManually(stores.approvals, configuration.approvals, given, 'A. Owner', 0n);
  }
});
