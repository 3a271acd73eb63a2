import { parquetMetadata } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDoctor } from '../../../src/doctor/doctor.ts';
import { runnerNow } from '../../../src/instant.ts';
import { runVerify } from '../../../src/verify/run-verify.ts';
import { readLog } from '../../story/read-log.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../../story/tiny-source.ts';
import type { World } from '../../story/world.ts';
import { openSparkWorld, type SharedSpark } from './shared-spark.ts';

const PERSONS = [7, 8, 9, 10];

/** Slices that Spark writes itself, and the product proves, copies and commits. */
export function unloads(spark: () => SharedSpark): void {
  describe('a landing whose files Spark wrote', () => {
    let world: World;

    beforeAll(async () => {
      world = await openSparkWorld(spark(), { configuration: FOUR_WEEKS, unload: true });
      await tinySource(world.warehouse);
      await world.addCohort('unloaded', PERSONS, { tables: TINY_TABLES });
    });
    afterAll(() => world?.close());

    const lands = async (): Promise<void> => {
      const { report, exitCode } = await world.sync();
      expect(report.cohorts.map(({ problem }) => problem)).toEqual([null]);
      expect(exitCode).toBe(0);
      for (const table of TINY_TABLES)
        expect(await world.differences('unloaded', table, PERSONS.join(', ')), table).toBe(0n);
      const left: string[] = [];
      for await (const { path } of world.stores.staging?.list('') ?? []) left.push(path);
      expect(left).toEqual([]);
    };

    it('holds all history, in files that say who wrote them', async () => {
      await lands();
      const [file = ''] = await readLog(world.stores.landing, 'cohorts/unloaded/measurement/');
      const content = (await world.stores.landing.read(file))?.content ?? new Uint8Array();
      const { created_by: writer } = parquetMetadata(Uint8Array.from(content).buffer);
      expect(writer).toMatch(/^parquet-mr/);
    });

    it('gets a week, a second load of the same week, and a corrected row', async () => {
      const { run } = world.warehouse;
      const load = (offset: number, at: string): Promise<unknown> =>
        run(`INSERT INTO omop.measurement SELECT measurement_id + ${offset}, person_id, measurement_concept_id, measurement_date,
          value_as_number, measurement_source_value, internal_note, TIMESTAMP'${at} UTC'
          FROM omop.measurement WHERE measurement_id < 1040`);
      await load(50_000, '2026-01-11 03:00:00.000002');
      await lands();
      await load(60_000, '2026-01-11 04:00:00.000002');
      await lands();
      await run(
        'UPDATE omop.measurement SET value_as_number = -1 WHERE person_id = 8 AND measurement_id > 50000',
      );
      await lands();
    });

    it('is verified deeply, and doctor finds that a row can be unloaded', async () => {
      const { configuration, env } = world;
      const verified = await runVerify(configuration, env, { cohorts: [], deep: true }, () => {});
      expect(verified.report.cohorts.map(({ problem }) => problem)).toEqual([null]);
      const { report } = await runDoctor(configuration, env, runnerNow(), () => {});
      const found = report.checks.map(({ area, subject, outcome }) => `${area} ${subject}: ${outcome}`);
      expect(found).toEqual(expect.arrayContaining(['storage staging: ok', 'source unload: ok']));
    });
  });
}
