import { randomUUID } from 'node:crypto';
import { discardFiles } from '../landing/orphans.ts';
import { retrying } from '../retry/retry.ts';
import { RETRIES } from '../retry/retry-table.ts';
import { hopeForSource } from '../source/source-error.ts';
import { unloadStatement } from '../source/statements/unload.ts';
import { discardStaged, listStaged, stagedFile } from '../staging/staged-files.ts';
import { type Staging, stagingFolder } from '../staging/staging.ts';
import { fileRefused, unloadFailed } from '../staging/unload-error.ts';
import type { ListedBlob } from '../storage/blob-store.ts';
import type { SliceTally, Tally, WrittenFile } from '../transfer/transfer.ts';
import { requireExpected, type SliceFiles, type SliceRequest } from './slice-files.ts';

/**
 * The warehouse writes the files, to staging; here they are proven, and the storage copies them to their place. Nothing is in the
 * landing before the whole slice is proven, and nothing stays in staging.
 */
export async function unloadSlice(request: SliceRequest, staging: Staging): Promise<SliceFiles> {
  return retrying(RETRIES.slice, () => unloadOnce(request, staging), hopeForSource, request.signal);
}

async function unloadOnce(request: SliceRequest, staging: Staging): Promise<SliceFiles> {
  const { warehouse, schemas, run, address, extract } = request;
  const folder = stagingFolder(run, address, randomUUID());
  try {
    const statement = unloadStatement(schemas, extract, `${staging.location}/${folder.replace(/\/$/, '')}`);
    await warehouse.execute(statement).catch(unloadFailed);
    const { staged, tally } = await prove(request, staging, folder);
    return { files: await copyAll(request, staging, staged), tally };
  } finally {
    await discardStaged(staging.store, folder);
  }
}

interface Proven {
  readonly staged: readonly { readonly blob: ListedBlob; readonly found: Tally }[];
  readonly tally: SliceTally;
}

async function prove(request: SliceRequest, { store }: Staging, folder: string): Promise<Proven> {
  const blobs = await listStaged(store, folder);
  const stored = blobs.map((blob) => stagedFile(store, blob));
  const { files, tally } = await request.pool.prove(stored, request.contract).catch(fileRefused);
  requireExpected(request, tally);
  return { staged: blobs.map((blob, n) => ({ blob, found: files[n] as Tally })), tally };
}

/** Copies the very versions that were proven; of some that cannot be copied, none stays. */
async function copyAll(
  { landing, newPath }: SliceRequest,
  { store }: Staging,
  staged: Proven['staged'],
): Promise<readonly WrittenFile[]> {
  const files = staged
    .filter(({ found }) => found.rows > 0n)
    .map(({ blob, found }) => ({ blob, file: { ...found, path: newPath(), size: blob.size } }));
  const copies = await Promise.allSettled(
    files.map(({ blob, file }) => landing.copyFrom(file.path, store.copySource(blob.path, blob.etag))),
  );
  const failure = copies.find((copy) => copy.status === 'rejected');
  if (failure === undefined) return files.map(({ file }) => file);
  await discardFiles(
    landing,
    files.map(({ file }) => file.path),
  );
  throw failure.reason;
}
