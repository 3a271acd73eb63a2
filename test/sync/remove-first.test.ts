import { randomUUID } from 'node:crypto';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterAll, describe, expect, it } from 'vitest';
import { removedText } from '../../src/cli/removed-text.ts';
import { commitTable } from '../../src/landing/commit.ts';
import { consistentCut } from '../../src/landing/consistent-cut.ts';
import { openTable } from '../../src/landing/delta-log.ts';
import { saveMembers } from '../../src/landing/members.ts';
import { dataFilePath } from '../../src/landing/paths.ts';
import { newPersonList, type PersonList, personDigest } from '../../src/landing/person-list.ts';
import { latestSnapshot, publishSnapshot } from '../../src/landing/snapshot.ts';
import { requireOurs } from '../../src/landing/table-state.ts';
import type { Log, RunEvent } from '../../src/log/events.ts';
import { toPublic } from '../../src/log/to-public.ts';
import { cellStart } from '../../src/plan/week-grid.ts';
import type { ReadyCohort } from '../../src/sync/ready-cohort.ts';
import { removeFirst } from '../../src/sync/remove-first.ts';
import type { WrittenFile } from '../../src/transfer/transfer.ts';
import { createTransferPool } from '../../src/transfer/transfer-pool.ts';
import { fileContract } from '../../src/verify/file-contract.ts';
import { COLUMNS, coverageBy, PERSON_TABLE, week } from '../landing/landed-files.ts';
import { memoryBlobStore } from '../storage/memory-blob-store.ts';
import { inlineStream } from '../transfer/arrow-fixture.ts';

const pool = createTransferPool({ workers: 1, rowGroupRows: 1000, fileBytes: 1 << 20 });
afterAll(() => pool.close());

const list = (ids: readonly bigint[]): PersonList => {
  const persons = newPersonList(ids.length);
  persons.set(ids);
  return persons;
};

/** A landing of one table that holds a row of each person in each of two weeks, published as snapshot 1. */
async function landing(ids: readonly bigint[], through: bigint | null) {
  const store = memoryBlobStore();
  const persons = list(ids);
  const group = { group: 'g1', revision: 1, members: personDigest(persons), persons };
  const before = { members: { groups: [] }, etag: undefined };
  await saveMembers(store, PERSON_TABLE.cohort, before, { groups: [group] });
  const files: WrittenFile[] = [];
  for (const cell of [2000, 2001]) {
    const rows = ids.map((person) => [person, `P${person}`, cellStart(cell) + (person % 1000n)]);
    const path = dataFilePath(PERSON_TABLE, { group: 'g1', slice: week(cell) }, randomUUID());
    const contract = fileContract({ table: 'person', schema: COLUMNS }, week(cell), persons.buffer, 'UTC');
    const openFile = () => ({ path, writer: store.openWrite(path) });
    const encoded = await pool.encode(inlineStream(COLUMNS, [rows]), contract, openFile);
    files.push(...encoded.files);
  }
  const coverage = coverageBy(files, { through, members: group.members });
  const change = { operation: 'BACKFILL', add: files, remove: [], coverage, schema: COLUMNS } as const;
  const { state } = await commitTable(store, PERSON_TABLE, undefined, change);
  if (through !== null) await publishSnapshot(store, consistentCut(state.cohort, [state]), 'run-1');
  return { store, state };
}

const PERIODS = [
  { name: 'observation_period_id', type: 'long' },
  { name: 'person_id', type: 'long' },
  { name: 'load_dt', type: 'timestamp' },
] as const;

/** One more table of the landing, with a row of each person. */
async function periods({ store, state }: Landing, ids: readonly bigint[]) {
  const address = { cohort: state.cohort, table: 'observation_period' };
  const persons = list(ids);
  const path = dataFilePath(address, { group: 'g1', slice: week(2000) }, randomUUID());
  const contract = fileContract({ ...address, schema: PERIODS }, week(2000), persons.buffer, 'UTC');
  const openFile = () => ({ path, writer: store.openWrite(path) });
  const rows = ids.map((person) => [person, person, cellStart(2000)]);
  const { files } = await pool.encode(inlineStream(PERIODS, [rows]), contract, openFile);
  const coverage = coverageBy(files, { through: cellStart(2001), members: personDigest(persons) });
  const change = { operation: 'BACKFILL', add: files, remove: [], coverage, schema: PERIODS } as const;
  return (await commitTable(store, address, undefined, change)).state;
}

type Landing = Awaited<ReturnType<typeof landing>>;

