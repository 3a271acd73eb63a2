import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDoctor } from '../../../src/doctor/doctor.ts';
import { runnerNow } from '../../../src/instant.ts';
import { purgeCohorts } from '../../../src/purge/purge-cohorts.ts';
import { holdRun } from '../../../src/sandbox/run-hold.ts';
import { newRun } from '../../../src/sync/run-id.ts';
import { runVerify } from '../../../src/verify/run-verify.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../../story/tiny-source.ts';
import type { World } from '../../story/world.ts';
import { expectPreview } from './preview.ts';
import { openSparkWorld, type SharedSpark } from './shared-spark.ts';

const HIGHEST = 9_223_372_036_854_775_807n;
const LOWEST = -9_223_372_036_854_775_808n;
/** A person who withdraws; the id is found nowhere else. */
const LEAVING = 7_316_294_875_103_246n;

/** The statements of every stage, from the first backfill to the last erasure, each run by Spark as it was sent. */
export function mainJob(spark: () => SharedSpark): void {
  describe('the main job on Apache Spark', () => {
    let world: World;
    const cohorts = new Map<string, readonly (bigint | number)[]>();

    beforeAll(async () => {
      world = await openSparkWorld(spark(), { configuration: FOUR_WEEKS });
      await tinySource(world.warehouse);
      await loadFurther(world);
    });
    afterAll(() => world?.close());

    const addCohort = async (id: string, ids: readonly (bigint | number)[]): Promise<void> => {
      cohorts.set(id, ids);
      await world.addCohort(id, ids, { tables: TINY_TABLES });
    };
    const landsRight = async (): Promise<void> => {
      for (const [cohort, ids] of cohorts)
        for (const table of TINY_TABLES)
          expect(await world.differences(cohort, table, inSql(ids)), `${cohort} ${table}`).toBe(0n);
    };
    const synced = async (...states: readonly string[]): Promise<void> => {
      const { report, exitCode } = await world.sync();
      expect(report.problem).toBeNull();
      expect(report.cohorts.map(({ state, problem }) => [state, problem])).toEqual(
        states.map((state) => [state, null]),
      );
      expect(exitCode).toBe(0);
    };

    it('lands all history of two overlapping cohorts, ids of all 64 bits among them', async () => {
      await addCohort('pair', [7, 8, HIGHEST]);
      await addCohort('many', [8, 9, 10, 11, 12, LOWEST, LEAVING]);
      await synced('synced', 'synced');
      await landsRight();
      expect(await landedRows(world, 'pair', 'measurement')).toBeGreaterThan(0n);
    });

    it('moves nothing when run again', async () => {
      await synced('unchanged', 'unchanged');
    });

    it('moves a Sunday, a new person, a new cohort, a correction, a deletion, a late row and rows without load_dt at once', async () => {
      const { run } = world.warehouse;
      await run(appended('7, 8, 9, 40', 2000, "TIMESTAMP '2026-01-11 03:00:00.000001 UTC'"));
      await run(appended('8, 9', 3000, 'CAST(NULL AS TIMESTAMP)'));
      await run(appended('7, 10', 4000, "TIMESTAMP '2025-08-03 02:00:00 UTC'"));
      await run("UPDATE omop.measurement SET measurement_source_value = 'corrected' WHERE person_id = 12");
      await run('DELETE FROM omop.measurement WHERE person_id = 11 AND measurement_id < 1100');
      await addCohort('pair', [7, 8, 20, HIGHEST]);
      await addCohort('third', [1, 2]);
      await synced('synced', 'synced', 'synced');
      await landsRight();
      await synced('unchanged', 'unchanged', 'unchanged');
    });

    it('is counted by a preview as it is', async () => {
      await expectPreview(world, 'pair', inSql(cohorts.get('pair') ?? []));
    });

    it('finds by --full what changed beyond the horizon without changing a count', async () => {
      await world.warehouse.run(
        'UPDATE omop.measurement SET value_as_number = -0.5 WHERE measurement_id = 1008',
      );
      const { exitCode } = await world.sync({ full: true });
      expect(exitCode).toBe(0);
      await landsRight();
    });

    it('is found right by verify, deeply too', async () => {
      const { report } = await runVerify(
        world.configuration,
        world.env,
        { cohorts: [], deep: true },
        () => {},
      );
      expect(report.cohorts.map(({ state, problem }) => [state, problem])).toEqual(
        [...cohorts].map(() => ['verified', null]),
      );
    });

    it('is found fit by doctor', async () => {
      const { report } = await runDoctor(world.configuration, world.env, runnerNow(), () => {});
      const failed = report.checks.filter(({ outcome }) => outcome === 'failed');
      expect(failed).toEqual([]);
    });

    it('erases a person who withdrew from landing and sandbox, where DELETE only marks rows as well', async () => {
      const { run } = world.warehouse;
      // On Databricks tables have deletion vectors by default.
      await run(
        "ALTER TABLE sandbox.cohort_sync_roster SET TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')",
      );
      const alive = newRun();
      const hold = await holdRun(world.stores.diagnostics, alive);
      const stages = [alive, '20250105t060000_00000000'].map(
        (each) => `cohort_sync_stage_${each}_measurement`,
      );
      for (const stage of stages)
        await run(
          `CREATE TABLE sandbox.${stage} USING DELTA TBLPROPERTIES ('delta.enableDeletionVectors' = 'true') AS SELECT * FROM omop.measurement`,
        );
      expect(await sandboxFilesWith(world, spark(), LEAVING)).not.toEqual([]);
      await world.stores.withdrawals.put('2026-01.csv', Buffer.from(`person_id\n${LEAVING}\n`));
      cohorts.set('many', [8, 9, 10, 11, 12, LOWEST]);
      const { report, exitCode } = await purgeCohorts(
        world.configuration,
        world.env,
        { cohorts: [], dryRun: false },
        () => {},
      );
      expect(report.cohorts.map(({ cohort, state, problem }) => [cohort, state, problem])).toContainEqual([
        'many',
        'purged',
        null,
      ]);
      expect(exitCode).toBe(0);
      await hold.end();
      expect(await sandboxFilesWith(world, spark(), LEAVING)).toEqual([]);
      await landsRight();
      await synced('unchanged', 'unchanged', 'unchanged');
    });
  });
}

