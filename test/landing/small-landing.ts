import { randomUUID } from 'node:crypto';
import { commitTable } from '../../src/landing/commit.ts';
import { consistentCut } from '../../src/landing/consistent-cut.ts';
import { saveMembers } from '../../src/landing/members.ts';
import { dataFilePath } from '../../src/landing/paths.ts';
import { newPersonList, type PersonList, personDigest } from '../../src/landing/person-list.ts';
import { publishSnapshot } from '../../src/landing/snapshot.ts';
import { cellStart } from '../../src/plan/week-grid.ts';
import type { TransferPool, WrittenFile } from '../../src/transfer/transfer.ts';
import { fileContract } from '../../src/verify/file-contract.ts';
import { memoryBlobStore } from '../storage/memory-blob-store.ts';
import { inlineStream } from '../transfer/arrow-fixture.ts';
import { COLUMNS, coverageBy, PERSON_TABLE, week } from './landed-files.ts';

export const list = (ids: readonly bigint[]): PersonList => {
  const persons = newPersonList(ids.length);
  persons.set(ids);
  return persons;
};

/** A landing of one table that holds a row of each person in each of two weeks, published as snapshot 1. */
export async function landPersons(pool: TransferPool, ids: readonly bigint[], through: bigint | null) {
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
export async function landPeriods(pool: TransferPool, { store, state }: Landing, ids: readonly bigint[]) {
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

export type Landing = Awaited<ReturnType<typeof landPersons>>;
