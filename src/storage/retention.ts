import { BlobServiceClient } from '@azure/storage-blob';
import { formatInstant } from '../instant.ts';
import type { StorageCredentials } from './azure-credential.ts';
import { containerAddress } from './container-address.ts';

/** What a storage account does with what was deleted, as far as this identity may ask. */
export interface StorageRetention {
  /** Days that a deleted blob can be restored; 0: none. */
  readonly softDeleteDays: number | 'unknown';
  /** Deleted blobs and older versions beneath the prefix that storage still holds. */
  readonly held: readonly HeldBlob[] | 'unknown';
}

export interface HeldBlob {
  readonly path: string;
  readonly what: 'deleted' | 'version';
  /** When storage lets it go; null: it does not say. */
  readonly until: string | null;
}

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/** Asks, and never fails: what may not be asked is unknown, and is told as that. */
export async function storageRetention(
  url: string,
  credentials: StorageCredentials,
  prefixes: readonly string[],
): Promise<StorageRetention> {
  const address = containerAddress(url);
  const service =
    'connectionString' in credentials
      ? BlobServiceClient.fromConnectionString(credentials.connectionString)
      : new BlobServiceClient(address.account, credentials.identity);
  const softDeleteDays = await service.getProperties().then(
    ({ deleteRetentionPolicy: policy }) => (policy?.enabled ? (policy.days ?? 0) : 0),
    () => 'unknown' as const,
  );
  const held: HeldBlob[] = [];
  try {
    for (const prefix of prefixes) {
      const listing = service.getContainerClient(address.container).listBlobsFlat({
        prefix: address.prefix + prefix,
        includeDeleted: true,
        includeVersions: true,
      });
      for await (const { name, deleted, isCurrentVersion, versionId, properties } of listing) {
        const older = versionId !== undefined && isCurrentVersion !== true;
        if (!deleted && !older) continue;
        const days = properties.remainingRetentionDays;
        const until = days === undefined ? null : Date.now() + (days + 1) * DAY_MILLISECONDS;
        held.push({
          path: name.slice(address.prefix.length),
          what: deleted ? 'deleted' : 'version',
          until: until === null ? null : formatInstant(BigInt(until) * 1000n),
        });
      }
    }
  } catch {
    return { softDeleteDays, held: 'unknown' };
  }
  return { softDeleteDays, held };
}
