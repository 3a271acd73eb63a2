import { describe, expect, it } from 'vitest';
import type { CohortSyncError } from '../../src/errors.ts';
import { commitTable } from '../../src/landing/commit.ts';
import { openTable } from '../../src/landing/delta-log.ts';
import { parseExact } from '../../src/landing/exact-json.ts';
import type { TableChange } from '../../src/landing/table-change.ts';
import { requireOurs, type TableState } from '../../src/landing/table-state.ts';
import type { BlobStore } from '../../src/storage/blob-store.ts';
import { type MemoryBlobStoreOptions, memoryBlobStore } from '../storage/memory-blob-store.ts';
import { COLUMNS, claimedFile, coverageBy, PERSON_TABLE, week } from './landed-files.ts';

const LOG = 'cohorts/demo-cohort/person/_delta_log/';
const one = claimedFile(week(2900), [
  { person: -9_223_372_036_854_775_000n, source: 'x', loaded: 1_500_000n },
]);
const two = claimedFile(week(2901), [{ person: 7n, source: null, loaded: 2_500_001n }]);

const first: TableChange = {
  operation: 'BACKFILL',
  add: [one],
  remove: [],
  coverage: coverageBy([one]),
  schema: COLUMNS,
};
const second: TableChange = {
  ...first,
  operation: 'INCREMENT',
  add: [two],
  coverage: coverageBy([one, two]),
};

async function committed(
  store: BlobStore,
  state: TableState | undefined,
  change: TableChange,
): Promise<TableState> {
  return (await commitTable(store, PERSON_TABLE, state, change)).state;
}

async function lines(store: BlobStore, version: number): Promise<Record<string, unknown>[]> {
  const blob = await store.read(`${LOG}${version.toString().padStart(20, '0')}.json`);
  const text = new TextDecoder().decode(blob?.content);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => parseExact(line) as Record<string, unknown>);
}

async function codeOf(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => 'no error',
    (error: CohortSyncError) => error.code,
  );
}

describe('the first commit', () => {
  it('makes the table: commitInfo, protocol, metaData, watermarks and files in version 0', async () => {
    const store = memoryBlobStore();
    await committed(store, undefined, first);
    const actions = await lines(store, 0);
    expect(actions.map((action) => Object.keys(action)[0])).toEqual([
      'commitInfo',
      'protocol',
      'metaData',
      'txn',
      'txn',
      'add',
    ]);
    expect(actions[1]).toEqual({ protocol: { minReaderVersion: 1, minWriterVersion: 2 } });
    expect(actions[2]).toMatchObject({
      metaData: {
        format: { provider: 'parquet', options: {} },
        partitionColumns: [],
        configuration: {
          'delta.enableExpiredLogCleanup': 'false',
          'delta.dataSkippingStatsColumns': 'load_dt',
        },
      },
    });
    expect(actions[3]).toMatchObject({
      txn: { appId: 'cohort-sync/demo-cohort/g1/through', version: 1_767_225_600_000_001 },
    });
  });

  it('asks for the table feature that timestamps without zone need, in both lists', async () => {
    const store = memoryBlobStore();
    const schema = [...COLUMNS, { name: 'birth_datetime', type: 'timestamp_ntz' } as const];
    await committed(store, undefined, { ...first, schema });
    expect((await lines(store, 0))[1]).toEqual({
      protocol: {
        minReaderVersion: 3,
        minWriterVersion: 7,
        readerFeatures: ['timestampNtz'],
        writerFeatures: ['timestampNtz'],
      },
    });
  });

  it('writes statistics of load_dt and of nothing else', async () => {
    const store = memoryBlobStore();
    await committed(store, undefined, first);
    const { add } = (await lines(store, 0)).at(-1) as { add: { stats: string; path: string; tags: object } };
    expect(JSON.parse(add.stats)).toEqual({
      numRecords: 1,
      minValues: { load_dt: '1970-01-01T00:00:01.500Z' },
      maxValues: { load_dt: '1970-01-01T00:00:01.500Z' },
    });
    expect(add.path).toMatch(/^g1\/2900_2900\/0of1\/[0-9a-f-]{36}\.parquet$/);
    expect(add.tags).toMatchObject({ 'cohortSync.group': 'g1', 'cohortSync.rows': '1' });
  });

  it('gives the very state that reading the log gives', async () => {
    const store = memoryBlobStore();
    const state = await committed(store, undefined, first);
    expect(await openTable(store, PERSON_TABLE)).toEqual(state);
    expect(state.coverage).toEqual(first.coverage);
  });
});

