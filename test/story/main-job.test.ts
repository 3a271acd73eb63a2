import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateOmop, loadNextSunday } from '../../src/local/omop-generator.ts';
import { DEFAULT_TABLES } from '../../src/omop/tables.ts';
import { runVerify } from '../../src/verify/run-verify.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from './tiny-source.ts';
import { at, openWorld, type World } from './world.ts';

const DATA = { persons: 1000, seed: 7, weeks: 4, lastSunday: at('2026-01-04T03:00:00Z') };

describe('the main job, from the first backfill through three Sundays', () => {
  let world: World;
  let persons: bigint[];

  beforeAll(async () => {
    // Few recent weeks: each is a slice of its own, and the story needs no eight.
    world = await openWorld({ now: at('2026-01-04T18:00:00Z'), configuration: 'limits: { recheck: 3w }' });
    await generateOmop(world.warehouse, DATA);
    persons = (
      await world.warehouse.duckdb('SELECT person_id FROM omop.person ORDER BY hash(person_id)')
    ).map((row) => row.person_id as bigint);
  });
  afterAll(() => world.close());

  const landsRight = async (cohort: string, ids: readonly bigint[]): Promise<void> => {
    for (const table of DEFAULT_TABLES) {
      expect(await world.differences(cohort, table, ids.join(', ')), `${cohort} ${table}`).toBe(0n);
    }
  };

  it('lands all history of two overlapping cohorts', async () => {
    await world.addCohort('cardiology', persons.slice(0, 300));
    await world.addCohort('diabetes', persons.slice(200, 500));
    const { report, exitCode } = await world.sync();
    expect(report.problem).toBeNull();
    expect(report.cohorts.map((cohort) => [cohort.cohort, cohort.state, cohort.snapshot])).toEqual([
      ['cardiology', 'synced', 1],
      ['diabetes', 'synced', 1],
    ]);
    expect(exitCode).toBe(0);
    await landsRight('cardiology', persons.slice(0, 300));
    await landsRight('diabetes', persons.slice(200, 500));
  });

  it('moves nothing, commits nothing and publishes nothing when run again', async () => {
    const before = await everything();
    const left = rowsThatLeft();
    const { report } = await world.sync();
    expect(report.cohorts.map((cohort) => [cohort.state, cohort.snapshot])).toEqual([
      ['unchanged', 1],
      ['unchanged', 1],
    ]);
    expect(report.cohorts.flatMap((cohort) => cohort.tables).every((table) => table.mode === 'none')).toBe(
      true,
    );
    expect(await everything()).toEqual(before);
    expect(rowsThatLeft()).toBe(left);
  });

  it('moves exactly the new rows of the week, and all history of a new cohort, in the same sync', async () => {
    await loadNextSunday(world.warehouse, DATA, 1);
    world.warehouse.setNow(at('2026-01-11T18:00:00Z'));
    await world.addCohort('oncology', persons.slice(900, 950));
    const left = rowsThatLeft();
    const { report } = await world.sync();
    expect(report.cohorts.map((cohort) => [cohort.cohort, cohort.state, cohort.snapshot])).toEqual([
      ['cardiology', 'synced', 2],
      ['diabetes', 'synced', 2],
      ['oncology', 'synced', 1],
    ]);
    const fresh =
      (await count(persons.slice(0, 300), SUNDAY)) + (await count(persons.slice(200, 500), SUNDAY));
    const history = await count(persons.slice(900, 950), undefined);
    expect(fresh).toBeGreaterThan(0n);
    expect(rowsThatLeft() - left).toBe(fresh + history);
    const modes = (cohort: string) =>
      new Set(report.cohorts.find((each) => each.cohort === cohort)?.tables.map((table) => table.mode));
    expect([...modes('cardiology')]).toEqual(['increment']);
    expect([...modes('oncology')]).toEqual(['backfill']);
    await landsRight('cardiology', persons.slice(0, 300));
    await landsRight('diabetes', persons.slice(200, 500));
    await landsRight('oncology', persons.slice(900, 950));
  });

  it('is found right by verify, also deeply, with rosters of its own in the sandbox', async () => {
    const { report, exitCode } = await runVerify(
      world.configuration,
      world.env,
      { cohorts: [], deep: true },
      () => undefined,
    );
    expect(report.cohorts.map((cohort) => [cohort.cohort, cohort.state, cohort.problem])).toEqual([
      ['cardiology', 'verified', null],
      ['diabetes', 'verified', null],
      ['oncology', 'verified', null],
    ]);
    expect(exitCode).toBe(0);
    const tables = await world.warehouse.run('SHOW TABLES IN sandbox');
    expect(tables.map((row) => row.tableName)).toEqual(['cohort_sync_roster']);
  });

  const SUNDAY = '2026-01-11 00:00:00Z';

  /** Rows of a cohort in all tables, from an instant on. */
  const count = async (ids: readonly bigint[], from: string | undefined): Promise<bigint> => {
    let rows = 0n;
    for (const table of DEFAULT_TABLES) {
      const since = from === undefined ? '' : `AND load_dt >= TIMESTAMPTZ '${from}'`;
      const [row] = await world.warehouse.duckdb(
        `SELECT count(*) AS n FROM omop.${table} WHERE person_id IN (${ids.join(', ')}) ${since}`,
      );
      rows += row?.n as bigint;
    }
    return rows;
  };

  /** Patients' rows that ever left the warehouse, by its own log; aggregates do not read a stage's rows out. */
  const rowsThatLeft = (): bigint =>
    world.warehouse.statements
      .filter(({ sql }) => sql.startsWith('SELECT s.`'))
      .reduce((sum, { rows }) => sum + rows, 0n);

  /** Every blob of the landing but the leases, which are taken and let go. */
  const everything = async (): Promise<string[]> => {
    const blobs: string[] = [];
    for await (const { path, size, modified } of world.stores.landing.list('')) {
      if (!path.startsWith('_cohort-sync/leases/')) blobs.push(`${path} ${size} ${modified}`);
    }
    return blobs;
  };
});

