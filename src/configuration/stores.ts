import type { Configuration } from '../configuration/configuration.ts';
import { openBlobStore } from '../storage/azure-blob-store.ts';
import { type Environment, storageCredentials } from '../storage/azure-credential.ts';
import type { BlobStore } from '../storage/blob-store.ts';

/** The containers, each with rights of its own; nothing is asked of the storage before the first call. */
export interface Stores {
  readonly landing: BlobStore;
  readonly rosters: BlobStore;
  readonly withdrawals: BlobStore;
  readonly approvals: BlobStore;
  readonly diagnostics: BlobStore;
  /** Written by a purge alone; absent where none is configured. */
  readonly certificates?: BlobStore;
  /** The warehouse writes there, and nothing stays; absent where it never unloads. */
  readonly staging?: BlobStore;
}

export function openStores(configuration: Configuration, env: Environment): Stores {
  const credentials = storageCredentials(env);
  const open = ({ url }: { readonly url: string }): BlobStore => openBlobStore(url, credentials);
  return {
    landing: open(configuration.landing),
    rosters: open(configuration.rosters),
    withdrawals: open(configuration.withdrawals),
    approvals: open(configuration.approvals),
    diagnostics: open(configuration.diagnostics),
    ...(configuration.certificates === undefined ? {} : { certificates: open(configuration.certificates) }),
    ...(configuration.staging === undefined ? {} : { staging: open(configuration.staging) }),
  };
}
