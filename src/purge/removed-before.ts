import { formatInstant } from '../instant.ts';
import type { Action } from '../landing/actions.ts';
import { everyCommit } from '../landing/delta-log.ts';
import { encodePath, type TableState } from '../landing/table-state.ts';
import type { BlobStore } from '../storage/blob-store.ts';

/** A commit by which a sync took rows out of a table, before the purge that erases the files which held them. */
export interface EarlierRemoval {
  readonly table: string;
  readonly version: number;
  /** The sync's. */
  readonly run: string;
  /** When the writer's clock said; null where it said nothing. */
  readonly at: string | null;
  readonly rowsRemoved: bigint;
}

export interface EarlierRemovals {
  readonly commits: readonly EarlierRemoval[];
  /** Tables whose log was broken and left behind by a rebuild: what was taken out before that is told by nobody. */
  readonly untold: readonly string[];
}

/**
 * What syncs had taken out of the tables already, from the log: the removals of which a purge erases a file. A sync takes
 * persons out at once, so a purge behind it commits nothing, and its own commits alone would tell of no row.
 * @param erased paths of the data files that the purge erased
 */
export async function removedBefore(
  landing: BlobStore,
  states: readonly TableState[],
  erased: ReadonlySet<string>,
): Promise<EarlierRemovals> {
  const commits: EarlierRemoval[] = [];
  const untold: string[] = [];
  for (const state of states) {
    const gone = new Set(
      [...erased].filter((path) => isOf(state, path)).map((path) => encodePath(state, path)),
    );
    if (gone.size === 0) continue;
    const { found, whole } = await removalsOf(landing, state, gone);
    commits.push(...found);
    if (!whole) untold.push(state.table);
  }
  return { commits, untold };
}

function isOf({ cohort, table }: TableState, path: string): boolean {
  return path.startsWith(`cohorts/${cohort}/${table}/`);
}

async function removalsOf(landing: BlobStore, state: TableState, gone: ReadonlySet<string>) {
  const log = await everyCommit(landing, state);
  const rows = new Map<string, bigint>();
  const found: EarlierRemoval[] = [];
  for (const [version, actions] of log.entries()) {
    if (actions === undefined || actions === 'broken') continue;
    const removal = removalOf(state.table, version, actions, gone, rows);
    if (removal !== undefined) found.push(removal);
  }
  return { found, whole: log.every((actions) => actions !== undefined && actions !== 'broken') };
}

/** @param rows of each file by its path; those that this commit adds are put in */
function removalOf(
  table: string,
  version: number,
  actions: readonly Action[],
  gone: ReadonlySet<string>,
  rows: Map<string, bigint>,
): EarlierRemoval | undefined {
  const added = actions.flatMap(({ add }) => add ?? []);
  for (const { path, tags } of added) rows.set(path, rowsSaid(tags));
  const removed = actions.flatMap(({ remove }) => remove ?? []);
  const info = actions.find((action) => action.commitInfo)?.commitInfo;
  const run = info?.cohortSync?.run;
  if (info?.operation !== 'REMOVAL' || typeof run !== 'string') return undefined;
  if (!removed.some(({ path }) => gone.has(path))) return undefined;
  const sum = (files: readonly { readonly path: string }[]): bigint =>
    files.reduce((total, { path }) => total + (rows.get(path) ?? 0n), 0n);
  const { timestamp } = info;
  const at = typeof timestamp === 'number' ? formatInstant(BigInt(Math.trunc(timestamp)) * 1000n) : null;
  // What stays of a file that was written anew is in the new one.
  return { table, version, run, at, rowsRemoved: sum(removed) - sum(added) };
}

function rowsSaid(tags: Readonly<Record<string, string>> | undefined): bigint {
  const said = tags?.['cohortSync.rows'] ?? '';
  return /^\d{1,19}$/.test(said) ? BigInt(said) : 0n;
}
