import type { BlobClient } from '@azure/storage-blob';
import { storageError, storageErrorCode, storageStatus } from './storage-error.ts';

/**
 * Metadata key under which a conditional write leaves its own random mark. The SDK repeats a write whose reply was
 * lost; the repetition is refused because of the first try. The mark tells that refusal from losing to somebody else.
 */
export const OWN_WRITE = 'cohortsyncwrite';

/** True when a precondition (If-Match, If-None-Match) refused the request. */
export function isConflict(error: unknown): boolean {
  const code = storageErrorCode(error);
  const status = storageStatus(error);
  if (status === 409) return code === 'BlobAlreadyExists';
  return status === 412 && code !== 'LeaseIdMissing';
}

/** True when the blob that lies there now is the one that the write with this mark made. */
export async function wroteIt(client: BlobClient, mark: string, url: string): Promise<boolean> {
  try {
    const properties = await client.getProperties();
    return properties.metadata?.[OWN_WRITE] === mark;
  } catch (error) {
    if (storageStatus(error) === 404) return false;
    throw storageError(error, url, 'read');
  }
}
