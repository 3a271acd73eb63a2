import { openTable, readCommit } from '../landing/delta-log.ts';
import { rebuildTable } from '../landing/rebuild-table.ts';
import { requireOurs, type TableState } from '../landing/table-state.ts';
import { OMOP_TABLES } from '../omop/tables.ts';
import { throwIfInterrupted } from '../sync/interruption.ts';
import type { ErasedTable, Journal } from './journal.ts';
import type { CohortPurgeRequest } from './purge-cohort.ts';
import { type IntendCommit, type PurgeTableRequest, purgeTable } from './purge-table.ts';
import { buryTable } from './tombstone.ts';

/**
 * The tables as they stand. What another engine made of one holds up a purge of persons, because nobody vouches for what
 * is in it; a cohort that goes is emptied of it all the same.
 */
async function landedTables(request: CohortPurgeRequest, revision: number): Promise<readonly TableState[]> {
  const { stores, cohort, scope, run } = request;
  const states: TableState[] = [];
  for (const { name: table } of OMOP_TABLES) {
    const address = { cohort, table };
    const found = await openTable(stores.landing, address);
    if (found?.foreign && scope === 'cohort')
      states.push(await rebuildTable(stores.landing, address, run, revision));
    else if (found !== undefined) states.push(requireOurs(found));
  }
  return states;
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
