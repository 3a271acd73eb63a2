import { existsSync } from 'node:fs';
import { copyFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inThisForm, inWholeForm } from '../../form.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../../story/tiny-source.ts';
import { at, openWorld, type World } from '../../story/world.ts';
import { fetchBlob, mirrorLanding, publishFile } from '../mirror.ts';
import type { SharedSpark } from './shared-spark.ts';

const COHORT = 'hands';
const TABLE = `cohorts/${COHORT}/measurement`;
const ROWS = 'measurement_id, person_id, load_dt';
const FOREIGN = `(${ROWS}) VALUES (-1, 7, TIMESTAMP '2026-01-04 03:00:00 UTC')`;

const FOREIGN_STATEMENTS: readonly (readonly [name: string, sql: string])[] = [
  ['OPTIMIZE', 'OPTIMIZE LANDED'],
  ['INSERT', `INSERT INTO LANDED ${FOREIGN}`],
  [
    'MERGE',
    'MERGE INTO LANDED t USING (SELECT 8 AS person_id) s ON t.person_id = s.person_id WHEN MATCHED THEN UPDATE SET value_as_number = 0',
  ],
  ['DELETE', 'DELETE FROM LANDED WHERE person_id = 7'],
];

/**
 * Spark writes to a landed table. It cannot reach the emulated storage, so it works on a copy of the table, and what it wrote is
 * put into the storage as its commit protocol would: data files, then the commit if none of that version is there.
 */
