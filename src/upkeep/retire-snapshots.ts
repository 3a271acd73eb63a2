import type { Instant } from '../instant.ts';
import { throwIfInterrupted } from '../interruption.ts';
import { openTable } from '../landing/delta-log.ts';
import { logFolder, tableFolder } from '../landing/paths.ts';
import { lostNumbers, readSnapshot, snapshotNumbers, withdrawSnapshot } from '../landing/snapshot.ts';
import type { Snapshot } from '../landing/snapshot-document.ts';
import { REMOVED_FILE_RETENTION_MILLISECONDS } from '../landing/table-properties.ts';
import { requireOurs } from '../landing/table-state.ts';
import type { BlobStore } from '../storage/blob-store.ts';

export interface RetireRequest {
  readonly landing: BlobStore;
  readonly cohort: string;
  readonly run: string;
  readonly now: Instant;
  /** How long a snapshot can be read, microseconds. The latest one always can. */
  readonly keepSnapshots: bigint;
  readonly assertHeld: () => void;
  /** Aborted when the run is to end. */
  readonly signal?: AbortSignal;
}

export interface Retired {
  readonly snapshots: readonly number[];
  /** Data files that were erased. */
  readonly files: number;
}

/**
 * Withdraws the snapshots whose time is over, then erases the files that only they named. In this order: whoever dies in
 * between leaves files that the next retirement erases, never a snapshot without its files.
 */
export async function retireSnapshots(request: RetireRequest): Promise<Retired> {
  const { landing, cohort, run, now, keepSnapshots, assertHeld, signal } = request;
  const numbers = await snapshotNumbers(landing, cohort);
  const retired: number[] = [];
  let oldest: Snapshot | undefined;
  for (const number of numbers) {
    oldest = await readSnapshot(landing, cohort, number);
    const over = oldest !== undefined && oldest.publishedAt < now - keepSnapshots;
    if (!over || number === numbers.at(-1)) break;
    throwIfInterrupted(signal);
    assertHeld();
    await withdrawSnapshot(landing, cohort, number, run);
    retired.push(number);
  }
  if (retired.length === 0 || oldest === undefined) return { snapshots: retired, files: 0 };
  // The time of one that somebody deleted is over with its neighbours': then nobody need restore it.
  for (const number of await lostNumbers(landing, cohort))
    if (number < oldest.number) await withdrawSnapshot(landing, cohort, number, run);
  return { snapshots: retired, files: await eraseUnnamed(request, oldest) };
}

/**
 * Erases the files that neither the oldest snapshot that stays nor the newest version holds, and that are older than that
 * snapshot by as long as removed files are kept. A path is never used again, so what is not live at the oldest snapshot is live
 * at a later one only if it was committed in between; a file that was written that long before belongs to no commit to come.
 * No run of this cohort is writing: this one holds it.
 */
async function eraseUnnamed(
  { landing, cohort, assertHeld, signal }: RetireRequest,
  oldest: Snapshot,
): Promise<number> {
  const before = Number(oldest.publishedAt / 1000n) - REMOVED_FILE_RETENTION_MILLISECONDS;
  let erased = 0;
  for (const [table, { version }] of Object.entries(oldest.tables)) {
    const address = { cohort, table };
    const then = await openTable(landing, address, version);
    const now = await openTable(landing, address);
    if (then === undefined || now === undefined) continue;
    const live = [requireOurs(then).files, requireOurs(now).files];
    for await (const { path, modified } of landing.list(tableFolder(address))) {
      if (path.startsWith(logFolder(address)) || modified >= before) continue;
      if (live.some((files) => files.has(path))) continue;
      throwIfInterrupted(signal);
      assertHeld();
      await landing.delete(path);
      erased += 1;
    }
  }
  return erased;
}
