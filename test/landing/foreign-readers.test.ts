import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitTable } from '../../src/landing/commit.ts';
import { openTable } from '../../src/landing/delta-log.ts';
import { commitPath, tableFolder } from '../../src/landing/paths.ts';
import type { TableState } from '../../src/landing/table-state.ts';
import type { Column } from '../../src/omop/column-type.ts';
import { openBlobStore } from '../../src/storage/azure-blob-store.ts';
import type { BlobStore } from '../../src/storage/blob-store.ts';
import { startAzurite } from '../storage/azurite.ts';
import { type MemoryBlobStore, memoryBlobStore } from '../storage/memory-blob-store.ts';
import { foreignReadersInstalled, meddle, readForeign, takeRows } from './foreign-readers.ts';
import { COLUMNS, coverageBy, landFile, PERSON_TABLE, week } from './landed-files.ts';

const TABLE = 'cohorts/demo-cohort/person';
const READERS = ['deltalake', 'duckdb'] as const;
const LOADED = 1_767_225_600_000_001n;

const rowOf = (version: number) => ({
  person: -9_223_372_036_854_775_000n + BigInt(version),
  source: version % 3 === 0 ? null : `Zoë 🩺 ${version}`,
  loaded: version === 5 ? null : LOADED + BigInt(version),
});

/** Thirteen versions of one row each; version 7 replaces the row of version 0. Gives the rows of the last one. */
async function land(store: BlobStore, schema: readonly Column[] = COLUMNS): Promise<readonly string[]> {
  let state: TableState | undefined;
  const files = [];
  for (let version = 0; version < 13; version++) {
    const file = await landFile(store, week(2900 + version), [rowOf(version)]);
    const remove = version === 7 ? files.splice(0, 1).map((old) => old.path) : [];
    files.push(file);
    const change = { operation: 'REPAIR', add: [file], remove, coverage: coverageBy(files), schema } as const;
    state = (await commitTable(store, PERSON_TABLE, state, change)).state;
  }
  return Array.from({ length: 12 }, (_, index) => rowOf(index + 1))
    .map(({ person, source, loaded }) => `${person} ${source} ${loaded}`)
    .sort();
}

/** Rows as text, in order, from a file that a reader wrote. */
async function seenIn(file: string): Promise<readonly string[]> {
  const rows = await takeRows(file);
  return rows
    .map((row) => `${row.person_id} ${row.person_source_value ?? null} ${row.load_dt ?? null}`)
    .sort();
}

describe.skipIf(!foreignReadersInstalled)(
  'readers that are not ours (test/python/readers.sh --install)',
  () => {
    let folder: string;

    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'foreign-readers-'));
    });

    afterEach(async () => {
      await rm(folder, { recursive: true });
    });

    async function copyOut(store: MemoryBlobStore): Promise<void> {
      for (const [name, { content }] of store.blobs) {
        const file = path.join(folder, name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, content);
      }
    }

    async function copyLogIn(): Promise<MemoryBlobStore> {
      const store = memoryBlobStore();
      const log = `${tableFolder(PERSON_TABLE)}_delta_log/`;
      for (const name of await readdir(path.join(folder, log))) {
        await store.put(log + name, await readFile(path.join(folder, log, name)));
      }
      return store;
    }

    const out = (): string => path.join(folder, 'seen.parquet');

    it('see every row over blob storage, ids and microseconds exact, by delta-rs and by DuckDB', async () => {
      const azurite = await startAzurite();
      try {
        await azurite.createContainer('landing');
        const landing = { connectionString: azurite.connectionString, container: 'landing' };
        const rows = await land(openBlobStore('landing', { connectionString: azurite.connectionString }));
        for (const reader of READERS) {
          const table = await readForeign(landing, TABLE, reader, out());
          expect(table).toMatchObject({ version: 12, rows: 12, files: 12 });
          expect(table.columns).toEqual(Object.fromEntries(COLUMNS.map(({ name, type }) => [name, type])));
          expect(await seenIn(table.file)).toEqual(rows);
        }
      } finally {
        await azurite.stop();
      }
    });

    it('read a version that a snapshot names', async () => {
      const store = memoryBlobStore();
      await land(store);
      await copyOut(store);
      const table = await readForeign({ folder }, TABLE, 'deltalake', out(), 6);
      expect(table).toMatchObject({ version: 6, rows: 7 });
    });

    it('understand our checkpoint when it is all that is left of the log before it', async () => {
      const store = memoryBlobStore();
      const rows = await land(store);
      for (let version = 0; version < 10; version++) await store.delete(commitPath(PERSON_TABLE, version));
      await copyOut(store);
      for (const reader of READERS) {
        const table = await readForeign({ folder }, TABLE, reader, out());
        expect(await seenIn(table.file)).toEqual(rows);
      }
    });

    it('understand timestamps without zone, and a column that old files lack', async () => {
      const store = memoryBlobStore();
      await land(store, [...COLUMNS, { name: 'birth_datetime', type: 'timestamp_ntz' }]);
      await copyOut(store);
      for (const reader of READERS) {
        const table = await readForeign({ folder }, TABLE, reader, out());
        expect(table).toMatchObject({ rows: 12, columns: { birth_datetime: 'timestamp_ntz' } });
      }
    });

    it('may write a checkpoint of ours, which then says the same', async () => {
      const store = memoryBlobStore();
      await land(store);
      await copyOut(store);
      await meddle(path.join(folder, TABLE), 'checkpoint');
      const theirs = await copyLogIn();
      expect(theirs.blobs.has(`${TABLE}/_delta_log/00000000000000000012.checkpoint.parquet`)).toBe(true);
      const [seen, own] = await Promise.all([
        openTable(theirs, PERSON_TABLE),
        openTable(store, PERSON_TABLE),
      ]);
      const said = ({ files, txns, coverage, schema }: TableState) => ({ files, txns, coverage, schema });
      expect(said(seen as TableState)).toEqual(said(own as TableState));
    });

    it('that rewrite files are found out', async () => {
      const store = memoryBlobStore();
      await land(store);
      await copyOut(store);
      await meddle(path.join(folder, TABLE), 'compact');
      expect(await openTable(await copyLogIn(), PERSON_TABLE)).toMatchObject({
        foreign: true,
        operation: 'OPTIMIZE',
      });
    });
  },
);
