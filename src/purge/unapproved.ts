import type { ApprovalChain } from '../approval/approval-chain.ts';
import type { Action } from '../landing/actions.ts';
import { everyCommit, openTable } from '../landing/delta-log.ts';
import { decodeSchema } from '../landing/delta-schema.ts';
import { unlessBroken } from '../landing/log-error.ts';
import { cohortFolder, logFolder, type TableAddress } from '../landing/paths.ts';
import { readableSnapshots } from '../landing/snapshot.ts';
import { encodePath, type TableState } from '../landing/table-state.ts';
import { OMOP_TABLES } from '../omop/tables.ts';
import type { BlobStore } from '../storage/blob-store.ts';

/** What a landing holds of what is approved no longer. */
export interface Unapproved {
  readonly table: string;
  /** Of a table that stays; none where the table as a whole is approved no longer. */
  readonly columns: readonly string[];
}

/**
 * What the head approval does not name any more and a purge has to erase: tables of which any data file is there, live or not, or
 * that a snapshot names with files; and columns of approved tables in files that are not live. Columns in live files are the next
 * sync's, which lands the table anew without them.
 * @param chain what was never approved has never landed, and is not looked for
 */
export async function heldUnapproved(
  landing: BlobStore,
  cohort: string,
  chain: ApprovalChain,
): Promise<readonly Unapproved[]> {
  const wanted = goneFrom(chain);
  if (wanted.length === 0) return [];
  const stored = await dataFiles(landing, cohort);
  const snapshots = await readableSnapshots(landing, cohort);
  const found: Unapproved[] = [];
  for (const { table, columns } of wanted) {
    const files = stored.get(table) ?? [];
    if (columns.length === 0) {
      const named = snapshots.some(({ tables }) => (tables[table]?.files ?? 0) > 0);
      if (files.length > 0 || named) found.push({ table, columns });
      continue;
    }
    const held = await columnsHeld(landing, { cohort, table }, files, columns);
    if (held.length > 0) found.push({ table, columns: held });
  }
  return found;
}

/** Tables, and columns of tables that stay, which an earlier approval names and the head does not. Pure. */
function goneFrom(chain: ApprovalChain): readonly Unapproved[] {
  const ever = new Map<string, Set<string>>();
  for (const { table, columns } of chain.flatMap(({ tables }) => tables))
    ever.set(table, new Set([...(ever.get(table) ?? []), ...columns]));
  const now = new Map(chain.at(-1)?.tables.map(({ table, columns }) => [table, columns]));
  return [...ever].flatMap(([table, columns]) => {
    const left = now.get(table);
    if (left === undefined) return [{ table, columns: [] }];
    const gone = [...columns].filter((column) => !left.includes(column));
    return gone.length === 0 ? [] : [{ table, columns: gone }];
  });
}

async function dataFiles(
  landing: BlobStore,
  cohort: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const files = new Map<string, string[]>(OMOP_TABLES.map(({ name }) => [name, []]));
  const logs = OMOP_TABLES.map(({ name: table }) => logFolder({ cohort, table }));
  const folder = cohortFolder(cohort);
  for await (const { path } of landing.list(folder)) {
    if (logs.some((log) => path.startsWith(log))) continue;
    files.get(path.slice(folder.length).split('/')[0] ?? '')?.push(path);
  }
  return files;
}

/**
 * Which of the columns the files hold that are not live. Of a file that no commit which can be read put there, nobody knows: it may
 * hold all of them.
 */
async function columnsHeld(
  landing: BlobStore,
  address: TableAddress,
  files: readonly string[],
  gone: readonly string[],
): Promise<readonly string[]> {
  if (files.length === 0) return [];
  const state = await unlessBroken(openTable(landing, address));
  // What nobody can tell live from dead, a sync and a verify stop at.
  if (state === undefined || state === 'broken' || state.foreign) return [];
  const dead = files.filter((path) => !state.files.has(path));
  if (dead.length === 0) return [];
  const written = await columnsWritten(landing, state);
  const held = new Set(dead.flatMap((path) => written.get(encodePath(state, path)) ?? gone));
  return gone.filter((column) => held.has(column));
}

/** The columns of each file that a commit of the table added, by its path in the log. */
async function columnsWritten(
  landing: BlobStore,
  state: TableState,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const log = await everyCommit(landing, state);
  const written = new Map<string, readonly string[]>();
  let columns: readonly string[] | 'unknown' = 'unknown';
  for (const actions of log) {
    // Behind a commit that cannot be read, the columns are unknown until one says them again.
    columns = actions === undefined || actions === 'broken' ? 'unknown' : (columnsSaid(actions) ?? columns);
    if (actions === undefined || actions === 'broken' || columns === 'unknown') continue;
    for (const { add } of actions) if (add !== undefined) written.set(add.path, columns);
  }
  return written;
}

/** Undefined: they are what they were. */
function columnsSaid(actions: readonly Action[]): readonly string[] | 'unknown' | undefined {
  const said = actions.find(({ metaData }) => metaData)?.metaData?.schemaString;
  if (said === undefined) return undefined;
  try {
    return decodeSchema(said).map(({ name }) => name);
  } catch {
    // Another engine's: whoever opens the table is told; what its files hold nobody knows.
    return 'unknown';
  }
}
