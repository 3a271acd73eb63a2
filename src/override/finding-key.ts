import { randomBytes } from 'node:crypto';
import { CohortSyncError, IntegrityError } from '../errors.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { FINDING_KEY_BYTES } from './finding.ts';

const PATH = '_cohort-sync/overrides/key';

/**
 * The key under which findings of this landing are named; made by the first run that has one to name.
 * @param mayWrite false for a run that writes nothing: then a key that is not there yet is undefined
 * @throws IntegrityError OVERRIDE_KEY_BROKEN
 */
export async function findingKey(landing: BlobStore, mayWrite: boolean): Promise<Uint8Array | undefined> {
  const found = await landing.read(PATH);
  if (found === undefined && !mayWrite) return undefined;
  try {
    if (found === undefined) await landing.putIfAbsent(PATH, randomBytes(FINDING_KEY_BYTES));
  } catch (error) {
    // Who may only read, as a verification, names nothing; what it found it tells all the same.
    if (error instanceof CohortSyncError && error.code === 'STORAGE_DENIED') return undefined;
    throw error;
  }
  const key = found ?? (await landing.read(PATH));
  if (key?.content.byteLength === FINDING_KEY_BYTES) return key.content;
  throw new IntegrityError('The key under which findings are named is broken.', {
    code: 'OVERRIDE_KEY_BROKEN',
    remedy: `Restore ${PATH} of the landing from soft delete; or delete it: then every finding gets a new name.`,
  });
}