describe('the cost at the source', () => {
  it('is the same for 20 cohorts as for one: each source table is read equally often', async () => {
    const world = await openWorld({ now: at('2026-01-05T06:00:00Z'), configuration: FOUR_WEEKS });
    try {
      await tinySource(world.warehouse);
      const week = async (sunday: string): Promise<Record<string, number>> => {
        for (const [table, columns] of Object.entries({
          person: '8507, 1999',
          measurement: "1, DATE '2025-01-01', 1.0, 'x', 'y'",
        })) {
          const key = table === 'person' ? '' : `person_id + ${sunday.replaceAll('-', '')}, `;
          await world.warehouse.run(
            `INSERT INTO omop.${table} SELECT ${key}person_id, ${columns}, TIMESTAMP '${sunday} 03:00:00' FROM omop.person WHERE year_of_birth <> 1999`,
          );
        }
        world.warehouse.setNow(at(`${sunday}T18:00:00Z`));
        const before = world.warehouse.statements.length;
        const { exitCode } = await world.sync();
        expect(exitCode).toBe(0);
        const reads = world.warehouse.statements.slice(before).flatMap(({ tables }) => tables);
        return Object.fromEntries(
          TINY_TABLES.map((table) => [table, reads.filter((read) => read === `omop.${table}`).length]),
        );
      };
      await world.addCohort('cohort-1', [1, 2], { tables: TINY_TABLES });
      await world.sync();
      const one = await week('2026-01-11');
      for (let n = 2; n <= 20; n++) await world.addCohort(`cohort-${n}`, [n, n + 1], { tables: TINY_TABLES });
      await world.sync();
      const twenty = await week('2026-01-18');
      expect(twenty).toEqual(one);
      expect(one.person).toBeGreaterThan(0);
      expect(await world.differences('cohort-20', 'measurement', '20, 21')).toBe(0n);
    } finally {
      await world.close();
    }
  });
});
