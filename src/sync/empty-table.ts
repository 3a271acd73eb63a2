import { commitTable } from '../landing/commit.ts';
import type { TableState } from '../landing/table-state.ts';
import type { Log } from '../log/events.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { ReadyCohort } from './ready-cohort.ts';

/**
 * Takes all rows out of landed tables that the approval in force does not name any more. It needs neither the source nor a
 * guard's consent: what reduces access comes before anything else.
 */
export async function emptyUnapproved(
  landing: BlobStore,
  run: string,
  cohort: ReadyCohort,
  log: Log,
): Promise<void> {
  for (const state of cohort.unapproved) {
    cohort.assertHeld();
    const { version } = await emptyTable(landing, run, cohort.revision, state);
    log({ kind: 'table-committed', cohort: cohort.cohort, table: state.table, version: BigInt(version) });
  }
}

/** One commit that removes every file, and covers nothing: should the table be approved again, its history comes again. */
async function emptyTable(
  landing: BlobStore,
  run: string,
  revision: number,
  state: TableState,
): Promise<TableState> {
  const committed = await commitTable(landing, state, state, {
    operation: 'REMOVAL',
    add: [],
    remove: [...state.files.keys()],
    coverage: { run, revision, groups: [] },
    schema: state.schema,
  });
  return committed.state;
}
