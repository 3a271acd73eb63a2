import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SqlError } from '../../../src/local/sql-error.ts';
import { runVerify } from '../../../src/verify/run-verify.ts';
import { inThisForm, inWholeForm } from '../../form.ts';
import { FOUR_WEEKS, tinySource } from '../../story/tiny-source.ts';
import type { World } from '../../story/world.ts';
import { expectPreview } from './preview.ts';
import { openSparkWorld, type SharedSpark } from './shared-spark.ts';

const PERSONS = [7, 8, 9, 10];
const TABLES = ['person', 'measurement', 'observation'];
const COHORT = 'kinds';

/** Sources that cannot be read by version, a `load_dt` without zone, and loads that commit while a sync runs. */
export function sourceKinds(spark: () => SharedSpark): void {
  describe('a source of a view, a table whose history is denied, and one without history, its names in capitals', () => {
    let world: World;

    beforeAll(async () => {
      world = await openSparkWorld(spark(), { configuration: FOUR_WEEKS });
      await tinySource(world.warehouse);
      const { run } = world.warehouse;
      await run('CREATE TABLE omop.persons USING DELTA AS SELECT * FROM omop.person');
      await run('DROP TABLE omop.person');
      await run('CREATE VIEW omop.person AS SELECT * FROM omop.persons');
      await run(`CREATE TABLE omop.observation USING PARQUET AS ${observations('')}`);
      await world.addCohort(COHORT, PERSONS, { tables: TABLES });
      denyHistory(spark(), 'measurement');
    });
    afterAll(() => world?.close());

    it('is staged, and lands as it is', async () => {
      const from = spark().warehouse.statements.length;
      await lands(world, 'synced');
      const sent = spark().warehouse.statements.slice(from);
      expect(sent.filter(({ sql }) => /^DESCRIBE HISTORY/.test(sql)).map(({ state }) => state)).toEqual([
        'failed',
        'failed',
        'failed',
      ]);
      expect(sent.some(({ sql }) => sql.includes('VERSION AS OF'))).toBe(false);
      await expectEqual(world);
    });

    it('is found right by verify, which cannot pin it either', async () => {
      await expectVerified(world, false);
    });

    it('is counted by a preview as it is', async () => {
      await expectPreview(world, COHORT, PERSONS.join(', '));
    });

    it('moves new rows, and nothing when run again', async () => {
      const { run } = world.warehouse;
      await run(`INSERT INTO omop.measurement ${laterRows(50_000, '2026-01-11 03:00:00')}`);
      await run(`INSERT INTO omop.observation ${observations('+ 50000').replace('load_dt', LATER)}`);
      await lands(world, 'synced');
      await expectEqual(world);
      await lands(world, 'unchanged');
    });

    it.each(inWholeForm(['where a load commits between the survey and the stage']))(
      'is not believed to be what was surveyed %s',
      async () => {
        await run(world, `INSERT INTO omop.measurement ${laterRows(70_000, '2026-01-11 03:00:00')}`);
        const load = `INSERT INTO omop.measurement ${laterRows(90_000, '2025-12-28 03:00:00')}`;
        const loaded = once(spark(), /^CREATE OR REPLACE TABLE .*`omop`\.`measurement`/s, load);
        denyHistory(spark(), 'measurement');
        await lands(world, 'synced');
        expect(loaded()).toBe(true);
        // Of the load only what lies in the weeks that were staged has landed; the next sync compares all of them again.
        expect((await world.sync()).exitCode).toBe(0);
        await expectEqual(world);
        await lands(world, 'unchanged');
      },
    );
  });

  describe('a load that commits in the middle of a sync', () => {
    let world: World;

    beforeAll(async () => {
      world = await openSparkWorld(spark(), { configuration: FOUR_WEEKS });
      await tinySource(world.warehouse);
      await world.addCohort(COHORT, PERSONS, { tables: ['person', 'measurement'] });
    });
    afterAll(() => world?.close());

    const MOMENTS: readonly (readonly [string, RegExp])[] = [
      ['before the survey', /^SELECT t\.cell/],
      ['before the stage', /^CREATE OR REPLACE TABLE .*`omop`\.`measurement`/s],
      ['before the rows are read', /_hash BETWEEN \d+ AND \d+ AND s\._cell BETWEEN/],
    ];
    it.each(inThisForm(MOMENTS, 3, 1))(
      '%s: the sync lands the version that it pinned, the next one the load',
      async (_, moment) => {
        const index = MOMENTS.findIndex(([, each]) => each === moment) + 1;
        await run(world, `INSERT INTO omop.measurement ${laterRows(100_000 * index, '2025-12-28 03:00:00')}`);
        await run(world, 'CREATE OR REPLACE TABLE omop.pinned USING DELTA AS SELECT * FROM omop.measurement');
        const load = `INSERT INTO omop.measurement ${laterRows(100_000 * index + 50_000, '2025-12-14 03:00:00')}`;
        const loaded = once(spark(), moment, load);
        await lands(world, 'synced');
        expect(loaded()).toBe(true);
        spark().before = undefined;
        expect(await world.differences(COHORT, 'measurement', PERSONS.join(', '))).toBeGreaterThan(0n);
        expect(await differencesFrom(world, 'omop.pinned')).toBe(0n);
        await lands(world, 'synced');
        expect(await world.differences(COHORT, 'measurement', PERSONS.join(', '))).toBe(0n);
      },
    );
  });

  describe('a load_dt without zone', () => {
    let world: World;

    beforeAll(async () => {
      world = await openSparkWorld(spark(), {
        configuration: FOUR_WEEKS,
        source: 'timeZone: Europe/Amsterdam',
      });
      await tinySource(world.warehouse);
      // DESCRIBE tells of partitions and of clustering behind the columns.
      for (const [table, layout] of [
        ['person', 'CLUSTER BY (person_id)'],
        ['measurement', 'PARTITIONED BY (internal_note)'],
      ]) {
        // A new table: in one that is there, this type is a feature that has to be enabled first.
        await run(
          world,
          `CREATE TABLE omop.zoneless USING DELTA ${layout} AS SELECT * EXCEPT (load_dt), CAST(load_dt AS TIMESTAMP_NTZ) AS load_dt FROM omop.${table}`,
        );
        await run(world, `DROP TABLE omop.${table}`);
        await run(world, `ALTER TABLE omop.zoneless RENAME TO omop.${table}`);
      }
      await world.addCohort(COHORT, PERSONS, { tables: ['person', 'measurement'] });
    });
    afterAll(() => world?.close());

    it('lands as TIMESTAMP_NTZ, each row in its week by the zone of the configuration', async () => {
      const columns = await world.warehouse.run('DESCRIBE TABLE omop.measurement');
      expect(columns.find(({ col_name }) => col_name === 'load_dt')?.data_type).toBe('timestamp_ntz');
      await lands(world, 'synced');
      expect(await world.differences(COHORT, 'measurement', PERSONS.join(', '))).toBe(0n);
      await lands(world, 'unchanged');
    });

    it.each(inWholeForm(['the hour that comes twice in autumn, and the one that spring leaves out']))(
      'lands rows of %s',
      async () => {
        for (const [offset, wall] of [
          [100_000, '2025-10-26 02:30:00'],
          [200_000, '2026-03-29 02:30:00'],
        ] as const)
          await run(
            world,
            `INSERT INTO omop.measurement BY NAME ${laterRows(offset, '2026-01-11 03:00:00').replace(/TIMESTAMP '[^']*'/, `TIMESTAMP_NTZ '${wall}'`)}`,
          );
        await lands(world, 'synced');
        expect(await world.differences(COHORT, 'measurement', PERSONS.join(', '))).toBe(0n);
        await lands(world, 'unchanged');
      },
    );

    it('is found right by verify, deeply too', async () => {
      await expectVerified(world, true);
    });

    it('is counted by a preview in instants', async () => {
      await expectPreview(
        world,
        COHORT,
        PERSONS.join(', '),
        "epoch_us(load_dt AT TIME ZONE 'Europe/Amsterdam')",
      );
    });
  });
}