describe('a further commit', () => {
  it('names only what changed: new files, and watermarks that moved', async () => {
    const store = memoryBlobStore();
    const state = await committed(store, undefined, first);
    await committed(store, state, {
      ...second,
      coverage: coverageBy([one, two], { through: 1_767_225_600_000_002n }),
    });
    const keys = (await lines(store, 1)).map((action) => Object.keys(action)[0]);
    expect(keys).toEqual(['commitInfo', 'txn', 'add']);
  });

  it('says truthfully whether it appended blindly', async () => {
    const store = memoryBlobStore();
    const state = await committed(store, undefined, first);
    const next = await committed(store, state, second);
    await committed(store, next, {
      ...second,
      operation: 'REPAIR',
      add: [],
      remove: [one.path],
      coverage: coverageBy([two]),
    });
    const infos = await Promise.all([1, 2].map(async (version) => (await lines(store, version))[0]));
    expect(infos).toMatchObject([
      { commitInfo: { isBlindAppend: true } },
      { commitInfo: { isBlindAppend: false, operation: 'REPAIR' } },
    ]);
  });

  it('replaces a slice in one commit, the removed file with its extended metadata', async () => {
    const store = memoryBlobStore();
    const state = await committed(store, undefined, first);
    const repaired = claimedFile(week(2900), [{ person: 8n, source: null, loaded: 1_600_000n }]);
    const change = { ...first, add: [repaired], remove: [one.path], coverage: coverageBy([repaired]) };
    const next = await committed(store, state, change);
    expect([...next.files.keys()]).toEqual([repaired.path]);
    expect((await lines(store, 1)).find((action) => 'remove' in action)).toMatchObject({
      remove: { extendedFileMetadata: true, partitionValues: {}, size: one.size, dataChange: true },
    });
  });

  it('writes new columns as a new schema of the same table', async () => {
    const store = memoryBlobStore();
    const state = await committed(store, undefined, first);
    const schema = [...COLUMNS, { name: 'extra', type: 'double' } as const];
    const next = await committed(store, state, { ...second, schema });
    expect(next.schema).toEqual(schema);
    expect(next.log.metaData?.id).toBe(state.log.metaData?.id);
  });
});

describe('a commit is refused, and nothing written, when', () => {
  const cases: readonly [string, string, (state: TableState) => Partial<TableChange>][] = [
    ['it adds a file that is live', 'COMMIT_REFUSED', () => ({ add: [one] })],
    ['it adds a file twice', 'COMMIT_REFUSED', () => ({ add: [two, two] })],
    [
      'it adds a file that names no slice',
      'COMMIT_REFUSED',
      () => ({ add: [{ ...two, path: 'cohorts/demo-cohort/person/a.parquet' }] }),
    ],
    [
      'it adds a file of another table',
      'COMMIT_REFUSED',
      () => ({ add: [{ ...two, path: two.path.replace('/person/', '/death/') }] }),
    ],
    ['it removes what is not live', 'COMMIT_REFUSED', () => ({ add: [], remove: [two.path] })],
    [
      'it retypes a column of a file that stays',
      'COMMIT_REFUSED',
      () => ({ schema: COLUMNS.map((column) => ({ ...column, type: 'string' as const })) }),
    ],
    [
      'a watermark goes back',
      'WATERMARK_BACKWARD',
      () => ({ coverage: coverageBy([one, two], { through: 1n }) }),
    ],
    [
      'the revision goes back',
      'WATERMARK_BACKWARD',
      () => ({ coverage: coverageBy([one, two], { revision: 0 }) }),
    ],
    [
      'a watermark is named twice',
      'WATERMARK_BACKWARD',
      () => ({
        txns: [
          { appId: 'a', version: 1n },
          { appId: 'a', version: 2n },
        ],
      }),
    ],
    ['the coverage forgets a file', 'COVERAGE_MISMATCH', () => ({ coverage: coverageBy([one]) })],
    [
      'the coverage counts another row',
      'COVERAGE_MISMATCH',
      () => ({ coverage: coverageBy([one, { ...two, rows: 2n }]) }),
    ],
    [
      'the coverage has another fingerprint',
      'COVERAGE_MISMATCH',
      () => ({ coverage: coverageBy([one, { ...two, transfer: [1n, 2n] }]) }),
    ],
  ];

  it.each(cases)('%s', async (_, code, change) => {
    const store = memoryBlobStore();
    const state = await committed(store, undefined, first);
    const before = [...store.blobs.keys()];
    expect(await codeOf(commitTable(store, PERSON_TABLE, state, { ...second, ...change(state) }))).toBe(code);
    expect([...store.blobs.keys()]).toEqual(before);
  });

  it('it was planned upon another table', async () => {
    const store = memoryBlobStore();
    const state = await committed(store, undefined, first);
    const run = commitTable(store, { ...PERSON_TABLE, cohort: 'other-cohort' }, state, second);
    expect(await codeOf(run)).toBe('COMMIT_REFUSED');
  });
});

