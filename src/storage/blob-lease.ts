import type { BlockBlobClient } from '@azure/storage-blob';
import type { BlobLease } from './blob-store.ts';
import { storageError, storageErrorCode, storageStatus } from './storage-error.ts';

/**
 * Takes the exclusive lease on a blob, which is made when absent, and renews it in the background at a third of its
 * time. `held` turns false, for good, as soon as a renewal is refused or late: it is judged by the clock when it is
 * asked, so a process that slept through its lease sees the loss before its first timer fires.
 * @param seconds 15 to 60, Azure's bounds
 * @param id a UUID; all who name the same one hold the lease together, and it ends for all when one of them releases it
 * @returns undefined when another holds the lease
 */
export async function acquireBlobLease(
  client: BlockBlobClient,
  url: string,
  seconds: number,
  id?: string,
): Promise<BlobLease | undefined> {
  const lease = client.getBlobLeaseClient(id);
  let validUntil = Date.now() + seconds * 1000;
  try {
    await lease.acquireLease(seconds).catch(async (error: unknown) => {
      if (storageErrorCode(error) !== 'BlobNotFound') throw error;
      await createEmpty(client);
      validUntil = Date.now() + seconds * 1000;
      await lease.acquireLease(seconds);
    });
  } catch (error) {
    if (storageErrorCode(error) === 'LeaseAlreadyPresent') return undefined;
    throw storageError(error, url, 'lease');
  }

  let lost = false;
  const isHeld = (): boolean => {
    lost ||= Date.now() >= validUntil;
    return !lost;
  };
  let renewing = false;
  const renew = async (): Promise<void> => {
    if (renewing || !isHeld()) return;
    renewing = true;
    // Counted from before the request: the storage may have renewed at once and answered late.
    const asked = Date.now();
    try {
      await lease.renewLease({ abortSignal: AbortSignal.timeout(Math.max(1, validUntil - asked)) });
      if (isHeld()) validUntil = asked + seconds * 1000;
    } catch (error) {
      // Refused means that somebody broke or took it. Anything else is tried again until the time is up.
      const status = storageStatus(error);
      if (status === 404 || status === 409 || status === 412) lost = true;
    } finally {
      renewing = false;
    }
  };
  const timer = setInterval(() => void renew(), (seconds * 1000) / 3);
  timer.unref();

  return {
    get held() {
      return isHeld();
    },
    leave() {
      clearInterval(timer);
      lost = true;
    },
    async release() {
      clearInterval(timer);
      lost = true;
      // A lease that cannot be given back ends by itself; an error here would hide the one that led here.
      await lease.releaseLease({ abortSignal: AbortSignal.timeout(10_000) }).catch(() => undefined);
    },
  };
}

async function createEmpty(client: BlockBlobClient): Promise<void> {
  try {
    await client.upload(new Uint8Array(), 0, { conditions: { ifNoneMatch: '*' } });
  } catch (error) {
    const status = storageStatus(error);
    const code = storageErrorCode(error);
    // Somebody made it, and perhaps leased it, in the same moment: the attempt to lease it will tell.
    if (status === 412 || code === 'BlobAlreadyExists') return;
    throw error;
  }
}
