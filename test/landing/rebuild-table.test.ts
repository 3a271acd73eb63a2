import { describe, expect, it } from 'vitest';
import { commitTable } from '../../src/landing/commit.ts';
import { openTable } from '../../src/landing/delta-log.ts';
import { listStrays } from '../../src/landing/orphans.ts';
import { checkpointPath, commitPath, lastCheckpointPath, logFolder } from '../../src/landing/paths.ts';
import { rebuildTable } from '../../src/landing/rebuild-table.ts';
import { requireOurs, type TableState } from '../../src/landing/table-state.ts';
import { type MemoryBlobStore, memoryBlobStore } from '../storage/memory-blob-store.ts';
import { COLUMNS, claimedFile, coverageBy, PERSON_TABLE, week } from './landed-files.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A table of 14 versions, a file each. */
async function landed(store: MemoryBlobStore): Promise<void> {
  let state: TableState | undefined;
  const files: ReturnType<typeof claimedFile>[] = [];
  for (let version = 0; version < 14; version++) {
    const add = claimedFile(week(2000 + version), [{ person: BigInt(version), source: null, loaded: 1n }]);
    files.push(add);
    const coverage = coverageBy(files, { through: BigInt(version) });
    const change = { operation: 'INCREMENT', add: [add], remove: [], coverage, schema: COLUMNS } as const;
    state = (await commitTable(store, PERSON_TABLE, state, change)).state;
  }
}

const damages: [string, number, (store: MemoryBlobStore) => Promise<void>][] = [
  [
    'a line that is not JSON',
    13,
    (store) => store.put(commitPath(PERSON_TABLE, 13), encode('{"add":\n')).then(() => undefined),
  ],
  ['a commit that is gone from the middle', 13, (store) => store.delete(commitPath(PERSON_TABLE, 12))],
  [
    'a checkpoint that is no Parquet',
    13,
    (store) => store.put(checkpointPath(PERSON_TABLE, 10), encode('PAR1')).then(() => undefined),
  ],
  [
    'its last commits cut off, which readers are told to read',
    13,
    async (store) => {
      await store.delete(commitPath(PERSON_TABLE, 13));
      await store.delete(commitPath(PERSON_TABLE, 12));
    },
  ],
  [
    'the whole log gone',
    13,
    async (store) => {
      for (const path of [...store.blobs.keys()])
        if (path.startsWith(logFolder(PERSON_TABLE))) await store.delete(path);
    },
  ],
];

describe('a log that cannot be read, rebuilt', () => {
  it.each(damages)(
    'with %s: goes on behind all that is there, empty, and covers nothing',
    async (...each) => {
      const [, floor, damage] = each;
      const store = memoryBlobStore();
      await landed(store);
      await damage(store);
      const before = new Map(store.blobs);
      const rebuilt = await rebuildTable(store, PERSON_TABLE, 'run', 3, floor);
      expect([rebuilt.version, rebuilt.files.size, rebuilt.coverage.groups]).toEqual([14, 0, []]);
      const found = requireOurs((await openTable(store, PERSON_TABLE)) ?? expect.fail('no table'));
      expect(found).toMatchObject({ version: 14, coverage: { revision: 3 } });
      // Nothing that lay there was touched but the pointer at the newest checkpoint.
      for (const [path, blob] of before)
        if (path !== lastCheckpointPath(PERSON_TABLE)) expect(store.blobs.get(path)).toBe(blob);
      // It takes commits like any other table, and new columns.
      const add = claimedFile(week(2000), [{ person: 1n, source: null, loaded: 1n }]);
      const next = await commitTable(store, PERSON_TABLE, found, {
        operation: 'BACKFILL',
        add: [add],
        remove: [],
        coverage: coverageBy([add], { through: 1n }),
        schema: COLUMNS,
      });
      expect([next.state.version, next.state.schema]).toEqual([15, COLUMNS]);
      expect(requireOurs((await openTable(store, PERSON_TABLE)) ?? expect.fail()).files.size).toBe(1);
    },
  );

  it('takes no file of before for one that was never committed: the lost log may have named it', async () => {
    const store = memoryBlobStore();
    await landed(store);
    const uploaded = async () => {
      const { path } = claimedFile(week(2100), [{ person: 1n, source: null, loaded: 1n }]);
      await store.put(path, encode('PAR1'));
      return path;
    };
    const unknown = await uploaded();
    const state = requireOurs((await openTable(store, PERSON_TABLE)) ?? expect.fail('no table'));
    expect(await listStrays(store, PERSON_TABLE, state)).toEqual([unknown]);
    await store.delete(commitPath(PERSON_TABLE, 12));
    const rebuilt = await rebuildTable(store, PERSON_TABLE, 'run', 3, 13);
    expect(await listStrays(store, PERSON_TABLE, rebuilt)).toEqual([]);
    // Also once it is read anew, from a checkpoint and commits.
    const again = requireOurs((await openTable(store, PERSON_TABLE)) ?? expect.fail('no table'));
    expect(await listStrays(store, PERSON_TABLE, again)).toEqual([]);
  });

  it('with a pointer at the newest checkpoint that is broken: needs no rebuild, the listing tells', async () => {
    const store = memoryBlobStore();
    await landed(store);
    for (const text of ['', 'not JSON', '{"version":"ten"}', '{"version":99}']) {
      await store.put(lastCheckpointPath(PERSON_TABLE), encode(text));
      expect(await openTable(store, PERSON_TABLE)).toMatchObject({ foreign: false, version: 13 });
    }
  });
});
