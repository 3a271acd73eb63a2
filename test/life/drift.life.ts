import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FindingName } from '../../src/errors.ts';
import { openTable } from '../../src/landing/delta-log.ts';
import { latestSnapshot } from '../../src/landing/snapshot.ts';
import { overrideManually } from '../../src/override/approve-overrides.ts';
import { runVerify } from '../../src/verify/run-verify.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at, openWorld, type World } from '../story/world.ts';

/** One world for all: each case sets its source up anew, and has a cohort of its own. */
let world: World;
let cohort = '';
let cases = 0;
beforeAll(async () => {
  world = await openWorld({ now: at('2026-01-05T06:00:00Z'), configuration: FOUR_WEEKS });
});
afterAll(() => world.close());
beforeEach(async () => {
  await tinySource(world.warehouse);
  cohort = `drift-${cases++}`;
  await world.addCohort(cohort, [7, 8], { tables: TINY_TABLES });
  expect((await sync()).exitCode).toBe(0);
});

const sync = () => world.sync({ cohorts: [cohort] });
const mode = async (table = 'measurement') => {
  const { report } = await sync();
  const found = report.cohorts[0]?.tables.find((each) => each.table === table);
  return found === undefined ? report.cohorts[0]?.problem?.code : [found.mode, found.rows];
};
/** Writes the source's measurement anew by a SELECT over itself. */
const remake = async (select: string): Promise<void> => {
  await world.warehouse.createTable('omop', 'measurement', `${select} FROM omop.measurement`);
};
const columns = async (): Promise<string[]> => {
  const rows = await world.warehouse.duckdb(
    `DESCRIBE SELECT * FROM ${await world.landed(cohort, 'measurement')}`,
  );
  return rows.map((row) => `${row.column_name}`);
};
const answer = (name: FindingName | undefined) =>
  overrideManually(
    world.stores.approvals,
    world.configuration.approvals,
    {
      finding: name?.digest ?? '',
      kind: name?.override ?? 'accept',
      cohort: name?.cohort ?? null,
      table: name?.table ?? null,
      reason: 'looked at',
    },
    'A. Owner',
    0n,
  );
const include = (name: string) => `columns: { include: { measurement: [${name}] } }`;
const persons = { all: '7, 8' };

