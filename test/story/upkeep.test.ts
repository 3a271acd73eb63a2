import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAudit } from '../../src/audit/audit.ts';
import { runnerNow } from '../../src/instant.ts';
import { readCommit } from '../../src/landing/delta-log.ts';
import { readSnapshot } from '../../src/landing/snapshot.ts';
import { purgeCohorts } from '../../src/purge/purge-cohorts.ts';
import { runVerify } from '../../src/verify/run-verify.ts';
import { TINY_TABLES, tinySource } from './tiny-source.ts';
import { at, openWorld, type World } from './world.ts';

const MEASUREMENT = { cohort: 'trial', table: 'measurement' };

describe('a landing that has grown for weeks', () => {
  let world: World;
  const quiet = () => undefined;

  beforeAll(async () => {
    world = await openWorld({
      now: at('2026-01-05T06:00:00Z'),
      configuration: 'limits: { recheck: 2w }\nupkeep: { mergeSlices: 3 }',
    });
    await tinySource(world.warehouse);
    await world.addCohort('trial', [1, 2, 3, 4], { tables: TINY_TABLES });
    expect((await world.sync()).exitCode).toBe(0);
  });
  afterAll(() => world.close());

  const sunday = async (day: string): Promise<void> => {
    const key = `measurement_id + ${day.replaceAll('-', '')}000`;
    await world.warehouse.run(
      `INSERT INTO omop.measurement SELECT ${key}, person_id, measurement_concept_id, measurement_date, value_as_number, measurement_source_value, internal_note, TIMESTAMP '${day} 03:00:00' FROM omop.measurement WHERE measurement_id BETWEEN 1000 AND 1199`,
    );
    world.warehouse.setNow(at(`${day}T18:00:00Z`));
  };
  const lastCommit = async () => {
    let version = -1;
    for await (const { path } of world.stores.landing.list('cohorts/trial/measurement/_delta_log/')) {
      if (path.endsWith('.json')) version = Number(path.slice(-25, -5));
    }
    return (await readCommit(world.stores.landing, MEASUREMENT, version)) ?? [];
  };
  const files = async (): Promise<number> => {
    const [row] = await world.warehouse.duckdb(
      `SELECT count(DISTINCT filename)::INTEGER AS n FROM (SELECT filename FROM ${(await world.landed('trial', 'measurement')).replace('])', '], filename = true)')})`,
    );
    return Number(row?.n);
  };
  const landsRight = async () =>
    expect(await world.differences('trial', 'measurement', '1, 2, 3, 4')).toBe(0n);

  it('gets its old weeks as one slice at the end of a sync, in a commit that changes no data, and is published again', async () => {
    for (const day of ['2026-01-11', '2026-01-18', '2026-01-25', '2026-02-01']) await sunday(day);
    const before = await files();
    const { report, exitCode } = await world.sync();
    expect([exitCode, report.cohorts[0]?.problem, report.cohorts[0]?.snapshot]).toEqual([0, null, 3]);
    const merge = await lastCommit();
    expect(merge.find(({ commitInfo }) => commitInfo)?.commitInfo?.operation).toBe('MERGE');
    const moved = merge.flatMap(({ add, remove }) => add ?? remove ?? []);
    expect(moved.length).toBeGreaterThan(3);
    expect(moved.every(({ dataChange }) => !dataChange)).toBe(true);
    expect(await files()).toBeLessThan(before + 4);
    await landsRight();
    const { report: audit } = await runAudit(world.configuration, world.env, 'trial', runnerNow());
    expect(audit.findings).toEqual([]);
  });

  it('keeps the snapshot before readable: every file that it names is there', async () => {
    const snapshot = await readSnapshot(world.stores.landing, 'trial', 2);
    expect(snapshot?.tables.measurement?.rows).toBe(140n);
    const { report } = await runVerify(world.configuration, world.env, { cohorts: [], deep: true }, quiet);
    expect(report.cohorts.map(({ state, problem }) => [state, problem])).toEqual([['verified', null]]);
  });

  it('has nothing to do in the next sync, and lands the next week as before', async () => {
    const left = world.warehouse.statements.length;
    expect((await world.sync()).report.cohorts[0]).toMatchObject({ state: 'unchanged', snapshot: 3 });
    expect(world.warehouse.statements.slice(left).some(({ sql }) => sql.startsWith('SELECT s.`'))).toBe(
      false,
    );
    await sunday('2026-02-08');
    expect((await world.sync()).report.cohorts[0]).toMatchObject({ state: 'synced', snapshot: 4 });
    await landsRight();
  });

  it('is repaired where a row of a merged week comes late, changes, or goes', async () => {
    await world.warehouse.run(
      `INSERT INTO omop.measurement SELECT measurement_id + 7000000, person_id, measurement_concept_id, measurement_date, 5.0, 'late', internal_note, TIMESTAMP '2026-01-11 03:00:00' FROM omop.measurement WHERE measurement_id = 1000`,
    );
    await world.warehouse.run('DELETE FROM omop.measurement WHERE measurement_id = 1001');
    await world.warehouse.run(
      'UPDATE omop.measurement SET value_as_number = -2 WHERE measurement_id = 20260118000 + 1002',
    );
    const { report } = await world.sync({ full: true });
    expect(report.cohorts[0]).toMatchObject({ state: 'synced', problem: null });
    await landsRight();
  });

  it('is purged of a person: in what was merged, and in the files that the merge replaced', async () => {
    await world.stores.withdrawals.put('2026-02.csv', Buffer.from('person_id\n4\n'));
    const purged = await purgeCohorts(await world.reload(), world.env, { cohorts: [], dryRun: false }, quiet);
    expect([purged.exitCode, purged.report.cohorts[0]?.state]).toEqual([0, 'purged']);
    expect(await world.differences('trial', 'measurement', '1, 2, 3')).toBe(0n);
    const named = await world.landed('trial', 'measurement');
    let stored = 0;
    for await (const { path } of world.stores.landing.list('cohorts/trial/measurement/')) {
      if (path.endsWith('.parquet') && !path.includes('_delta_log')) stored += 1;
    }
    expect(named.split("', '")).toHaveLength(stored);
    expect((await world.sync()).exitCode).toBe(0);
    expect(await world.differences('trial', 'measurement', '1, 2, 3')).toBe(0n);
  });
});
