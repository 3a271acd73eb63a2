import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { BlockBlobClient } from '@azure/storage-blob';
import { IntegrityError } from '../errors.ts';
import type { CopySource } from './blob-store.ts';
import { blobExists } from './block-writer.ts';
import { isConflict, OWN_WRITE, wroteIt } from './own-write.ts';
import { storageError, storageErrorCode, storageStatus } from './storage-error.ts';

/** Between two questions whether a copy is whole; within one account it mostly is at once. Milliseconds. */
const PAUSE = 500;
/** As long as a whole read may take. Milliseconds. */
const LONGEST = 15 * 60_000;

/**
 * Has the storage copy a blob of the same account, by its operation Copy Blob, and waits until it is whole. Of the source the
 * version with that etag and no other; a blob that is there already stays.
 * @param url of the container, for error messages
 * @throws IntegrityError BLOB_CHANGED, BLOB_EXISTS, COPY_FAILED
 */
export async function copyBlob(client: BlockBlobClient, source: CopySource, url: string): Promise<void> {
  const mark = randomUUID();
  try {
    await client.beginCopyFromURL(source.url, {
      conditions: { ifNoneMatch: '*' },
      sourceConditions: { ifMatch: source.etag },
      metadata: { [OWN_WRITE]: mark },
    });
  } catch (error) {
    if (isOtherVersion(error)) throw blobChanged(error, url);
    if (!isConflict(error)) throw storageError(error, url, 'write');
    // A retry after a lost reply meets the blob that the first try has begun.
    if (!(await wroteIt(client, mark, url))) throw blobExists(error, url);
  }
  const begun = Date.now();
  for (;;) {
    const status = await copyStatus(client, url);
    if (status === 'success') return;
    if (status !== 'pending' || Date.now() - begun > LONGEST) throw copyFailed(url);
    await pause(PAUSE);
  }
}

async function copyStatus(client: BlockBlobClient, url: string): Promise<string | undefined> {
  try {
    return (await client.getProperties()).copyStatus;
  } catch (error) {
    throw storageError(error, url, 'read');
  }
}

/** True where a condition on the version that is read refused the request. */
export function isOtherVersion(error: unknown): boolean {
  const code = storageErrorCode(error);
  return code === 'SourceConditionNotMet' || (storageStatus(error) === 412 && code === 'ConditionNotMet');
}

export function blobChanged(cause: unknown, url: string): IntegrityError {
  return new IntegrityError(`A blob is another one than it was a moment ago (read, ${url}).`, {
    code: 'BLOB_CHANGED',
    remedy: 'Nothing of it was used. Find out who else writes there, then run again.',
    cause,
  });
}

function copyFailed(url: string): IntegrityError {
  return new IntegrityError(`The storage did not finish a copy that it had begun (write, ${url}).`, {
    code: 'COPY_FAILED',
    remedy: 'Nothing of it is visible. Run again; if it stays so, look at the state of the storage account.',
  });
}