/** Persons with the ids of both ends, the one who leaves, and rows of theirs. */
async function loadFurther({ warehouse }: World): Promise<void> {
  const ids = [HIGHEST, LOWEST, LEAVING].map((id) => `(${bigint(id)})`).join(', ');
  const at = "TIMESTAMPTZ '2025-12-28 03:00:00.5Z'";
  await warehouse.appendTable(
    'omop',
    'person',
    `SELECT id AS person_id, NULL::BIGINT AS gender_concept_id, NULL::INTEGER AS year_of_birth, ${at} AS load_dt FROM (VALUES ${ids}) t(id)`,
  );
  await warehouse.appendTable(
    'omop',
    'measurement',
    `SELECT (hash(id, n) % 1000000007)::BIGINT + 5000000 AS measurement_id, id AS person_id, NULL::BIGINT AS measurement_concept_id,
      NULL::DATE AS measurement_date, NULL::DOUBLE AS value_as_number, NULL AS measurement_source_value, 'secret' AS internal_note,
      ${at} AS load_dt FROM (VALUES ${ids}) t(id), range(5) r(n)`,
  );
}

function appended(persons: string, offset: number, load: string): string {
  return `INSERT INTO omop.measurement BY NAME
SELECT measurement_id + ${offset * 1000} AS measurement_id, person_id, measurement_concept_id, measurement_date, value_as_number,
  measurement_source_value, internal_note, ${load} AS load_dt
FROM omop.measurement WHERE person_id IN (${persons}) AND measurement_id < 1100`;
}

/** The lowest BIGINT has no literal in DuckDB: its digits alone are too many. */
function bigint(id: bigint): string {
  return `CAST('${id}' AS BIGINT)`;
}

function inSql(ids: readonly (bigint | number)[]): string {
  return ids.map((id) => bigint(BigInt(id))).join(', ');
}

async function landedRows({ warehouse, landed }: World, cohort: string, table: string): Promise<bigint> {
  const [row] = await warehouse.duckdb(`SELECT count(*) AS n FROM ${await landed(cohort, table)}`);
  return row?.n as bigint;
}

/** Parquet files below Spark's sandbox in which the person stands, whether a log names them or not. */
async function sandboxFilesWith(
  { warehouse }: World,
  { directory }: SharedSpark,
  person: bigint,
): Promise<readonly string[]> {
  const root = path.join(directory, 'warehouse/sandbox.db');
  const files = (await readdir(root, { recursive: true })).filter((name) =>
    /^(?!.*_delta_log).*\.parquet$/.test(name),
  );
  const holding: string[] = [];
  for (const file of files) {
    const [row] = await warehouse.duckdb(
      `SELECT count(*) AS n FROM read_parquet('${path.join(root, file)}') WHERE person_id = ${person}`,
    );
    if (row?.n !== 0n) holding.push(file);
  }
  return holding;
}
