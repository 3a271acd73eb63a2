import type { Instant } from '../instant.ts';
import { listRuns } from '../report/stored-reports.ts';
import { ifOver } from '../sandbox/run-hold.ts';
import { eraseStrayRosters, forgetHistory, type RosterErasure } from '../sandbox/stray-rosters.ts';
import { runOfTable } from '../sandbox/sweep.ts';
import {
  countStatement,
  decodeCount,
  decodeTables,
  deleteAllStatement,
  deletePersonsStatement,
  sandboxTablesStatement,
} from '../source/statements/erase.ts';
import { dropStatement, ROSTER_TABLE } from '../source/statements/roster.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { Journal } from './journal.ts';

export interface SandboxErasure extends RosterErasure {
  readonly diagnostics: BlobStore;
  readonly journal: Journal;
  /** Who is to be erased. */
  readonly persons: BigInt64Array;
  readonly now: Instant;
}

/**
 * Erases what the sandbox holds of them: rosters that no cohort's index names, and the tables of runs that have ended.
 * From a table of a run that may be alive the persons' rows alone are taken: should they be another cohort's as well, that
 * run finds other rows than it counted, moves none of them, and is run again.
 */
export async function eraseSandbox(erasure: SandboxErasure): Promise<number> {
  const tables = decodeTables(await erasure.warehouse.query(sandboxTablesStatement(erasure.schemas)));
  const ended = new Set(await listRuns(erasure.diagnostics));
  let erased = tables.includes(ROSTER_TABLE)
    ? await eraseStrayRosters(erasure, (keys) =>
        erasure.journal.intend(keys.map((name) => ({ place: 'sandbox', thing: 'sandbox-roster', name }))),
      )
    : 0;
  for (const table of tables) {
    const run = runOfTable(table);
    if (run === undefined) continue;
    const drop = () => dropTable(erasure, table);
    if (ended.has(run)) await drop();
    else if (!(await ifOver(erasure.diagnostics, run, erasure.now, drop))) await emptyOf(erasure, table);
    erased += 1;
  }
  return erased;
}

async function dropTable({ warehouse, schemas, journal }: SandboxErasure, table: string): Promise<void> {
  await journal.intend([{ place: 'sandbox', thing: 'sandbox-table', name: table }]);
  // A dropped table's files wait for days to be restored: so its rows go first, with their history.
  await warehouse.execute(deleteAllStatement(schemas, table));
  await forgetHistory(warehouse, schemas, table);
  await warehouse.execute(dropStatement(schemas, table));
}

async function emptyOf(erasure: SandboxErasure, table: string): Promise<void> {
  const { warehouse, schemas, persons } = erasure;
  for (let start = 0; start < persons.length; start += CHUNK) {
    const ids = persons.subarray(start, start + CHUNK).join(',');
    await warehouse.execute(deletePersonsStatement(schemas, table, ids));
  }
  const left = decodeCount(await warehouse.query(countStatement(schemas, table)));
  if (left === 0n) await dropTable(erasure, table);
  else await forgetHistory(warehouse, schemas, table);
}

/** Ids a statement, each of which is compared with every row. */
const CHUNK = 1000;