const cohortOf = ({ state }: Landing, ids: readonly bigint[]): ReadyCohort => {
  const persons = list(ids);
  return {
    cohort: state.cohort,
    revision: 2,
    persons: ids.length,
    tables: new Map([['person', COLUMNS.map(({ name }) => name)]]),
    groups: [{ group: 'g1', key: personDigest(persons), persons, shared: persons.buffer }],
    landed: new Map([['person', state]]),
    unapproved: [],
    assertHeld: () => undefined,
  };
};
const remove = ({ store }: Landing, cohort: ReadyCohort, log: Log = () => undefined) =>
  removeFirst({ landing: store, pool, run: 'run-2', timeZone: 'UTC', log }, cohort);

async function personsIn({ store }: Landing, version?: number): Promise<bigint[]> {
  const state = requireOurs((await openTable(store, PERSON_TABLE, version)) ?? expect.fail('no table'));
  const persons: bigint[] = [];
  for (const path of state.files.keys()) {
    const file = new Uint8Array((await store.read(path))?.content ?? []).buffer;
    persons.push(...(await parquetReadObjects({ file, compressors })).map((row) => row.person_id as bigint));
  }
  return persons.sort((a, b) => (a < b ? -1 : 1));
}

describe('persons who are approved no longer', () => {
  it('leave the table in one commit, and the snapshot that is read, without the source', async () => {
    const landed = await landing([1n, 2n, 9007199254740993n], cellStart(2002));
    const cohort = await remove(landed, cohortOf(landed, [1n, 9007199254740993n]));
    const state = cohort.landed.get('person') ?? expect.fail('no table');
    expect([state.version, state.log.commitInfo?.operation]).toEqual([1, 'REMOVAL']);
    expect(await personsIn(landed)).toEqual([1n, 1n, 9007199254740993n, 9007199254740993n]);
    const snapshot = await latestSnapshot(landed.store, state.cohort);
    expect([snapshot?.number, snapshot?.tables.person?.version, snapshot?.through]).toEqual([
      2,
      1,
      cellStart(2002),
    ]);
  });

  it('are told of with their rows and the commit, inside, and not where anybody reads it', async () => {
    const landed = await landing([1n, 2n, 3n], cellStart(2002));
    const events: RunEvent[] = [];
    const cohort = await remove(landed, cohortOf(landed, [1n]), (event) => events.push(event));
    const removed = { persons: 2, tables: [{ table: 'person', version: 1, rows: 4n }] };
    expect(cohort.removed).toEqual(removed);
    const told = events.filter(({ kind }) => kind === 'removed');
    expect(told).toEqual([{ kind: 'removed', cohort: landed.state.cohort, ...removed }]);
    expect(told.map(toPublic)).toEqual([undefined]);
    expect(removedText(removed)).toBe('took 4 rows out of 1 table(s): 2 person(s) may stay no longer');
  });

  it('leave a table in the middle of its backfill, of which nothing is published', async () => {
    const landed = await landing([1n, 2n], null);
    await remove(landed, cohortOf(landed, [1n]));
    expect(await personsIn(landed)).toEqual([1n, 1n]);
    expect(await latestSnapshot(landed.store, PERSON_TABLE.cohort)).toBeUndefined();
  });

  it('leave the tables that are whole, where files of another one are lost', async () => {
    const landed = await landing([1n, 2n], cellStart(2002));
    const whole = await periods(landed, [1n, 2n]);
    for (const path of landed.state.files.keys()) await landed.store.put(path, new Uint8Array());
    const events: RunEvent[] = [];
    const cohort = cohortOf(landed, [1n]);
    const both = { ...cohort, landed: new Map([...cohort.landed, [whole.table, whole]]) };
    await expect(remove(landed, both, (event) => events.push(event))).rejects.toMatchObject({
      code: 'FILE_SIZE_DIFFERS',
      message: expect.stringContaining('person'),
    });
    const tables = [{ table: whole.table, version: 1, rows: 1n }];
    expect(events).toContainEqual({ kind: 'removed', cohort: cohort.cohort, persons: 1, tables });
    const state = requireOurs((await openTable(landed.store, whole)) ?? expect.fail('no table'));
    expect([...state.files.values()].map(({ rows }) => rows)).toEqual([1n]);
    // Readers stay where they are until the damaged table is landed anew.
    expect((await latestSnapshot(landed.store, whole.cohort))?.number).toBe(1);
  });

  it('leave nothing to do when all stay', async () => {
    const landed = await landing([1n, 2n], cellStart(2002));
    const cohort = cohortOf(landed, [1n, 2n]);
    const blobs = landed.store.blobs.size;
    expect(await remove(landed, cohort)).toBe(cohort);
    expect(landed.store.blobs.size).toBe(blobs);
  });

  it('leave an empty table when nobody stays', async () => {
    const landed = await landing([1n, 2n], cellStart(2002));
    await remove(landed, cohortOf(landed, []));
    expect(await personsIn(landed)).toEqual([]);
    expect((await latestSnapshot(landed.store, PERSON_TABLE.cohort))?.number).toBe(2);
  });
});
