import type { BlobStore, ListedBlob } from '../storage/blob-store.ts';
import { logFolder, type TableAddress, tableFolder } from './paths.ts';
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