describe('a column at the source', () => {
  it('that was added is told and not read, and comes with its history once it is approved', async () => {
    await remake('SELECT *, measurement_id * 2 AS site_code');
    const { report } = await sync();
    expect(report.cohorts[0]?.state).toBe('unchanged');
    expect(report.sources.find(({ table }) => table === 'measurement')?.columnsNotRead).toContain(
      'site_code',
    );
    expect(await columns()).not.toContain('site_code');
    await world.addCohort(cohort, [7, 8], { tables: TINY_TABLES, extra: include('site_code') });
    expect(await mode()).toEqual(['backfill', 30n]);
    expect(await columns()).toContain('site_code');
    expect(await world.differences(cohort, 'measurement', persons.all)).toBe(0n);
    expect(await mode()).toEqual(['none', 0n]);
    const { exitCode } = await runVerify(
      world.configuration,
      world.env,
      { cohorts: [cohort], deep: true },
      () => undefined,
    );
    expect(exitCode).toBe(0);
  });

  it('that is approved no longer goes out of all files, without the source having changed', async () => {
    await world.addCohort(cohort, [7, 8], {
      tables: TINY_TABLES,
      extra: 'columns: { exclude: { measurement: [measurement_source_value] } }',
    });
    expect(await mode()).toEqual(['backfill', 30n]);
    expect(await columns()).not.toContain('measurement_source_value');
    expect(await world.differences(cohort, 'measurement', persons.all)).toBe(0n);
  });

  it('that comes with its history is fetched on where the run before died, and readers keep the snapshot until then', async () => {
    const before = await latestSnapshot(world.stores.landing, cohort);
    await remake('SELECT *, measurement_id * 2 AS site_code');
    await world.addCohort(cohort, [7, 8], { tables: TINY_TABLES, extra: include('site_code') });
    // The commit behind the one that takes the old files out.
    world.storage.inject(({ method, url }) =>
      method === 'PUT' && /measurement\/_delta_log\/0{19}2\.json/.test(url ?? '')
        ? { status: 507, code: 'InsufficientStorage' }
        : undefined,
    );
    expect((await sync()).exitCode).toBe(1);
    world.storage.inject(() => undefined);
    expect(await latestSnapshot(world.stores.landing, cohort)).toEqual(before);
    const address = { cohort, table: 'measurement' };
    const named = await openTable(world.stores.landing, address, before?.tables.measurement?.version);
    if (named?.foreign !== false) throw new Error('the snapshot before cannot be read');
    for (const file of named.files.keys()) expect(await world.stores.landing.read(file)).toBeDefined();
    expect(await mode()).toEqual(['backfill', 30n]);
    expect(await world.differences(cohort, 'measurement', persons.all)).toBe(0n);
  });

  it('that is gone holds the cohort; the cohort goes on once the column is excluded', async () => {
    await remake('SELECT * EXCLUDE (value_as_number)');
    expect(await mode()).toBe('COLUMN_DRIFT');
    await world.addCohort(cohort, [7, 8], {
      tables: TINY_TABLES,
      extra: 'columns: { exclude: { measurement: [value_as_number] } }',
    });
    expect(await mode()).toEqual(['backfill', 30n]);
    expect(await world.differences(cohort, 'measurement', persons.all)).toBe(0n);
  });

  it('that was renamed is one that is gone, and one that is told and not read', async () => {
    await remake('SELECT * RENAME (value_as_number AS value_number)');
    const { report, exitCode } = await sync();
    expect([exitCode, report.cohorts[0]?.problem?.code]).toEqual([3, 'COLUMN_DRIFT']);
    expect(report.cohorts[0]?.problem?.message).toContain('measurement.value_as_number');
  });

  it('that was retyped holds the cohort, and lands anew with all its rows by an owner’s answer', async () => {
    await remake('SELECT * REPLACE (value_as_number::VARCHAR AS value_as_number)');
    const { report } = await sync();
    const { problem } = report.cohorts[0] ?? {};
    expect(problem?.code).toBe('COLUMN_DRIFT');
    await answer(problem?.findings?.[0]);
    expect(await mode()).toEqual(['backfill', 30n]);
    expect(await world.differences(cohort, 'measurement', persons.all)).toBe(0n);
  });

  it('that was widened is retyped: no file of the narrow type stays beside one of the wide', async () => {
    await remake('SELECT *, measurement_id::INTEGER AS visit_number');
    await world.addCohort(cohort, [7, 8], { tables: TINY_TABLES, extra: include('visit_number') });
    expect(await mode()).toEqual(['backfill', 30n]);
    await remake('SELECT * REPLACE (visit_number::BIGINT + 5000000000 AS visit_number)');
    const { report } = await sync();
    expect(report.cohorts[0]?.problem?.code).toBe('COLUMN_DRIFT');
    await answer(report.cohorts[0]?.problem?.findings?.[0]);
    expect(await mode()).toEqual(['backfill', 30n]);
    expect(await world.differences(cohort, 'measurement', persons.all)).toBe(0n);
  });

  it('that stands in another place changes nothing', async () => {
    await remake(
      'SELECT load_dt, internal_note, value_as_number, person_id, measurement_source_value, measurement_date, measurement_concept_id, measurement_id',
    );
    const { report } = await sync();
    expect(report.cohorts[0]?.state).toBe('unchanged');
    expect(await world.differences(cohort, 'measurement', persons.all)).toBe(0n);
  });
});

describe('a person who leaves', () => {
  const rowsNow = async (table: string): Promise<bigint> => {
    const snapshot = await latestSnapshot(world.stores.landing, cohort);
    const state = await openTable(world.stores.landing, { cohort, table }, snapshot?.tables[table]?.version);
    if (state?.foreign !== false) throw new Error('no table');
    return [...state.files.values()].reduce((rows, file) => rows + file.rows, 0n);
  };

  it('is gone from the snapshot that is read even when drift holds the cohort', async () => {
    await remake('SELECT * EXCLUDE (value_as_number)');
    await world.addCohort(cohort, [7], { tables: TINY_TABLES });
    expect(await mode()).toBe('COLUMN_DRIFT');
    expect([await rowsNow('person'), await rowsNow('measurement')]).toEqual([1n, 15n]);
    expect(await world.differences(cohort, 'person', '7')).toBe(0n);
  });

  it('is gone as well when a guard stops the run', async () => {
    await world.warehouse.run('DELETE FROM omop.measurement');
    await world.addCohort(cohort, [8], { tables: TINY_TABLES });
    await expect(sync()).rejects.toMatchObject({ code: 'TABLE_EMPTIED' });
    expect([await rowsNow('person'), await rowsNow('measurement')]).toEqual([1n, 15n]);
  });

  it('is gone in a commit that reads nothing of the source, and the rest stays as it was', async () => {
    await world.addCohort(cohort, [8], { tables: TINY_TABLES });
    const asked = world.warehouse.statements.length;
    expect((await sync()).exitCode).toBe(0);
    const statements = world.warehouse.statements.slice(asked);
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.filter(({ written }) => written.some((table) => table.includes('stage')))).toEqual([]);
    expect(await world.differences(cohort, 'measurement', '8')).toBe(0n);
  });
});
