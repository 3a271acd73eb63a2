import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { openBlobStore } from '../../src/storage/azure-blob-store.ts';
import { type Azurite, startAzurite } from './azurite.ts';
import { type FaultyStorage, startFaultyStorage } from './faulty-storage.ts';

let azurite: Azurite;
let faulty: FaultyStorage;
beforeAll(async () => {
  azurite = await startAzurite();
  faulty = await startFaultyStorage(azurite);
  await azurite.createContainer('landing');
});
afterAll(async () => {
  await faulty.stop();
  await azurite.stop();
});

describe.concurrent('a lease', () => {
  it('is no longer held once somebody broke it and a renewal is refused', async ({ expect }) => {
    const store = openBlobStore('landing', azurite);
    const lease = await store.acquireLease('leases/broken', 15);
    expect(lease?.held).toBe(true);
    const client = BlobServiceClient.fromConnectionString(azurite.connectionString);
    const blob = client.getContainerClient('landing').getBlobClient('leases/broken');
    await blob.getBlobLeaseClient().breakLease(0);
    await expect.poll(() => lease?.held, { timeout: 14_000, interval: 100 }).toBe(false);
    await lease?.release();
  });

  it('outlives its time by renewals, and is not held when renewals do not get through', async ({
    expect,
  }) => {
    const store = openBlobStore('landing', faulty);
    const lease = await store.acquireLease('leases/late', 15);
    let renewals = 0;
    faulty.inject((request) => {
      if (request.headers['x-ms-lease-action'] !== 'renew') return undefined;
      renewals += 1;
      return renewals > 2 ? { status: 500, code: 'InternalError' } : undefined;
    });
    await expect.poll(() => renewals, { timeout: 20_000, interval: 100 }).toBeGreaterThan(2);
    expect(lease?.held).toBe(true);
    await expect.poll(() => lease?.held, { timeout: 20_000, interval: 100 }).toBe(false);
    await lease?.release();
  });
});
