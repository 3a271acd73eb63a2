import type { Instant } from '../instant.ts';
import { decodeTables, sandboxTablesStatement } from '../source/statements/erase.ts';
import { dropStatement } from '../source/statements/roster.ts';
import type { Schemas } from '../source/statements/source-table.ts';
import type { Warehouse } from '../source/warehouse.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { ifOver } from './run-hold.ts';

/** Stages, and rosters on their way in, of a verification or of a preview: all of one run, whose name they carry. */
const OF_A_RUN =
  /^cohort_sync_(?:stage_verify|stage|loading|verify|preview)_(\d{8}t\d{6}_[0-9a-f]{8})(?:_|$)/;

/** The run that made a table of the sandbox; undefined for what is no run's, as the roster. */
export function runOfTable(table: string): string | undefined {
  return OF_A_RUN.exec(table)?.[1];
}

export interface Sweep {
  readonly warehouse: Warehouse;
  readonly schemas: Schemas;
  readonly diagnostics: BlobStore;
  readonly now: Instant;
}

/**
 * Drops what runs that were killed left in the sandbox: the tables of every run that is over. Those of a run that is alive
 * stay, whatever it is doing and however long. A run's own tables are its own: it holds itself.
 * @returns how many tables were dropped
 */
export async function sweepSandbox({ warehouse, schemas, diagnostics, now }: Sweep): Promise<number> {
  const tables = decodeTables(await warehouse.query(sandboxTablesStatement(schemas)));
  const runs = new Set(tables.flatMap((table) => runOfTable(table) ?? []));
  let dropped = 0;
  for (const run of runs) {
    await ifOver(diagnostics, run, now, async () => {
      for (const table of tables.filter((name) => runOfTable(name) === run)) {
        await warehouse.execute(dropStatement(schemas, table));
        dropped += 1;
      }
    });
  }
  return dropped;
}
