import { describe, expect, it } from 'vitest';
import { commitTable } from '../../src/landing/commit.ts';
import { consistentCut } from '../../src/landing/consistent-cut.ts';
import type { Coverage, GroupCoverage } from '../../src/landing/coverage.ts';
import { leaseCohort, requireLease } from '../../src/landing/lease.ts';
import { listOrphans } from '../../src/landing/orphans.ts';
import { leasePath, numberPath, snapshotPath } from '../../src/landing/paths.ts';
import {
  latestSnapshot,
  lostNumbers,
  publishSnapshot,
  readSnapshot,
  withdrawSnapshot,
} from '../../src/landing/snapshot.ts';
import type { TableState } from '../../src/landing/table-state.ts';
import type { BlobStore } from '../../src/storage/blob-store.ts';
import { memoryBlobStore } from '../storage/memory-blob-store.ts';
import { COLUMNS, claimedFile, coverageBy, landFile, PERSON_TABLE, week } from './landed-files.ts';

const COHORT = PERSON_TABLE.cohort;
const row = { person: 1n, source: null, loaded: 1n };

async function landed(
  store: BlobStore,
  table: string,
  rest: Partial<Coverage & GroupCoverage> = {},
  state?: TableState,
): Promise<TableState> {
  const address = { cohort: COHORT, table };
  const file = claimedFile(week(2900), [row, row], address);
  const remove = [...(state?.files.keys() ?? [])];
  const change = {
    operation: 'REPAIR',
    add: [file],
    remove,
    coverage: coverageBy([file], rest),
    schema: COLUMNS,
  } as const;
  return (await commitTable(store, address, state, change)).state;
}

describe('a cut', () => {
  it('holds version, rows, fingerprint and files of each table', async () => {
    const store = memoryBlobStore();
    const tables = [await landed(store, 'person'), await landed(store, 'death')];
    const cut = consistentCut(COHORT, tables);
    expect(cut).toMatchObject({ cohort: COHORT, revision: 1, through: 1_767_225_600_000_001n });
    const transfer = tables[0]?.coverage.groups[0]?.slices[0]?.transfer;
    expect(cut.tables.death).toEqual({ version: 0, rows: 2n, transfer, files: 1 });
  });

  it.each<[string, Partial<Coverage & GroupCoverage>]>([
    ['another revision', { revision: 2 }],
    ['another frontier', { through: 5n }],
    ['a backfill that is not complete', { through: null }],
    ['other members', { members: 'b'.repeat(64) }],
  ])('is refused when a table stands apart by %s', async (_, rest) => {
    const store = memoryBlobStore();
    const tables = [await landed(store, 'person'), await landed(store, 'death', rest)];
    expect(() => consistentCut(COHORT, tables)).toThrow(
      expect.objectContaining({ code: 'SNAPSHOT_INCONSISTENT' }),
    );
    expect(() => consistentCut(COHORT, tables)).toThrow(/death/);
  });

  it("is refused for no table at all, and for another cohort's", async () => {
    const inconsistent = expect.objectContaining({ code: 'SNAPSHOT_INCONSISTENT' });
    const person = await landed(memoryBlobStore(), 'person');
    expect(() => consistentCut(COHORT, [])).toThrow(inconsistent);
    expect(() => consistentCut('other-cohort', [person])).toThrow(inconsistent);
  });
});

