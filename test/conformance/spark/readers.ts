import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, runnerNow } from '../../../src/instant.ts';
import { readSnapshot, snapshotNumbers } from '../../../src/landing/snapshot.ts';
import { purgeCohorts } from '../../../src/purge/purge-cohorts.ts';
import type { BlobStore } from '../../../src/storage/blob-store.ts';
import { retireSnapshots } from '../../../src/upkeep/retire-snapshots.ts';
import { inThisForm } from '../../form.ts';
import { tinySource } from '../../story/tiny-source.ts';
import { at, openWorld, type World } from '../../story/world.ts';
import { mirrorLanding } from '../mirror.ts';
import { differing, type Expected, exportScopes, readByOthers } from '../other-readers.ts';
import type { SharedSpark } from './shared-spark.ts';
import { readBySpark } from './spark-reader.ts';

const COHORT = 'read-by-all';
const COLUMNS = {
  person: ['person_id', 'gender_concept_id', 'year_of_birth', 'load_dt'],
  measurement: [
    'measurement_id',
    'person_id',
    'measurement_concept_id',
    'measurement_date',
    'value_as_number',
    'measurement_source_value',
    'load_dt',
  ],
};

/** Everybody who reads landed tables, after everything that happens to them. The source's engine is of no matter here. */
export function readers(spark: () => SharedSpark): void {
  describe('a landing, read by Spark with Delta, delta-rs, Polars, pyarrow and DuckDB', () => {
    let world: World;
    let persons = [1, 2, 3, 4, 5, 6];
    /** What the source held when a snapshot was published, by the snapshot's number, at the versions that it names. */
    const published = new Map<number, readonly Expected[]>();

    beforeAll(async () => {
      // Slices of a few rows: more commits than a checkpoint waits for.
      world = await openWorld({
        now: at('2026-01-05T06:00:00Z'),
        configuration: 'limits: { recheck: 2w }\nupkeep: { mergeSlices: 1 }',
        transfer: '{ workers: 2, rowsPerSlice: 10 }',
      });
      await tinySource(world.warehouse);
      await world.addCohort(COHORT, persons, { tables: Object.keys(COLUMNS) });
    });
    afterAll(() => world?.close());

    const sync = async (): Promise<void> => {
      const { report, exitCode } = await world.sync();
      expect(report.cohorts.map(({ problem }) => problem)).toEqual([null]);
      expect(exitCode).toBe(0);
    };
    /** What the source holds now is what every snapshot says that was published since: a compaction publishes one more. */
    const keep = async (): Promise<void> => {
      const expected = await exportScopes(world, {
        [COHORT]: { persons: persons.join(', '), columns: COLUMNS },
      });
      const before = published.size;
      for (const number of await snapshotNumbers(world.stores.landing, COHORT)) {
        if (published.has(number)) continue;
        const snapshot = await readSnapshot(world.stores.landing, COHORT, number);
        published.set(
          number,
          expected.map((each) => ({ ...each, version: snapshot?.tables[each.table]?.version ?? -1 })),
        );
      }
      expect(published.size).toBeGreaterThan(before);
    };
    /**
     * Each snapshot that is there, by the versions that it names, and the newest versions without naming one. In the suite's
     * short form the oldest and the newest snapshot: each of the others was the newest once.
     */
    const allAgree = async (folder?: string): Promise<void> => {
      const there = await snapshotNumbers(world.stores.landing, COHORT);
      const numbers = [...new Set([...inThisForm(there, there.length), ...there.slice(-1)])];
      const versions = numbers.flatMap((number) => published.get(number) ?? []);
      expect(versions).toHaveLength(2 * numbers.length);
      const newest = versions.slice(-2).map(({ version: _, ...each }) => each);
      const copy = folder ?? (await mirrorLanding(world, `mirror-${copies++}`));
      expect(await readBySpark(spark(), copy, [...versions, ...newest])).toEqual([]);
      // Over the storage's own protocol, and DuckDB's Delta extension in the copy.
      expect(differing(await readByOthers(world, [...versions, ...newest]))).toEqual([]);
      expect(differing(await readByOthers(world, [...versions, ...newest], copy))).toEqual([]);
    };
    let copies = 0;

    it('is the source after the backfill', async () => {
      await sync();
      await keep();
      await allAgree();
    });

    it('is the source after a Sunday, and was what it was', async () => {
      await world.warehouse.run(
        `INSERT INTO omop.measurement SELECT measurement_id + 100000, person_id, CAST(NULL AS BIGINT), CAST(NULL AS DATE), -value_as_number, CAST(NULL AS STRING), internal_note,
          TIMESTAMP '2026-01-11 03:00:00.000001' FROM omop.measurement WHERE measurement_id < 1050`,
      );
      world.warehouse.setNow(at('2026-01-12T06:00:00Z'));
      const stale = await exportScopes(world, {
        [COHORT]: { persons: persons.join(', '), columns: COLUMNS },
      });
      // The comparison can fail: before the sync, all readers do.
      const folder = await mirrorLanding(world, 'stale');
      expect(await readBySpark(spark(), folder, stale)).toEqual([
        expect.stringMatching(/measurement by spark: \+0 -[1-9]/),
      ]);
      expect(differing(await readByOthers(world, stale, folder))).toHaveLength(5);
      await sync();
      await keep();
      await allAgree();
    });

    it('is the source after rows were corrected, deleted and added late', async () => {
      const { run } = world.warehouse;
      await run(
        "UPDATE omop.measurement SET measurement_source_value = 'corrected' WHERE measurement_id < 1010",
      );
      await run('DELETE FROM omop.measurement WHERE person_id = 3 AND measurement_id BETWEEN 1040 AND 1100');
      await run(
        `INSERT INTO omop.measurement SELECT measurement_id + 200000, person_id, 1, measurement_date, 0.1, '', internal_note,
          TIMESTAMP '2025-08-03 03:00:00' FROM omop.measurement WHERE measurement_id < 1007`,
      );
      await sync();
      await keep();
      await allAgree();
    });

    it('is the source after old weeks became one slice, and snapshots of before are what they were', async () => {
      for (const [index, day] of ['2026-01-18', '2026-01-25', '2026-02-01', '2026-02-08'].entries())
        await world.warehouse.run(
          `INSERT INTO omop.measurement SELECT measurement_id + ${index + 1}000000, person_id, 1, measurement_date, 0.5, 'weekly', internal_note,
            TIMESTAMP '${day} 03:00:00' FROM omop.measurement WHERE measurement_id = 1000`,
        );
      world.warehouse.setNow(at('2026-02-09T06:00:00Z'));
      const before = await mergeCommits();
      await sync();
      expect(await mergeCommits()).toBeGreaterThan(before);
      await keep();
      await allAgree();
    });

    it('is the source after a purge; snapshots that are not withdrawn are what they were', async () => {
      await world.stores.withdrawals.put('2026-01.csv', Buffer.from('person_id\n5\n'));
      persons = persons.filter((person) => person !== 5);
      const purged = await purgeCohorts(
        world.configuration,
        world.env,
        { cohorts: [], dryRun: false },
        () => {},
      );
      expect(purged.report.cohorts.map(({ state }) => state)).toEqual(['purged']);
      await keep();
      await allAgree();
    });

    it('is the source when read from its checkpoint', async () => {
      const log = `cohorts/${COHORT}/measurement/_delta_log/`;
      const blobs: string[] = [];
      for await (const { path } of world.stores.landing.list(log)) blobs.push(path.slice(log.length));
      expect(blobs).toContain('00000000000000000010.checkpoint.parquet');
      await world.warehouse.run(
        'UPDATE omop.measurement SET value_as_number = NULL WHERE measurement_id = 4001000',
      );
      await sync();
      await keep();
      await allAgree();
    });

    it('is the source after a VACUUM by Spark, which finds nothing that readers may not need', async () => {
      const folder = await mirrorLanding(world, 'vacuumed');
      for (const table of Object.keys(COLUMNS))
        await spark().warehouse.run(`VACUUM delta.\`${folder}/cohorts/${COHORT}/${table}\``);
      await allAgree(folder);
    });

    it('is the source after snapshots were retired, with the files that only they named', async () => {
      const files = async () => (await mine()).filter((path) => /^(?!.*_delta_log).*\.parquet$/.test(path));
      const before = await files();
      const retired = await retireSnapshots({
        landing: olderBy(90n * DAY, world.stores.landing),
        cohort: COHORT,
        run: 'retiring',
        now: runnerNow() + 60n * DAY,
        keepSnapshots: 30n * DAY,
        assertHeld: () => {},
      });
      expect(retired.snapshots.length).toBeGreaterThan(0);
      expect(retired.files).toBeGreaterThan(0);
      expect(await files()).toHaveLength(before.length - retired.files);
      expect(await snapshotNumbers(world.stores.landing, COHORT)).toHaveLength(1);
      await allAgree();
    });

    const mine = async (): Promise<readonly string[]> => {
      const blobs: string[] = [];
      for await (const { path } of world.stores.landing.list(`cohorts/${COHORT}/`)) blobs.push(path);
      return blobs;
    };
    /** Commits that put the same rows into fewer files. */
    const mergeCommits = async (): Promise<number> => {
      const commits = (await mine()).filter((path) => /_delta_log\/\d{20}\.json$/.test(path));
      const contents = await Promise.all(commits.map((path) => world.stores.landing.read(path)));
      return contents.filter((each) => Buffer.from(each?.content ?? []).includes('"operation":"MERGE"'))
        .length;
    };
  });
}

/** The same blobs, as they will be listed when they are so much older. */
function olderBy(age: bigint, store: BlobStore): BlobStore {
  return {
    ...store,
    list: async function* (prefix) {
      for await (const blob of store.list(prefix))
        yield { ...blob, modified: blob.modified - Number(age / 1000n) };
    },
  };
}
