import { describe, expect, it } from 'vitest';
import type { ApprovalChain } from '../../src/approval/approval-chain.ts';
import { commitTable } from '../../src/landing/commit.ts';
import { consistentCut } from '../../src/landing/consistent-cut.ts';
import { publishSnapshot } from '../../src/landing/snapshot.ts';
import type { Column } from '../../src/omop/column-type.ts';
import { cellStart } from '../../src/plan/week-grid.ts';
import { heldUnapproved } from '../../src/purge/unapproved.ts';
import { COLUMNS, claimedFile, coverageBy, PERSON_TABLE, week } from '../landing/landed-files.ts';
import { type MemoryBlobStore, memoryBlobStore } from '../storage/memory-blob-store.ts';

const { cohort } = PERSON_TABLE;
const chainOf = (...approvals: Readonly<Record<string, readonly string[]>>[]) =>
  approvals.map((tables, index) => ({
    sequence: index + 1,
    tables: Object.entries(tables).map(([table, columns]) => ({ table, columns })),
  })) as unknown as ApprovalChain;

const ALL = ['person_id', 'person_source_value'];
const BOTH = chainOf({ person: ALL, measurement: ['person_id'] });
const WITHOUT_TABLE = chainOf({ person: ALL }, { measurement: ['person_id'] });
const WITHOUT_COLUMN = chainOf({ person: ALL }, { person: ['person_id'] });
const LESS = COLUMNS.filter(({ name }) => name !== 'person_source_value');

/** A landing of one table with one file, published. */
async function landed() {
  const store = memoryBlobStore();
  const file = claimedFile(week(2000), [{ person: 1n, source: null, loaded: cellStart(2000) }]);
  await store.put(file.path, new Uint8Array(8));
  const coverage = coverageBy([file], { through: cellStart(2001) });
  const change = { operation: 'BACKFILL', add: [file], remove: [], coverage, schema: COLUMNS } as const;
  const { state } = await commitTable(store, PERSON_TABLE, undefined, change);
  return { store, file, state };
}

/** As a sync does where columns are others now: all files out, the new columns said; the old file stays in storage. */
async function landAnew(from: Awaited<ReturnType<typeof landed>>, schema: readonly Column[] = LESS) {
  const coverage = { run: 'run-2', revision: 2, groups: [] };
  const change = { operation: 'REBUILD', add: [], remove: [from.file.path], coverage, schema } as const;
  return (await commitTable(from.store, PERSON_TABLE, from.state, change)).state;
}

const held = (store: MemoryBlobStore, chain: ApprovalChain) => heldUnapproved(store, cohort, chain);

describe('what a landing holds that is approved no longer', () => {
  it('is nothing where all that was ever approved is approved now', async () => {
    const { store } = await landed();
    expect(await held(store, BOTH)).toEqual([]);
    expect(await held(store, chainOf({ person: ['person_id'] }, { person: ALL }))).toEqual([]);
  });

  it('is a table of which a file is there, live or not', async () => {
    const from = await landed();
    const whole = [{ table: 'person', columns: [] }];
    expect(await held(from.store, WITHOUT_TABLE)).toEqual(whole);
    await landAnew(from, COLUMNS);
    expect(await held(from.store, WITHOUT_TABLE)).toEqual(whole);
    await from.store.delete(from.file.path);
    expect(await held(from.store, WITHOUT_TABLE)).toEqual([]);
  });

  it('is a table that a snapshot names with files, also where somebody deleted these', async () => {
    const { store, state, file } = await landed();
    await publishSnapshot(store, consistentCut(cohort, [state]), 'run-1');
    await store.delete(file.path);
    expect(await held(store, WITHOUT_TABLE)).toEqual([{ table: 'person', columns: [] }]);
  });

  it('is a column in a file that is live no more, and no column of a file that never had it', async () => {
    const from = await landed();
    // In live files it is the next sync's, which lands the table anew.
    expect(await held(from.store, WITHOUT_COLUMN)).toEqual([]);
    const state = await landAnew(from);
    expect(await held(from.store, WITHOUT_COLUMN)).toEqual([
      { table: 'person', columns: ['person_source_value'] },
    ]);
    await from.store.delete(from.file.path);
    expect(await held(from.store, WITHOUT_COLUMN)).toEqual([]);
    const later = claimedFile(week(2000), [{ person: 1n, source: null, loaded: cellStart(2000) }]);
    await from.store.put(later.path, new Uint8Array(8));
    // Nobody committed it, so nobody knows which columns are in it.
    expect(await held(from.store, WITHOUT_COLUMN)).toHaveLength(1);
    const coverage = coverageBy([later], { through: cellStart(2001) });
    const landing = { operation: 'BACKFILL', add: [later], remove: [], schema: LESS } as const;
    const filled = await commitTable(from.store, PERSON_TABLE, state, { ...landing, coverage });
    await landAnew({ ...from, file: later, state: filled.state });
    expect(await held(from.store, WITHOUT_COLUMN)).toEqual([]);
  });
});