describe('snapshots', () => {
  it('are numbered from 1, and the latest is the greatest, beyond 9 as well', async () => {
    const store = memoryBlobStore();
    let state: TableState | undefined;
    expect(await latestSnapshot(store, COHORT)).toBeUndefined();
    for (let number = 1; number <= 11; number++) {
      state = await landed(store, 'person', {}, state);
      const { published, snapshot } = await publishSnapshot(store, consistentCut(COHORT, [state]), 'run-1');
      expect([published, snapshot.number]).toEqual([true, number]);
    }
    expect(await latestSnapshot(store, COHORT)).toMatchObject({
      number: 11,
      tables: { person: { version: 10 } },
    });
    expect(await readSnapshot(store, COHORT, 3)).toMatchObject({
      number: 3,
      tables: { person: { version: 2 } },
    });
  });

  it('read as plain JSON, longs as text and instants with microseconds', async () => {
    const store = memoryBlobStore();
    const cut = consistentCut(COHORT, [await landed(store, 'person')]);
    const { snapshot } = await publishSnapshot(store, cut, 'run-1');
    const blob = await store.read(snapshotPath(COHORT, 1));
    expect(JSON.parse(new TextDecoder().decode(blob?.content))).toMatchObject({
      format: 1,
      number: 1,
      through: '2026-01-01T00:00:00.000001Z',
      tables: {
        person: { version: 0, rows: '2', transfer: [expect.stringMatching(/^\d+$/), expect.any(String)] },
      },
    });
    expect(await latestSnapshot(store, COHORT)).toEqual(snapshot);
  });

  it('are published only when something differs', async () => {
    const store = memoryBlobStore();
    const state = await landed(store, 'person');
    const cut = consistentCut(COHORT, [state]);
    await publishSnapshot(store, cut, 'run-1');
    expect(await publishSnapshot(store, cut, 'run-2')).toMatchObject({
      published: false,
      snapshot: { run: 'run-1' },
    });
    const death = await landed(store, 'death');
    expect(await publishSnapshot(store, consistentCut(COHORT, [state, death]), 'run-3')).toMatchObject({
      published: true,
    });
    expect(store.blobs.has(snapshotPath(COHORT, 2))).toBe(true);
    expect(store.blobs.has(snapshotPath(COHORT, 3))).toBe(false);
  });

  it('never get the number of one that somebody deleted, and it is told which are gone', async () => {
    const store = memoryBlobStore();
    let state = await landed(store, 'person');
    const publish = async (run: string) => publishSnapshot(store, consistentCut(COHORT, [state]), run);
    for (const run of ['run-1', 'run-2', 'run-3']) {
      await publish(run);
      state = await landed(store, 'person', {}, state);
    }
    await withdrawSnapshot(store, COHORT, 1, 'run-4');
    expect(await lostNumbers(store, COHORT)).toEqual([]);
    await store.delete(snapshotPath(COHORT, 2));
    await store.delete(snapshotPath(COHORT, 3));
    expect(await lostNumbers(store, COHORT)).toEqual([2, 3]);
    expect((await publish('run-5')).snapshot.number).toBe(4);
    // Also one whose run died before it could leave its mark: the next run left it.
    await store.delete(numberPath(COHORT, 4));
    await publish('run-6');
    await store.delete(snapshotPath(COHORT, 4));
    expect(await lostNumbers(store, COHORT)).toEqual([2, 3, 4]);
    expect((await publish('run-7')).snapshot.number).toBe(5);
  });

  it('that lose their number to another run take the next one', async () => {
    const store = memoryBlobStore();
    const older = await landed(store, 'person');
    const newer = await landed(store, 'person', {}, older);
    const rival = { raced: false };
    const racing = memoryBlobStore({
      before: async (operation, path) => {
        if (operation !== 'putIfAbsent' || rival.raced) return;
        rival.raced = true;
        expect(path).toBe(snapshotPath(COHORT, 1));
        await publishSnapshot(racing, consistentCut(COHORT, [older]), 'run-rival');
      },
    });
    const { snapshot } = await publishSnapshot(racing, consistentCut(COHORT, [newer]), 'run-1');
    expect(snapshot.number).toBe(2);
    expect(await readSnapshot(racing, COHORT, 1)).toMatchObject({ run: 'run-rival' });
  });

  it('never go back behind what readers saw', async () => {
    const store = memoryBlobStore();
    const older = await landed(store, 'person');
    const newer = await landed(store, 'person', {}, older);
    await publishSnapshot(store, consistentCut(COHORT, [newer]), 'run-1');
    const late = publishSnapshot(store, consistentCut(COHORT, [older]), 'run-2');
    await expect(late).rejects.toMatchObject({ code: 'SNAPSHOT_BACKWARD' });
  });

  it('are taken back when what they name was purged while their run slept, whether a number was given meanwhile or none', async () => {
    for (const successor of [false, true]) {
      const purge = async (): Promise<void> => {
        const purged = await landed(store, 'person', {}, state);
        if (successor) await publishSnapshot(store, consistentCut(COHORT, [purged]), 'run-purge');
      };
      const sleep = { done: false };
      const store = memoryBlobStore({
        before: async (operation, path) => {
          if (sleep.done || operation !== 'putIfAbsent' || path !== snapshotPath(COHORT, 1)) return;
          sleep.done = true;
          await purge();
        },
      });
      const state = await landed(store, 'person');
      const late = publishSnapshot(store, consistentCut(COHORT, [state]), 'run-1');
      await expect(late).rejects.toMatchObject({ code: 'SNAPSHOT_BACKWARD' });
      const latest = await latestSnapshot(store, COHORT);
      expect(latest?.run).toBe(successor ? 'run-purge' : undefined);
      expect(await lostNumbers(store, COHORT)).toEqual([]);
    }
  });

  it.each([
    ['no JSON', '{'],
    ['of another number', '{"format":1,"number":2}'],
  ])('that are %s are refused, naming the blob', async (_, text) => {
    const store = memoryBlobStore();
    await store.put(snapshotPath(COHORT, 1), new TextEncoder().encode(text));
    await expect(latestSnapshot(store, COHORT)).rejects.toMatchObject({
      code: 'SNAPSHOT_BROKEN',
      message: expect.stringContaining('0000000001.json'),
    });
  });
});

describe('the lease on a cohort', () => {
  it('keeps a second run out until the first lets go', async () => {
    const store = memoryBlobStore();
    const lease = await leaseCohort(store, COHORT);
    await expect(leaseCohort(store, COHORT)).rejects.toMatchObject({ code: 'COHORT_BUSY' });
    await lease.release();
    const next = await leaseCohort(store, COHORT);
    expect(() => requireLease(next, COHORT)).not.toThrow();
  });

  it('that was lost is noticed before the next commit', async () => {
    const store = memoryBlobStore();
    const lease = await leaseCohort(store, COHORT);
    store.breakLease(leasePath(COHORT));
    expect(() => requireLease(lease, COHORT)).toThrow(expect.objectContaining({ code: 'LEASE_LOST' }));
  });
});

describe('orphans', () => {
  it('are the files beneath a table that it does not hold: replaced ones, and those of a claim that was lost', async () => {
    const store = memoryBlobStore();
    const [old, live, lost] = await Promise.all([1, 2, 3].map(() => landFile(store, week(2900), [row])));
    if (!old || !live || !lost) throw new Error('no files');
    const change = { operation: 'REPAIR', schema: COLUMNS } as const;
    const first = await commitTable(store, PERSON_TABLE, undefined, {
      ...change,
      add: [old],
      remove: [],
      coverage: coverageBy([old]),
    });
    const { state } = await commitTable(store, PERSON_TABLE, first.state, {
      ...change,
      add: [live],
      remove: [old.path],
      coverage: coverageBy([live]),
    });
    const orphans = await listOrphans(store, PERSON_TABLE, state);
    expect(new Map(orphans.map(({ path, kind }) => [path, kind]))).toEqual(
      new Map([
        [old.path, 'removed'],
        [lost.path, 'unclaimed'],
      ]),
    );
  });
});
