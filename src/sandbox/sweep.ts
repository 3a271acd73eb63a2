import type { Instant } from '../instant.ts';
import { decodeTables, sandboxTablesStatement } from '../source/statements/erase.ts';
import { dropStatement, ROSTER_TABLE } from '../source/statements/roster.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { ifOver } from './run-hold.ts';
import { eraseStrayRosters, type RosterErasure } from './stray-rosters.ts';

/** Stages, and rosters on their way in, of a verification or of a preview: all of one run, whose name they carry. */
const OF_A_RUN =
  /^cohort_sync_(?:stage_verify|stage|loading|verify|preview)_(\d{8}t\d{6}_[0-9a-f]{8})(?:_|$)/;

/** The run that made a table of the sandbox; undefined for what is no run's, as the roster. */
export function runOfTable(table: string): string | undefined {
  return OF_A_RUN.exec(table)?.[1];
}

/** Where a run loads rosters before it publishes them: as long as it stands, one that no index names may have been published. */
export function loadingTable(run: string): string {
  return `cohort_sync_loading_${run}`;
}

export interface Sweep extends RosterErasure {
  readonly diagnostics: BlobStore;
  readonly now: Instant;
}

/**
 * Drops what runs that were killed left in the sandbox: the tables of every run that is over. Those of a run that is alive
 * stay, whatever it is doing and however long. A run's own tables are its own: it holds itself. What a run that died while
 * it loaded rosters may have published is looked for first.
 * @returns how many tables were dropped
 */
export async function sweepSandbox(sweep: Sweep): Promise<number> {
  const { warehouse, schemas, diagnostics, now } = sweep;
  const tables = decodeTables(await warehouse.query(sandboxTablesStatement(schemas)));
  const runs = new Set(tables.flatMap((table) => runOfTable(table) ?? []));
  let dropped = 0;
  for (const run of runs) {
    await ifOver(diagnostics, run, now, async () => {
      if (tables.includes(loadingTable(run)) && tables.includes(ROSTER_TABLE)) await eraseStrayRosters(sweep);
      for (const table of tables.filter((name) => runOfTable(name) === run)) {
        await warehouse.execute(dropStatement(schemas, table));
        dropped += 1;
      }
    });
  }
  return dropped;
}
