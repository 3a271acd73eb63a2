import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CohortSyncError } from '../../src/errors.ts';
import { writeCheckpoint } from '../../src/landing/checkpoint.ts';
import { commitTable } from '../../src/landing/commit.ts';
import { openTable } from '../../src/landing/delta-log.ts';
import { commitPath, lastCheckpointPath, logFolder } from '../../src/landing/paths.ts';
import { requireOurs, type TableState } from '../../src/landing/table-state.ts';
import type { BlobStore } from '../../src/storage/blob-store.ts';
import type { WrittenFile } from '../../src/transfer/transfer.ts';
import { type MemoryBlobStore, memoryBlobStore } from '../storage/memory-blob-store.ts';
import { COLUMNS, claimedFile, coverageBy, PERSON_TABLE, week } from './landed-files.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const checkpoint = (version: number): string =>
  `${logFolder(PERSON_TABLE)}${version.toString().padStart(20, '0')}.checkpoint.parquet`;

/** One commit after another: `adds` new files, and the oldest live ones removed. Returns what is live, by a plain array. */
async function history(
  store: BlobStore,
  steps: readonly { adds: number; removes: number }[],
): Promise<string[][]> {
  let state: TableState | undefined;
  let live: WrittenFile[] = [];
  const oracle: string[][] = [];
  for (const [version, { adds, removes }] of steps.entries()) {
    const add = Array.from({ length: adds }, (_, index) =>
      claimedFile(week(2000 + (index % 3)), [
        { person: BigInt(version * 100 + index), source: null, loaded: 1n },
      ]),
    );
    const remove = live.slice(0, removes).map((file) => file.path);
    live = [...live.slice(removes), ...add];
    const coverage = coverageBy(live, { through: BigInt(version) });
    const change = { operation: 'REPAIR', add, remove, coverage, schema: COLUMNS } as const;
    state = (await commitTable(store, PERSON_TABLE, state, change)).state;
    oracle.push(live.map((file) => file.path).sort());
  }
  return oracle;
}

const commits = (count: number) => Array.from({ length: count }, () => ({ adds: 1, removes: 0 }));

async function open(store: BlobStore, version?: number): Promise<TableState> {
  return requireOurs((await openTable(store, PERSON_TABLE, version)) ?? expect.fail('no table'));
}

const pathsOf = (state: TableState): string[] => [...state.files.keys()].sort();

/** A store that holds the same blobs but those left out. */
function without(
  store: MemoryBlobStore,
  leave: (path: string) => boolean,
  reads: string[] = [],
): Promise<BlobStore> {
  const copy = memoryBlobStore({
    before: (operation, path) => {
      if (operation === 'read') reads.push(path);
    },
  });
  const kept = [...store.blobs].filter(([path]) => !leave(path));
  return Promise.all(kept.map(([path, blob]) => copy.put(path, blob.content))).then(() => copy);
}

