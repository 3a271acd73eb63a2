import { CohortSyncError } from '../errors.ts';
import { throwIfInterrupted } from '../interruption.ts';
import { openTable, readCommit } from '../landing/delta-log.ts';
import { unlessBroken } from '../landing/log-error.ts';
import { rebuildTable } from '../landing/rebuild-table.ts';
import { readSnapshot, snapshotNumbers } from '../landing/snapshot.ts';
import { requireOurs, type TableState } from '../landing/table-state.ts';
import { OMOP_TABLES } from '../omop/tables.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { ErasedTable, Journal } from './journal.ts';
import type { CohortPurgeRequest } from './purge-cohort.ts';
import { type IntendCommit, type PurgeTableRequest, purgeTable } from './purge-table.ts';
import { buryTable } from './tombstone.ts';

/**
 * The tables as they stand. What another engine made of one, or a log that somebody broke, holds up a purge of persons,
 * because nobody vouches for what is in it; a cohort that goes is emptied of it all the same.
 */
export async function landedTables(
  request: CohortPurgeRequest,
  revision: number,
): Promise<readonly TableState[]> {
  const { stores, cohort, scope, run } = request;
  const { landing } = stores;
  const states: TableState[] = [];
  const published = scope === 'cohort' ? await publishedVersions(landing, cohort) : new Map<string, number>();
  for (const { name: table } of OMOP_TABLES) {
    const address = { cohort, table };
    const opening = openTable(landing, address);
    if (scope === 'persons') {
      const found = await opening;
      if (found !== undefined) states.push(requireOurs(found));
      continue;
    }
    const found = await unlessBroken(opening);
    // A log that was cut off behind what readers know, or taken away as a whole, is as broken as one that cannot be read.
    const floor = published.get(table) ?? -1;
    const isWhole = found !== 'broken' && (found?.version ?? -1) >= floor;
    if (!isWhole || found?.foreign) states.push(await rebuildTable(landing, address, run, revision, floor));
    else if (found !== undefined) states.push(found);
  }
  return states;
}

/** The newest version of each table that a snapshot names; one that cannot be read names nobody knows what. */
async function publishedVersions(landing: BlobStore, cohort: string): Promise<ReadonlyMap<string, number>> {
  const newest = new Map<string, number>();
  for (const number of await snapshotNumbers(landing, cohort)) {
    const snapshot = await readSnapshot(landing, cohort, number).catch((error: unknown) => {
      if (error instanceof CohortSyncError && error.code === 'SNAPSHOT_BROKEN') return undefined;
      throw error;
    });
    for (const [table, { version }] of Object.entries(snapshot?.tables ?? {}))
      newest.set(table, Math.max(version, newest.get(table) ?? -1));
  }
  return newest;
}

type Basis = Pick<PurgeTableRequest, 'members' | 'lists' | 'assertHeld'>;

/** One commit a table; one after the other, so that what a crash leaves is plain. */
export async function purgeTables(
  request: CohortPurgeRequest,
  journal: Journal,
  basis: Basis,
): Promise<readonly TableState[]> {
  const { stores, pool, run, cohort, scope, chain, log } = request;
  const { landing } = stores;
  const timeZone = request.configuration.source.timeZone ?? 'UTC';
  const head = chain.at(-1)?.sequence ?? 0;
  const landed = new Map((await landedTables(request, head)).map((state) => [state.table, state]));
  // One revision for all tables that go, so that the snapshot of what is left can be published.
  const revision = Math.max(head, ...[...landed.values()].map((each) => each.coverage.revision));
  const approved = chain.flatMap(({ tables }) => tables.map(({ table }) => table));
  const states: TableState[] = [];
  for (const table of new Set([...landed.keys(), ...approved])) {
    throwIfInterrupted(request.signal);
    basis.assertHeld();
    const state = landed.get(table);
    const intend: IntendCommit = (commit) => journal.intendCommit({ table, run, ...commit });
    const purged =
      scope === 'persons' && state !== undefined
        ? await purgeTable({ landing, pool, run, state, timeZone, intend, ...basis })
        : await buryTable(landing, { cohort, table }, state, run, revision, intend);
    states.push(purged);
    if (purged.version === state?.version) continue;
    log({ kind: 'table-committed', cohort, table, version: BigInt(purged.version) });
  }
  return states;
}

/** What was about to be committed, and then was: the log is asked, because a purge may have died right behind a commit. */
export async function committedOf(
  { stores, cohort }: CohortPurgeRequest,
  journal: Journal,
): Promise<readonly ErasedTable[]> {
  const committed: ErasedTable[] = [];
  for (const each of journal.document.tables) {
    const actions = await readCommit(stores.landing, { cohort, table: each.table }, each.version);
    const info = actions?.find((action) => action.commitInfo)?.commitInfo;
    if (info?.operation === 'PURGE' && info.cohortSync?.run === each.run) committed.push(each);
  }
  return committed;
}