const LATER = "TIMESTAMP '2026-01-11 03:00:00 UTC' AS load_dt";

function observations(offset: string): string {
  return `SELECT measurement_id ${offset} AS OBSERVATION_ID, person_id AS \`Person_Id\`, measurement_date AS observation_date,
  CAST(value_as_number AS DECIMAL(18,3)) AS value_as_number, load_dt FROM omop.measurement WHERE measurement_id < 1200`;
}

function laterRows(offset: number, at: string): string {
  return `SELECT measurement_id + ${offset} AS measurement_id, person_id, measurement_concept_id, measurement_date, value_as_number,
  'later' AS measurement_source_value, internal_note, TIMESTAMP '${at} UTC' AS load_dt FROM omop.measurement WHERE measurement_id < 1100`;
}

function run({ warehouse }: World, sql: string) {
  return warehouse.run(sql);
}

function denyHistory(spark: SharedSpark, table: string): void {
  const others = spark.before;
  spark.before = async (sql) => {
    if (sql.startsWith(`DESCRIBE HISTORY \`omop\`.\`${table}\``))
      throw new SqlError('INSUFFICIENT_PERMISSIONS', 'The history may not be read.', { sqlState: '42501' });
    await others?.(sql);
  };
}

/** Runs a load at a moment of the next sync, once; tells whether the moment came. */
function once(spark: SharedSpark, moment: RegExp, load: string): () => boolean {
  let done = false;
  spark.before = async (sql) => {
    if (done || !moment.test(sql)) return;
    done = true;
    await spark.warehouse.run(load);
  };
  return () => done;
}

async function lands(world: World, state: string): Promise<void> {
  const { report, exitCode } = await world.sync();
  expect(report.cohorts.map((cohort) => [cohort.state, cohort.problem])).toEqual([[state, null]]);
  expect(exitCode).toBe(0);
}

async function expectVerified(world: World, deep: boolean): Promise<void> {
  const { report } = await runVerify(world.configuration, world.env, { cohorts: [], deep }, () => {});
  expect(report.cohorts.map(({ state, problem }) => [state, problem])).toEqual([['verified', null]]);
}

async function expectEqual(world: World): Promise<void> {
  for (const table of TABLES)
    expect(await world.differences(COHORT, table, PERSONS.join(', ')), table).toBe(0n);
}

/** Rows that are in only one of the landed measurements and a copy of the source's. */
async function differencesFrom(world: World, copy: string): Promise<bigint> {
  const landed = await world.landed(COHORT, 'measurement');
  const columns = (await world.warehouse.duckdb(`DESCRIBE SELECT * FROM ${landed}`)).map(
    ({ column_name }) => `"${column_name}"`,
  );
  const [mine, theirs] = [landed, `${copy} WHERE person_id IN (${PERSONS.join(', ')})`].map(
    (from) => `SELECT ${columns.join(', ')} FROM ${from}`,
  );
  const [row] = await world.warehouse.duckdb(
    `SELECT count(*) AS n FROM ((${mine} EXCEPT ALL ${theirs}) UNION ALL (${theirs} EXCEPT ALL ${mine}))`,
  );
  return row?.n as bigint;
}
