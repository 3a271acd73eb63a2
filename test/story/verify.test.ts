import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runVerify } from '../../src/verify/run-verify.ts';
import type { VerifyReport } from '../../src/verify/verify-report.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from './tiny-source.ts';
import { at, openWorld, type World } from './world.ts';

describe('verify, which believes neither the writer nor its rosters', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld({ now: at('2026-01-05T06:00:00Z'), configuration: FOUR_WEEKS });
    await tinySource(world.warehouse);
    await world.addCohort('trial', [1, 2, 3], { tables: TINY_TABLES });
    await world.addCohort('other', [30, 31], { tables: TINY_TABLES });
    await world.sync();
  });
  afterEach(() => world.close());

  const verify = async (deep: boolean): Promise<{ report: VerifyReport; exitCode: number }> =>
    runVerify(world.configuration, world.env, { cohorts: [], deep }, (event) => world.events.push(event));
  const states = ({ cohorts }: VerifyReport) =>
    Object.fromEntries(cohorts.map(({ cohort, state, problem }) => [cohort, problem?.code ?? state]));
  const dataFile = async (cohort: string, table: string): Promise<string> => {
    for await (const { path } of world.stores.landing.list(`cohorts/${cohort}/${table}/g1/`)) return path;
    throw new Error('no data file');
  };

  it('reads only the files that no verification has read, and all of them when asked to go deep', async () => {
    const read = ({ cohorts }: VerifyReport) =>
      cohorts.flatMap(({ tables }) => tables).reduce((sum, { filesRead }) => sum + filesRead, 0);
    const first = await verify(false);
    expect(states(first.report)).toEqual({ other: 'verified', trial: 'verified' });
    expect(first.exitCode).toBe(0);
    expect(read(first.report)).toBeGreaterThan(0);
    expect(read((await verify(false)).report)).toBe(0);
    expect(read((await verify(true)).report)).toBe(read(first.report));
  });

  it('reads each source table as often for many cohorts as for one, however far each of them has come', async () => {
    // One cohort stays a week behind the other.
    await world.warehouse.run(
      "INSERT INTO omop.measurement SELECT measurement_id + 100000, person_id, measurement_concept_id, measurement_date, value_as_number, measurement_source_value, internal_note, TIMESTAMP '2026-01-11 03:00:00' FROM omop.measurement",
    );
    world.warehouse.setNow(at('2026-01-12T06:00:00Z'));
    expect((await world.sync({ cohorts: ['trial'] })).exitCode).toBe(0);
    const reads = async (cohorts: readonly string[], deep: boolean): Promise<readonly string[]> => {
      const before = world.warehouse.statements.length;
      const { report } = await runVerify(world.configuration, world.env, { cohorts, deep }, () => undefined);
      expect(report.cohorts.map(({ state }) => state)).toEqual(cohorts.map(() => 'verified'));
      const read = world.warehouse.statements.slice(before).flatMap(({ tables }) => tables);
      return read.filter((table) => table.startsWith('omop.')).sort();
    };
    for (const deep of [false, true]) {
      const one = await reads(['trial'], deep);
      expect(one).toContain('omop.measurement');
      expect(await reads(['other', 'trial'], deep)).toEqual(one);
    }
  });

  it("finds another cohort's rows in a file of the landing", async () => {
    const theirs = await world.stores.landing.read(await dataFile('other', 'person'));
    await world.stores.landing.put(await dataFile('trial', 'person'), theirs?.content ?? new Uint8Array());
    const { report, exitCode } = await verify(false);
    expect(exitCode).toBe(1);
    expect(states(report).other).toBe('verified');
    expect(['PERSON_NOT_APPROVED', 'FILE_UNREADABLE']).toContain(states(report).trial);
  });

  it('finds a value that changed long ago, at the source alone; a full sync mends it', async () => {
    await world.warehouse.run(
      "UPDATE omop.measurement SET value_as_number = -1 WHERE person_id = 2 AND load_dt < TIMESTAMP '2025-10-01 00:00:00'",
    );
    const weekly = await world.sync();
    expect(weekly.report.cohorts.every(({ state }) => state === 'unchanged')).toBe(true);
    expect(states((await verify(false)).report)).toEqual({ other: 'verified', trial: 'LANDING_DIFFERS' });
    const deep = await verify(true);
    expect(deep.exitCode).toBe(1);
    expect(deep.report.cohorts.find(({ cohort }) => cohort === 'trial')?.tables[1]?.differences).toBe(2);

    const { report } = await world.sync({ full: true });
    const measurement = report.cohorts
      .flatMap(({ tables }) => tables)
      .filter(({ table }) => table === 'measurement');
    expect(measurement.map(({ mode }) => mode)).toEqual(['none', 'repair']);
    expect(await world.differences('trial', 'measurement', '1, 2, 3')).toBe(0n);
    expect(states((await verify(true)).report)).toEqual({ other: 'verified', trial: 'verified' });
  });

  it('counts persons by rosters of its own: an id taken out of the sandbox roster does not hide its rows', async () => {
    await world.warehouse.run('DELETE FROM sandbox.cohort_sync_roster WHERE person_id = 2');
    expect(states((await verify(true)).report)).toEqual({ other: 'verified', trial: 'verified' });
    const { report, exitCode } = await world.sync({ full: true });
    expect(exitCode).toBe(1);
    // Whose roster it is, is held; the other one goes on.
    expect(report.cohorts.map(({ cohort, state, problem }) => [cohort, state, problem?.code])).toEqual([
      ['other', 'unchanged', undefined],
      ['trial', 'held', 'SANDBOX_ROSTER_MISMATCH'],
    ]);
  });

  it('publishes the snapshot that a run owed which died before it', async () => {
    await world.warehouse.run(
      "INSERT INTO omop.measurement SELECT measurement_id + 100000, person_id, measurement_concept_id, measurement_date, value_as_number, measurement_source_value, internal_note, TIMESTAMP '2026-01-11 03:00:00' FROM omop.measurement WHERE person_id < 4",
    );
    world.warehouse.setNow(at('2026-01-12T06:00:00Z'));
    world.storage.inject(({ method, url }) =>
      method === 'PUT' && url?.includes('/snapshots/trial/')
        ? { status: 507, code: 'InsufficientStorage' }
        : undefined,
    );
    const dead = await world.sync();
    expect(dead.report.cohorts.find(({ cohort }) => cohort === 'trial')).toMatchObject({
      state: 'failed',
      snapshot: null,
    });
    world.storage.inject(() => undefined);
    const { report } = await world.sync();
    const trial = report.cohorts.find(({ cohort }) => cohort === 'trial');
    expect(trial).toMatchObject({ state: 'unchanged', snapshot: 2 });
    expect(trial?.tables.every(({ mode }) => mode === 'none')).toBe(true);
  });
});

describe('verify of many cohorts in one reading of the source', () => {
  it('holds what came wrong for one of them against that one alone', async () => {
    const lies = (sql: string, original: string): string =>
      original.startsWith('SELECT s.`') && original.includes('cohort_sync_stage_verify')
        ? `SELECT * REPLACE (CASE WHEN person_id = 3 THEN 33 ELSE person_id END AS person_id) FROM (${sql})`
        : sql;
    const world = await openWorld({
      now: at('2026-01-05T06:00:00Z'),
      configuration: FOUR_WEEKS,
      rewrite: lies,
    });
    try {
      await tinySource(world.warehouse);
      await world.addCohort('trial', [1, 2, 3], { tables: TINY_TABLES });
      await world.addCohort('other', [30, 31], { tables: TINY_TABLES });
      expect((await world.sync()).exitCode).toBe(0);
      const options = { cohorts: [], deep: true };
      const { report } = await runVerify(world.configuration, world.env, options, () => undefined);
      expect(report.cohorts.map(({ cohort, problem }) => [cohort, problem?.code ?? null])).toEqual([
        ['other', null],
        ['trial', 'PERSON_NOT_APPROVED'],
      ]);
    } finally {
      await world.close();
    }
  });
});