export function foreignHands(spark: () => SharedSpark): void {
  describe('Spark writes to a landed table', () => {
    let world: World;
    let folder: string;
    let copies = 0;

    beforeEach(async () => {
      world = await openWorld({ now: at('2026-01-05T06:00:00Z'), configuration: FOUR_WEEKS });
      await tinySource(world.warehouse);
      // History, and a row in the newest week: two files, so that there is something to optimise.
      await laterRow(9);
      await world.addCohort(COHORT, [7, 8, 9], { tables: TINY_TABLES });
      expect((await world.sync()).exitCode).toBe(0);
      // Spark remembers tables by their paths.
      folder = await mirrorLanding(world, `copy-${copies++}`);
    });
    afterEach(() => world?.close());

    const bySpark = (sql: string) =>
      spark().warehouse.run(sql.replaceAll('LANDED', `delta.\`${folder}/${TABLE}\``));
    const problem = async () => {
      const { report, exitCode } = await world.sync();
      const [cohort] = report.cohorts;
      return { exitCode, code: cohort?.problem?.code, remedy: cohort?.problem?.remedy };
    };
    const refused = async (): Promise<void> => {
      const { exitCode, code, remedy } = await problem();
      expect([exitCode, code]).toEqual([1, 'FOREIGN_COMMIT']);
      expect(remedy).toMatch(/give other engines read rights only/);
    };
    /** The advice followed: the versions that are Spark's, taken away. The landing then is the source's again. */
    const restored = async (version: number): Promise<void> => {
      for (let last = version; await isForeign(last); last--)
        await world.stores.landing.delete(commitPath(last));
      const { exitCode } = await world.sync();
      expect(exitCode).toBe(0);
      expect(await world.differences(COHORT, 'measurement', '7, 8, 9')).toBe(0n);
    };

    it.each(inThisForm(FOREIGN_STATEMENTS, 2))(
      'by %s: the next sync refuses it with advice, and goes on once that is followed',
      async (_, sql) => {
        await bySpark(sql);
        const version = await publish();
        await refused();
        await restored(version);
      },
    );

    it('by VACUUM, which deletes nothing that is needed, and yet is written to the log', async () => {
      await bySpark('VACUUM LANDED');
      const version = await publish();
      expect(await foreignRows()).toBe(0n);
      await refused();
      await restored(version);
    });

    it('and commits first while a sync commits: that sync discards its own, Spark’s row is there, and the next refuses it', async () => {
      await laterRow(7);
      const version = newest(await commits()) + 1;
      let won = false;
      world.storage.inject(async ({ method, url }) => {
        if (won || method !== 'PUT' || !url.includes(commitPath(version))) return undefined;
        won = true;
        await bySpark(`INSERT INTO LANDED ${FOREIGN}`);
        expect(await publish()).toBe(version);
        return undefined;
      });
      expect((await problem()).code).toBe('CONCURRENT_COMMIT');
      world.storage.inject(() => undefined);
      expect(won).toBe(true);
      expect(await foreignRows()).toBe(1n);
      await refused();
      await restored(version);
    });

    it.each(inWholeForm(['Spark goes on behind our commit, both are there, and the next sync refuses']))(
      'and commits second: %s',
      async () => {
        await laterRow(8);
        const before = await dataFiles();
        // Two rows in one task: the first opens the file, the second keeps the transaction open until our commit is there.
        const asleep = "reflect('java.lang.Thread', 'sleep', CASE WHEN id = 1 THEN 30000L ELSE 0L END)";
        const writing = bySpark(
          `INSERT INTO LANDED (${ROWS}) SELECT -1 - id, 7 + CAST(length(coalesce(${asleep}, '')) AS BIGINT) * 0, TIMESTAMP '2026-01-04 03:00:00 UTC' FROM range(0, 2, 1, 1)`,
        );
        while ((await dataFiles()).length === before.length) await pause(100);
        const version = newest(await commits()) + 1;
        expect((await problem()).exitCode).toBe(0);
        expect(newest(await commits())).toBe(version);
        await takeOver(version);
        await writing;
        expect(await publish()).toBe(version + 1);
        expect(await foreignRows()).toBe(2n);
        const [ours] = await bySpark('SELECT count(*) AS n FROM LANDED WHERE measurement_id = 5008');
        expect(ours?.n).toBe(1n);
        await refused();
        await restored(version + 1);
      },
    );

    /** Our commits name their run; nobody else's do. */
    const isForeign = async (version: number): Promise<boolean> =>
      !Buffer.from((await world.stores.landing.read(commitPath(version)))?.content ?? []).includes(
        '"cohortSync"',
      );
    /** A new row in the newest week of the source. */
    const laterRow = (person: number) =>
      world.warehouse.run(
        `INSERT INTO omop.measurement (measurement_id, person_id, load_dt) VALUES (${5000 + person}, ${person}, TIMESTAMP '2026-01-04 03:30:00')`,
      );
    const commits = async (): Promise<readonly string[]> => {
      const blobs: string[] = [];
      for await (const { path: blob } of world.stores.landing.list(`${TABLE}/_delta_log/`)) blobs.push(blob);
      return blobs;
    };
    const dataFiles = async (): Promise<readonly string[]> =>
      (await readdir(path.join(folder, TABLE), { recursive: true })).filter((file) =>
        /^(?!_delta_log).*\.parquet$/.test(file),
      );
    const foreignRows = async (): Promise<unknown> =>
      (await bySpark('SELECT count(*) AS n FROM LANDED WHERE measurement_id < 0'))[0]?.n;
    /** Our commit and its files, as Spark would find them in the storage that both share; the commit last, and at once. */
    const takeOver = async (version: number): Promise<void> => {
      const present = new Set(await dataFiles());
      for await (const { path: blob } of world.stores.landing.list(`${TABLE}/`))
        if (blob.endsWith('.parquet') && !present.has(blob.slice(TABLE.length + 1)))
          await fetchBlob(world.stores.landing, folder, blob);
      await fetchBlob(world.stores.landing, path.join(folder, 'arriving'), commitPath(version));
      await copyFile(
        path.join(folder, 'arriving', commitPath(version)),
        path.join(folder, commitPath(version)),
      );
    };
    /** Puts what Spark wrote into the storage; gives the newest version of the copy. */
    const publish = async (): Promise<number> => {
      for (const file of await dataFiles())
        await publishFile(world.stores.landing, folder, `${TABLE}/${file}`);
      const there = new Set(await commits());
      const log = (await readdir(path.join(folder, TABLE, '_delta_log'))).filter((file) =>
        /^\d{20}\.json$/.test(file),
      );
      for (const file of log) {
        const blob = `${TABLE}/_delta_log/${file}`;
        if (!there.has(blob)) expect(await publishFile(world.stores.landing, folder, blob)).toBe('created');
      }
      const last = newest(log);
      expect(existsSync(path.join(folder, commitPath(last)))).toBe(true);
      return last;
    };
  });
}

function commitPath(version: number): string {
  return `${TABLE}/_delta_log/${`${version}`.padStart(20, '0')}.json`;
}

function newest(paths: readonly string[]): number {
  return Math.max(...paths.map((file) => Number(/(\d{20})\.json$/.exec(file)?.[1] ?? -1)));
}
