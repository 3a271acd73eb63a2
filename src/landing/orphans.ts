import type { BlobStore, ListedBlob } from '../storage/blob-store.ts';
import { logFolder, type TableAddress, tableFolder } from './paths.ts';
import { brokenUntil } from './rebuild-table.ts';
import { REMOVED_FILE_RETENTION_MILLISECONDS } from './table-properties.ts';
import type { TableState } from './table-state.ts';
import { encodePath } from './table-state.ts';

/** A file beneath a table that is no part of its newest version. */
export interface OrphanFile extends ListedBlob {
  /** `removed`: an earlier version holds it. `unclaimed`: no version that the log still names does, a lost claim's. */
  readonly kind: 'removed' | 'unclaimed';
}

/** Lists what lies beneath a table and is not in it; a file that a run is writing right now is among them. Deletes nothing. */
export async function listOrphans(
  store: BlobStore,
  address: TableAddress,
  state: TableState | undefined,
): Promise<readonly OrphanFile[]> {
  const orphans: OrphanFile[] = [];
  const log = logFolder(address);
  for await (const blob of store.list(tableFolder(address))) {
    if (blob.path.startsWith(log) || state?.files.has(blob.path)) continue;
    const removed = state?.log.removes.has(encodePath(address, blob.path));
    orphans.push({ ...blob, kind: removed ? 'removed' : 'unclaimed' });
  }
  return orphans;
}

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/**
 * The files that runs which died uploaded and never committed. Only while the log still names every file that left the table
 * is a file that it does not name one that was never in it: older ones are left for a purge, and so are those of a time
 * of which the log was lost.
 *
 * They may be deleted once the lister, who holds the cohort, has committed to this very table: whoever wrote them planned upon
 * an older version, and can claim none any more. Before that, a process that slept could still bring them in. What is written
 * later is not on the list, so it cannot be deleted by a lister who slept.
 * @param now milliseconds since the epoch
 */
export async function listStrays(
  store: BlobStore,
  address: TableAddress,
  state: TableState | undefined,
  now = Date.now(),
): Promise<readonly string[]> {
  const broken = state && brokenUntil(state);
  // A day, for clocks of runner and storage that differ.
  const named = Math.max(now - REMOVED_FILE_RETENTION_MILLISECONDS, broken ?? 0) + DAY_MILLISECONDS;
  const orphans = await listOrphans(store, address, state);
  return orphans.flatMap(({ kind, path, modified }) =>
    kind === 'unclaimed' && modified > named ? [path] : [],
  );
}

/**
 * Removes files that no commit will name. Where that fails they stay behind as orphans, which readers never see and `doctor`
 * counts, and the next run that commits to the table removes: whatever led here is the thing to report.
 */
export async function discardFiles(store: BlobStore, paths: readonly string[]): Promise<void> {
  await Promise.allSettled(paths.map((path) => store.delete(path)));
}
