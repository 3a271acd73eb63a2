import { beforeEach, describe, expect, it } from 'vitest';
import { DAY, runnerNow } from '../../src/instant.ts';
import { commitTable } from '../../src/landing/commit.ts';
import { consistentCut } from '../../src/landing/consistent-cut.ts';
import { publishSnapshot, readSnapshot, snapshotNumbers } from '../../src/landing/snapshot.ts';
import type { TableState } from '../../src/landing/table-state.ts';
import type { BlobStore } from '../../src/storage/blob-store.ts';
import type { WrittenFile } from '../../src/transfer/transfer.ts';
import { retireSnapshots } from '../../src/upkeep/retire-snapshots.ts';
import { COLUMNS, coverageBy, landFile, PERSON_TABLE, week } from '../landing/landed-files.ts';
import { memoryBlobStore } from '../storage/memory-blob-store.ts';

const YEAR = 365n * DAY;
const row = (person: bigint) => [{ person, source: null, loaded: 1n }];

let store: BlobStore;
let state: TableState | undefined;
let files: WrittenFile[];

/** The table's only slice, written anew; the file before is removed. */
async function replace(person: bigint): Promise<void> {
  const file = await landFile(store, week(2900), row(person));
  const change = {
    operation: 'REPAIR',
    add: [file],
    remove: files.slice(-1).map(({ path }) => path),
    coverage: coverageBy([file]),
    schema: COLUMNS,
  } as const;
  ({ state } = await commitTable(store, PERSON_TABLE, state, change));
  files.push(file);
  await publishSnapshot(store, consistentCut(PERSON_TABLE.cohort, [state]), `run-${person}`);
}

const there = async (): Promise<boolean[]> =>
  Promise.all(files.map(async ({ path }) => (await store.read(path)) !== undefined));

/** What the retirement sees of time: blobs and snapshots of now, looked at from then. */
const retire = (now: bigint, held = () => {}) =>
  retireSnapshots({
    landing: agedBy(store, now),
    cohort: PERSON_TABLE.cohort,
    run: 'retiring',
    now: runnerNow() + YEAR,
    keepSnapshots: YEAR - now,
    assertHeld: held,
  });

/** Data files are as much older than the snapshots as it takes. */
function agedBy(inner: BlobStore, age: bigint): BlobStore {
  return {
    ...inner,
    async *list(prefix) {
      for await (const blob of inner.list(prefix))
        yield { ...blob, modified: blob.modified - Number(age / 1000n) };
    },
  };
}

beforeEach(async () => {
  store = memoryBlobStore();
  state = undefined;
  files = [];
  await replace(1n);
  await replace(2n);
  await replace(3n);
});

describe('snapshots whose time is over', () => {
  it('are withdrawn, all but the latest; what only they named is erased, and what the latest names stays', async () => {
    expect(await retire(31n * DAY)).toEqual({ snapshots: [1, 2], files: 2 });
    expect(await snapshotNumbers(store, PERSON_TABLE.cohort)).toEqual([3]);
    expect(await there()).toEqual([false, false, true]);
    expect(await retire(31n * DAY)).toEqual({ snapshots: [], files: 0 });
  });

  it('stay, with their files, while their time is not over', async () => {
    const landing = agedBy(store, YEAR);
    const request = {
      landing,
      cohort: PERSON_TABLE.cohort,
      run: 'r',
      keepSnapshots: YEAR,
      assertHeld: () => {},
    };
    expect(await retireSnapshots({ ...request, now: runnerNow() })).toEqual({ snapshots: [], files: 0 });
    expect(await there()).toEqual([true, true, true]);
    expect(await readSnapshot(store, PERSON_TABLE.cohort, 1)).toBeDefined();
  });

  it('leave their files in place for a month after, for readers who are in the middle', async () => {
    expect(await retire(29n * DAY)).toEqual({ snapshots: [1, 2], files: 0 });
    expect(await there()).toEqual([true, true, true]);
  });

  it('are not touched by a run that has lost its hold on the cohort', async () => {
    const lost = () => {
      throw new Error('lost');
    };
    await expect(retire(31n * DAY, lost)).rejects.toThrow('lost');
    expect(await snapshotNumbers(store, PERSON_TABLE.cohort)).toEqual([1, 2, 3]);
  });
});
