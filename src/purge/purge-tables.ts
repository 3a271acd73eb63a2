import { throwIfInterrupted } from '../interruption.ts';
import { openTable, readCommit } from '../landing/delta-log.ts';
import { unlessBroken } from '../landing/log-error.ts';
import { rebuildTable } from '../landing/rebuild-table.ts';
import { readableSnapshots } from '../landing/snapshot.ts';
import { requireOurs, type TableState } from '../landing/table-state.ts';
import { OMOP_TABLES } from '../omop/tables.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { isLost } from '../verify/landed-file.ts';
import type { ErasedTable, Journal } from './journal.ts';
import type { CohortPurgeRequest } from './purge-cohort.ts';
import { type IntendCommit, type PurgeTableRequest, purgeTable } from './purge-table.ts';
import { buryTable } from './tombstone.ts';

/**
 * The tables as they stand. What another engine made of one, or a log that somebody broke, holds up a purge of persons,
 * because nobody vouches for what is in it; what goes as a whole, a cohort or a table, is emptied of it all the same.
 */
export async function landedTables(
  request: CohortPurgeRequest,
  revision: number,
): Promise<readonly TableState[]> {
  const { stores, cohort, run } = request;
  const { landing } = stores;
  const states: TableState[] = [];
  const published = await publishedVersions(landing, cohort);
  for (const { name: table } of OMOP_TABLES) {
    const address = { cohort, table };
    const opening = openTable(landing, address);
    if (!goesWhole(request, table)) {
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

/** Every table when the cohort goes; else those that were approved once and are no longer. */
function goesWhole({ scope, chain }: CohortPurgeRequest, table: string): boolean {
  const named = ({ tables }: CohortPurgeRequest['chain'][number]) =>
    tables.some((each) => each.table === table);
  const head = chain.at(-1);
  return scope === 'cohort' || (chain.some(named) && head !== undefined && !named(head));
}

/** The newest version of each table that a snapshot names. */
async function publishedVersions(landing: BlobStore, cohort: string): Promise<ReadonlyMap<string, number>> {
  const newest = new Map<string, number>();
  for (const { tables } of await readableSnapshots(landing, cohort)) {
    for (const [table, { version }] of Object.entries(tables))
      newest.set(table, Math.max(version, newest.get(table) ?? -1));
  }
  return newest;
}

type Basis = Pick<PurgeTableRequest, 'members' | 'lists' | 'assertHeld'>;

export interface PurgedTables {
  readonly states: readonly TableState[];
  /** What is wrong with tables of which a data file is lost; those stand as they were. */
  readonly damaged: readonly unknown[];
}

/**
 * One commit a table; one after the other, so that what a crash leaves is plain. A table of which a file is lost waits for an
 * owner, and the persons go out of the others meanwhile.
 */
export async function purgeTables(
  request: CohortPurgeRequest,
  journal: Journal,
  basis: Basis,
): Promise<PurgedTables> {
  const { stores, pool, run, cohort, chain, log } = request;
  const { landing } = stores;
  const timeZone = request.configuration.source.timeZone ?? 'UTC';
  const head = chain.at(-1)?.sequence ?? 0;
  const landed = new Map((await landedTables(request, head)).map((state) => [state.table, state]));
  // One revision for all tables that go, so that the snapshot of what is left can be published.
  const revision = Math.max(head, ...[...landed.values()].map((each) => each.coverage.revision));
  const approved = chain.flatMap(({ tables }) => tables.map(({ table }) => table));
  const states: TableState[] = [];
  const damaged: unknown[] = [];
  for (const table of new Set([...landed.keys(), ...approved])) {
    throwIfInterrupted(request.signal);
    basis.assertHeld();
    const state = landed.get(table);
    const intend: IntendCommit = (commit) => journal.intendCommit({ table, run, ...commit });
    try {
      const purged =
        state === undefined || goesWhole(request, table)
          ? await buryTable(landing, { cohort, table }, state, run, revision, intend)
          : await purgeTable({ landing, pool, run, state, timeZone, intend, ...basis });
      states.push(purged);
      if (purged.version === state?.version) continue;
      log({ kind: 'table-committed', cohort, table, version: BigInt(purged.version) });
    } catch (error) {
      if (state === undefined || !isLost(error)) throw error;
      damaged.push(error);
      states.push(state);
    }
  }
  return { states, damaged };
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