describe('a table', () => {
  it('is undefined before its first commit', async () => {
    expect(await openTable(memoryBlobStore(), PERSON_TABLE)).toBeUndefined();
  });

  it('holds at each version exactly the files that a plain list of adds and removes says, with checkpoints or without', async () => {
    const step = fc.record({ adds: fc.integer({ min: 0, max: 4 }), removes: fc.integer({ min: 0, max: 3 }) });
    const sequences = fc.array(step, { minLength: 1, maxLength: 34 });
    await fc.assert(
      fc.asyncProperty(sequences, fc.nat(), async (steps, pick) => {
        const store = memoryBlobStore();
        const oracle = await history(store, steps);
        const plain = await without(store, (path) => /checkpoint/.test(path));
        for (const version of [steps.length - 1, pick % steps.length]) {
          const state = await open(store, version);
          expect(pathsOf(state)).toEqual(oracle[version]);
          const { files, txns, schema, coverage } = await open(plain, version);
          expect(state.files).toEqual(files);
          expect([state.txns, state.schema, state.coverage]).toEqual([txns, schema, coverage]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('keeps watermarks that no double holds, in the log and through a checkpoint', async () => {
    const store = memoryBlobStore();
    const through = 9_223_372_036_854_775_807n;
    const file = claimedFile(week(2900), [{ person: 1n, source: null, loaded: 1n }]);
    let state: TableState | undefined;
    for (let version = 0; version <= 10; version++) {
      const change = { add: version === 0 ? [file] : [], remove: [], schema: COLUMNS } as const;
      const coverage = coverageBy([file], { through: through - 10n + BigInt(version) });
      state = (await commitTable(store, PERSON_TABLE, state, { operation: 'COVER', coverage, ...change }))
        .state;
    }
    const log = new TextDecoder().decode((await store.read(commitPath(PERSON_TABLE, 10)))?.content);
    expect(log).toContain('"version":9223372036854775807');
    const read = await open(store);
    expect(read.txns.get('cohort-sync/demo-cohort/g1/through')).toBe(through);
    expect(read.coverage.groups[0]?.through).toBe(through);
    expect(read.log.txns).toEqual(state?.log.txns);
  });
});

describe('the newest checkpoint', () => {
  it('saves the reading of every commit before it', async () => {
    const store = memoryBlobStore();
    await history(store, commits(24));
    const reads: string[] = [];
    await open(await without(store, () => false, reads));
    const log = logFolder(PERSON_TABLE).length;
    expect(reads.map((path) => path.slice(log).replace(/^0+(?=\d)/, '')).sort()).toEqual([
      '20.checkpoint.parquet',
      '21.json',
      '22.json',
      '23.json',
      '_last_checkpoint',
    ]);
  });

  it('serves even where the commits before it are gone', async () => {
    const store = memoryBlobStore();
    const oracle = await history(store, commits(13));
    const trimmed = await without(store, (path) => /0000000\d\.json$/.test(path));
    expect(pathsOf(await open(trimmed))).toEqual(oracle[12]);
  });

  it.each([
    ['is missing', undefined],
    ['is no JSON', '{"vers'],
    ['names a checkpoint that is not there', '{"version":30,"size":1}'],
    ['is out of date', '{"version":10,"size":1}'],
  ])('is found by listing when _last_checkpoint %s', async (_, pointer) => {
    const store = memoryBlobStore();
    const oracle = await history(store, commits(23));
    await store.delete(lastCheckpointPath(PERSON_TABLE));
    if (pointer !== undefined) await store.put(lastCheckpointPath(PERSON_TABLE), encode(pointer));
    expect(pathsOf(await open(store))).toEqual(oracle[22]);
  });

  it('is not read for a version before it', async () => {
    const store = memoryBlobStore();
    const oracle = await history(store, commits(23));
    expect(pathsOf(await open(store, 9))).toEqual(oracle[9]);
    expect(pathsOf(await open(store, 10))).toEqual(oracle[10]);
  });

  it('leaves out files that were removed longer ago than readers can want them', async () => {
    const store = memoryBlobStore();
    await history(store, [{ adds: 2, removes: 0 }, { adds: 1, removes: 2 }, ...commits(9)]);
    const state = await open(store);
    expect(state.log.removes.size).toBe(2);
    await store.delete(checkpoint(10));
    await writeCheckpoint(store, state, Date.now() + 31 * 24 * 3_600_000);
    expect((await open(store)).log.removes.size).toBe(0);
  });

  it('is followed over the thousands by which the log is listed, and a gap between them is seen', async () => {
    const store = memoryBlobStore();
    let state: TableState | undefined;
    for (let version = 0; version <= 1001; version++) {
      const change = {
        operation: 'COVER',
        add: [],
        remove: [],
        coverage: coverageBy([]),
        schema: COLUMNS,
      } as const;
      state = (await commitTable(store, PERSON_TABLE, state, change)).state;
    }
    await store.put(lastCheckpointPath(PERSON_TABLE), encode('{"version":990,"size":4}'));
    const old = await without(store, (path) => path === checkpoint(1000));
    expect((await open(old)).version).toBe(1001);
    await old.delete(commitPath(PERSON_TABLE, 999));
    await expect(openTable(old, PERSON_TABLE)).rejects.toMatchObject({ code: 'LANDING_LOG_BROKEN' });
  });
});

describe('a broken log', () => {
  const cases: readonly [string, string, (store: MemoryBlobStore) => Promise<void>][] = [
    ['a commit that is missing', '12.json', (store) => store.delete(commitPath(PERSON_TABLE, 12))],
    [
      'the first commit after a checkpoint that is missing',
      '11.json',
      (store) => store.delete(commitPath(PERSON_TABLE, 11)),
    ],
    [
      'a line that is not JSON',
      '13.json',
      (store) => store.put(commitPath(PERSON_TABLE, 13), encode('{"add":')),
    ],
    [
      'an action that is none',
      '13.json',
      (store) => store.put(commitPath(PERSON_TABLE, 13), encode('{"add":{"path":7}}\n')),
    ],
    [
      'a checkpoint that is no Parquet',
      '10.checkpoint.parquet',
      (store) => store.put(checkpoint(10), encode('PAR1 not PAR1')),
    ],
    [
      'a checkpoint that is empty',
      '10.checkpoint.parquet',
      (store) => store.put(checkpoint(10), new Uint8Array()),
    ],
  ];

  it.each(cases)('with %s is refused, naming the blob', async (_, name, damage) => {
    const store = memoryBlobStore();
    await history(store, commits(14));
    await damage(store);
    const error = await openTable(store, PERSON_TABLE).catch((thrown: CohortSyncError) => thrown);
    expect(error).toMatchObject({ code: 'LANDING_LOG_BROKEN' });
    expect((error as Error).message).toContain(`00000000${name}`);
  });

  it('whose first commits are gone is refused without a checkpoint', async () => {
    const store = memoryBlobStore();
    await history(store, commits(3));
    await store.delete(commitPath(PERSON_TABLE, 0));
    await expect(openTable(store, PERSON_TABLE)).rejects.toMatchObject({ code: 'LANDING_LOG_BROKEN' });
  });

  it('is not what a version that was never made is called', async () => {
    const store = memoryBlobStore();
    await history(store, commits(2));
    await expect(openTable(store, PERSON_TABLE, 2)).rejects.toMatchObject({
      code: 'LANDING_VERSION_MISSING',
    });
  });
});

describe('a commit of another engine', () => {
  const optimize = { commitInfo: { operation: 'OPTIMIZE', engineInfo: 'other', timestamp: 1 } };

  it('makes the table foreign, whatever else the engine did to it, and it is refused with advice', async () => {
    const store = memoryBlobStore();
    await history(store, commits(12));
    const add = {
      path: 'part-0.parquet',
      partitionValues: {},
      size: 1,
      modificationTime: 1,
      dataChange: false,
    };
    await store.put(
      commitPath(PERSON_TABLE, 12),
      encode([optimize, { add }].map((line) => JSON.stringify(line)).join('\n')),
    );
    const table = await openTable(store, PERSON_TABLE);
    expect(table).toEqual({ ...PERSON_TABLE, foreign: true, version: 12, operation: 'OPTIMIZE' });
    expect(() => requireOurs(table ?? expect.fail())).toThrow(
      expect.objectContaining({ code: 'FOREIGN_COMMIT' }),
    );
    expect((await open(store, 11)).version).toBe(11);
  });

  it('never speaks in our messages', async () => {
    const store = memoryBlobStore();
    await history(store, commits(1));
    await store.put(commitPath(PERSON_TABLE, 1), encode('{"commitInfo":{"operation":"person 12345 <b>"}}'));
    expect(await openTable(store, PERSON_TABLE)).toMatchObject({ foreign: true, operation: 'UNKNOWN' });
  });

  it('is one even without a word about itself', async () => {
    const store = memoryBlobStore();
    await history(store, commits(1));
    await store.put(commitPath(PERSON_TABLE, 1), encode('{"txn":{"appId":"a","version":1}}'));
    expect(await openTable(store, PERSON_TABLE)).toMatchObject({ foreign: true });
  });
});
