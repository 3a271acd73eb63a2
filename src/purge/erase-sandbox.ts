import { COHORT_ID } from '../cohort/cohort-schema.ts';
import type { Instant } from '../instant.ts';
import { readMembers } from '../landing/members.ts';
import { listRuns } from '../report/stored-reports.ts';
import { ifOver } from '../sandbox/run-hold.ts';
import { runOfTable } from '../sandbox/sweep.ts';
import {
  countStatement,
  decodeCount,
  decodeKeys,
  decodeTables,
  deleteAllStatement,
  deleteKeysStatement,
  deletePersonsStatement,
  forgetHistoryStatements,
  rosterKeysStatement,
  sandboxTablesStatement,
} from '../source/statements/erase.ts';
import { dropStatement, ROSTER_TABLE } from '../source/statements/roster.ts';
import type { Schemas } from '../source/statements/source-table.ts';
import type { Warehouse } from '../source/warehouse.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { Journal } from './journal.ts';

export interface SandboxErasure {
  readonly warehouse: Warehouse;
  readonly schemas: Schemas;
  readonly landing: BlobStore;
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
  let erased = tables.includes(ROSTER_TABLE) ? await eraseRosters(erasure) : 0;
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

async function eraseRosters({ warehouse, schemas, landing, journal }: SandboxErasure): Promise<number> {
  const present = decodeKeys(await warehouse.query(rosterKeysStatement(schemas, ROSTER_TABLE)));
  // Read after the listing: a sync saves its members before it loads them, so no roster of its own is taken for a stray.
  const named = await keysInUse(landing);
  const strays = present.filter((key) => !named.has(key));
  if (strays.length > 0) {
    await journal.intend(strays.map((name) => ({ place: 'sandbox', thing: 'sandbox-roster', name })));
    await warehouse.execute(deleteKeysStatement(schemas, ROSTER_TABLE, strays));
  }
  // Always: a purge, of this cohort or another, may have died after its DELETE, and the history names them still.
  await forget(warehouse, schemas, ROSTER_TABLE);
  return strays.length;
}

/** The keys that the index of any cohort names. */
export async function keysInUse(landing: BlobStore): Promise<ReadonlySet<string>> {
  const cohorts = new Set<string>();
  for await (const { path } of landing.list('_cohort-sync/members/')) {
    const cohort = path.split('/')[2] ?? '';
    if (COHORT_ID.test(cohort)) cohorts.add(cohort);
  }
  const keys = new Set<string>();
  for (const cohort of cohorts) {
    for (const { members } of (await readMembers(landing, cohort)).members.groups) keys.add(members);
  }
  return keys;
}

async function dropTable({ warehouse, schemas, journal }: SandboxErasure, table: string): Promise<void> {
  await journal.intend([{ place: 'sandbox', thing: 'sandbox-table', name: table }]);
  // A dropped table's files wait for days to be restored: so its rows go first, with their history.
  await warehouse.execute(deleteAllStatement(schemas, table));
  await forget(warehouse, schemas, table);
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
  else await forget(warehouse, schemas, table);
}

async function forget(warehouse: Warehouse, schemas: Schemas, table: string): Promise<void> {
  for (const statement of forgetHistoryStatements(schemas, table)) await warehouse.execute(statement);
}

/** Ids a statement, each of which is compared with every row. */
const CHUNK = 1000;
