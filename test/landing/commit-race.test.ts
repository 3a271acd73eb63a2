import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CohortSyncError } from '../../src/errors.ts';
import { commitTable } from '../../src/landing/commit.ts';
import { openTable } from '../../src/landing/delta-log.ts';
import { leaseCohort } from '../../src/landing/lease.ts';
import { commitPath } from '../../src/landing/paths.ts';
import { requireOurs, type TableState } from '../../src/landing/table-state.ts';
import { openBlobStore } from '../../src/storage/azure-blob-store.ts';
import type { BlobStore } from '../../src/storage/blob-store.ts';
import { type Azurite, startAzurite } from '../storage/azurite.ts';
import { type FaultyStorage, startFaultyStorage } from '../storage/faulty-storage.ts';
import { COLUMNS, coverageBy, landFile, PERSON_TABLE, week } from './landed-files.ts';

let azurite: Azurite;
let faulty: FaultyStorage;
let store: BlobStore;

beforeAll(async () => {
  azurite = await startAzurite();
  faulty = await startFaultyStorage(azurite);
  await azurite.createContainer('landing');
  store = openBlobStore('landing', { connectionString: azurite.connectionString });
});

afterAll(async () => {
  await faulty.stop();
  await azurite.stop();
});

const row = (person: bigint) => [{ person, source: null, loaded: 1n }];

/** Commits one more file, from a writer of its own. */
async function append(
  table: string,
  state: TableState | undefined,
  person: bigint,
  through = BigInt(1),
): Promise<TableState> {
  const address = { ...PERSON_TABLE, table };
  const file = await landFile(store, week(2900 + Number(person)), row(person), address);
  const before = state === undefined ? [] : state.coverage.groups.flatMap((group) => group.slices);
  const coverage = coverageBy([file], { through });
  const groups = coverage.groups.map((group) => ({ ...group, slices: [...before, ...group.slices] }));
  const change = {
    operation: 'INCREMENT',
    add: [file],
    remove: [],
    coverage: { ...coverage, groups },
    schema: COLUMNS,
  } as const;
  return (await commitTable(store, address, state, change)).state;
}

describe('over real blob storage', () => {
  it('exactly one of many writers of a version wins, and its rows and watermark are what is there', async () => {
    let state = await append('person', undefined, 0n);
    for (let round = 1; round <= 3; round++) {
      const writers = Array.from({ length: 8 }, (_, index) => BigInt(round * 10 + index));
      const outcomes = await Promise.allSettled(
        writers.map((person) => append('person', state, person, person)),
      );
      const won = outcomes.filter((outcome) => outcome.status === 'fulfilled');
      expect(won).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected')
          expect((outcome.reason as CohortSyncError).code).toBe('CONCURRENT_COMMIT');
      }
      const winner = won[0]?.value ?? expect.fail('nobody won');
      state = requireOurs(
        (await openTable(store, { ...PERSON_TABLE, table: 'person' })) ?? expect.fail('no table'),
      );
      expect(state).toEqual(winner);
      expect(state.files.size).toBe(round + 1);
    }
  });

  it('a commit whose reply is lost on the way is a commit, once', async () => {
    const address = { ...PERSON_TABLE, table: 'death' };
    const file = await landFile(store, week(1), row(1n), address);
    let lost = 0;
    faulty.inject((request) => {
      const commit = request.method === 'PUT' && request.url?.includes(commitPath(address, 0));
      if (!commit || lost > 0) return undefined;
      lost += 1;
      return 'lose-reply';
    });
    const unlucky = openBlobStore('landing', {
      connectionString: faulty.connectionString,
    });
    const change = {
      operation: 'BACKFILL',
      add: [file],
      remove: [],
      coverage: coverageBy([file]),
      schema: COLUMNS,
    } as const;
    const { state } = await commitTable(unlucky, address, undefined, change);
    expect(lost).toBe(1);
    expect(await openTable(store, address)).toEqual(state);
  });

  it('a table reads the same through a checkpoint as without it', async () => {
    let state: TableState | undefined;
    for (let person = 0n; person < 13n; person++) state = await append('specimen', state, person, person);
    const address = { ...PERSON_TABLE, table: 'specimen' };
    const read = requireOurs((await openTable(store, address)) ?? expect.fail('no table'));
    expect(read.files).toEqual(state?.files);
    expect(read.txns).toEqual(state?.txns);
    expect(read.coverage).toEqual(state?.coverage);
    expect(await openTable(store, address, 4)).toMatchObject({ version: 4 });
  });

  it('a cohort is held by one run at a time', async () => {
    const lease = await leaseCohort(store, 'demo-cohort');
    await expect(leaseCohort(store, 'demo-cohort')).rejects.toMatchObject({ code: 'COHORT_BUSY' });
    await lease.release();
    await (await leaseCohort(store, 'demo-cohort')).release();
  });
});