describe('two writers', () => {
  it('cannot both have a version: the one that is late learns it, and the winner stands', async () => {
    const store = memoryBlobStore();
    const state = await committed(store, undefined, first);
    const winner = await committed(store, state, second);
    expect(await codeOf(commitTable(store, PERSON_TABLE, state, { ...second, operation: 'REPAIR' }))).toBe(
      'CONCURRENT_COMMIT',
    );
    expect(await openTable(store, PERSON_TABLE)).toEqual(winner);
  });

  it('cannot both make the table', async () => {
    const store = memoryBlobStore();
    await committed(store, undefined, first);
    expect(await codeOf(commitTable(store, PERSON_TABLE, undefined, first))).toBe('CONCURRENT_COMMIT');
  });
});

describe('a reply that is lost', () => {
  const lost = (kind: 'before' | 'after'): MemoryBlobStoreOptions => ({
    [kind]: (operation: string, path: string) => {
      if (operation === 'putIfAbsent' && path.endsWith('1.json')) throw new Error('connection reset');
    },
  });

  it('after the commit took effect is success, told by the commit itself', async () => {
    const store = memoryBlobStore(lost('after'));
    const state = await committed(store, undefined, first);
    expect((await committed(store, state, second)).version).toBe(1);
    expect((await openTable(store, PERSON_TABLE))?.version).toBe(1);
  });

  it('before it took effect is the failure that it was', async () => {
    const store = memoryBlobStore(lost('before'));
    const state = await committed(store, undefined, first);
    await expect(committed(store, state, second)).rejects.toThrow('connection reset');
    expect((await openTable(store, PERSON_TABLE))?.version).toBe(0);
  });
});

describe('the checkpoint that is due', () => {
  const failing: MemoryBlobStoreOptions = {
    before: (_, path) => {
      if (path.endsWith('.checkpoint.parquet')) throw new Error('no room');
    },
  };

  async function elevenVersions(store: BlobStore): Promise<unknown> {
    let state = await committed(store, undefined, first);
    for (let version = 1; version < 10; version++)
      state = await committed(store, state, { ...first, add: [] });
    return (await commitTable(store, PERSON_TABLE, state, { ...first, add: [] })).checkpointFailure;
  }

  it('is written with every tenth version, and _last_checkpoint points at it', async () => {
    const store = memoryBlobStore();
    expect(await elevenVersions(store)).toBeUndefined();
    const pointer = JSON.parse(
      new TextDecoder().decode((await store.read(`${LOG}_last_checkpoint`))?.content),
    );
    expect(pointer).toMatchObject({ version: 10, size: 5 });
    expect(store.blobs.has(`${LOG}00000000000000000010.checkpoint.parquet`)).toBe(true);
  });

  it('does not fail the commit when it cannot be written, and the caller is told', async () => {
    const store = memoryBlobStore(failing);
    expect(await elevenVersions(store)).toMatchObject({ message: 'no room' });
    expect(requireOurs((await openTable(store, PERSON_TABLE)) ?? expect.fail()).version).toBe(10);
  });
});
