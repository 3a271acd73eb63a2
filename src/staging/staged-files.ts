import { IntegrityError } from '../errors.ts';
import { discardFiles } from '../landing/orphans.ts';
import type { BlobStore, ListedBlob } from '../storage/blob-store.ts';
import type { StoredFile } from '../transfer/transfer.ts';

/** Data files as Spark and Databricks name them: `part-00000-<ids>-c000.zstd.parquet`. */
const DATA = /^part-\d{5}[A-Za-z0-9._-]{0,200}\.parquet$/;
/** Without rows: that a job succeeded, and what transactional writes of Databricks note. */
const MARKER = /^_(?:SUCCESS|started_\d{1,20}|committed_(?:vacuum)?\d{1,20})$/;

/**
 * The data files in a folder that a statement has just filled.
 * @throws IntegrityError UNLOAD_FOREIGN_FILE, UNLOAD_ELSEWHERE
 */
export async function listStaged(store: BlobStore, folder: string): Promise<readonly ListedBlob[]> {
  const found: ListedBlob[] = [];
  for await (const blob of store.list(folder)) {
    const name = blob.path.slice(folder.length);
    if (DATA.test(name)) found.push(blob);
    else if (!MARKER.test(name)) throw foreignFile();
  }
  if (found.length === 0) throw elsewhere();
  return found;
}

/** A staged file as the workers read it: the version that was listed, and no other. */
export function stagedFile(store: BlobStore, { path, size, etag }: ListedBlob): StoredFile {
  return { size, readRange: (offset, length) => store.readRange(path, offset, length, etag) };
}

/** Deletes all beneath a folder, as far as it can be: what stays behind the next sync sweeps. */
export async function discardStaged(store: BlobStore, folder: string): Promise<void> {
  const paths: string[] = [];
  try {
    for await (const { path } of store.list(folder)) paths.push(path);
  } catch {
    // What led here is the thing to report; the next sync lists all folders.
  }
  await discardFiles(store, paths);
}

function foreignFile(): IntegrityError {
  return new IntegrityError('A file lies in staging that the statement of this run did not write.', {
    code: 'UNLOAD_FOREIGN_FILE',
    remedy:
      'Nothing of the slice was used. Find out who else writes there: the warehouse’s credential and this identity alone may.',
  });
}

function elsewhere(): IntegrityError {
  return new IntegrityError('The warehouse says that it unloaded, and staging holds nothing of it.', {
    code: 'UNLOAD_ELSEWHERE',
    remedy: 'Make staging.location and staging.url name the same place; doctor tries it.',
  });
}
