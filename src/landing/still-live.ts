import type { BlobStore } from '../storage/blob-store.ts';
import { openTable } from './delta-log.ts';
import type { TableState } from './table-state.ts';

/**
 * Whether every file of an older version of a table is live in this one; a version that is not ours vouches for none.
 * @throws IntegrityError LANDING_LOG_BROKEN, LANDING_VERSION_MISSING
 */
export async function isStillLive(store: BlobStore, now: TableState, version: number): Promise<boolean> {
  if (now.version === version) return true;
  const then = await openTable(store, now, version);
  if (then === undefined || then.foreign) return false;
  return [...then.files.keys()].every((path) => now.files.has(path));
}
