import { randomUUID } from 'node:crypto';
import { CohortSyncError } from '../errors.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { Examination } from './examination.ts';

/** What the commits of a landing rest on: conditional writes, leases, deletion; tried on a blob of its own, then removed. */
export async function checkLanding(examination: Examination, landing: BlobStore): Promise<void> {
  const path = `_cohort-sync/doctor/${randomUUID()}`;
  const step = (subject: string, message: string, run: () => Promise<void>): Promise<true | undefined> =>
    examination.check('storage', `landing ${subject}`, async () => {
      await run();
      return { value: true as const, message };
    });

  const written = await step('write', 'allowed, and conditions are honoured', () => writeOnce(landing, path));
  if (written === undefined) {
    examination.skip('storage', 'landing lease, delete', 'not tried, because nothing could be written');
    return;
  }
  await step('lease', 'allowed, and exclusive', () => leaseOnce(landing, path));
  await step('delete', 'allowed', async () => {
    await landing.delete(path);
    if ((await landing.read(path)) !== undefined) throw ignored('a deletion');
  });
}

/** Put-if-absent is the commit of every table: a storage that overwrites instead would lose commits in silence. */
async function writeOnce(landing: BlobStore, path: string): Promise<void> {
  const content = new TextEncoder().encode('cohort-sync doctor\n');
  await landing.putIfAbsent(path, content);
  if ((await landing.putIfAbsent(path, new Uint8Array())) !== 'exists')
    throw ignored('a condition of a write');
  const stored = await landing.read(path);
  if (stored === undefined || Buffer.compare(stored.content, content) !== 0) throw ignored('a write');
}

async function leaseOnce(landing: BlobStore, path: string): Promise<void> {
  const lease = await landing.acquireLease(path, 15);
  const second = await landing.acquireLease(path, 15);
  await second?.release();
  await lease?.release();
  if (lease === undefined || second !== undefined) throw ignored('a lease');
}

function ignored(what: string): CohortSyncError {
  return new CohortSyncError(`the storage does not honour ${what}`, {
    code: 'STORAGE_UNFIT',
    remedy:
      'Use Azure Blob Storage or Data Lake Storage Gen2, without anything between that caches or rewrites.',
  });
}
