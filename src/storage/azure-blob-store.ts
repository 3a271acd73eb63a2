import { createHash, randomUUID } from 'node:crypto';
import {
  type BlobDownloadResponseParsed,
  BlobServiceClient,
  type BlockBlobClient,
  type ContainerClient,
} from '@azure/storage-blob';
import { ConfigurationError } from '../errors.ts';
import { type Hope, retrying } from '../retry/retry.ts';
import { RETRIES } from '../retry/retry-table.ts';
import type { StorageCredentials } from './azure-credential.ts';
import { acquireBlobLease } from './blob-lease.ts';
import type { BlobStore, ListedBlob, StoredBlob } from './blob-store.ts';
import { type BlockOptions, blockWriter } from './block-writer.ts';
import { type ContainerAddress, containerAddress } from './container-address.ts';
import { blobChanged, copyBlob, isOtherVersion } from './copy-blob.ts';
import { isConflict, OWN_WRITE, wroteIt } from './own-write.ts';
import { type StorageAction, storageError, storageErrorCode, storageStatus } from './storage-error.ts';
import { storagePipeline } from './storage-transport.ts';

/** A whole read, with its repetitions. */
const READ_TIMEOUT_MILLISECONDS = 15 * 60_000;

const BLOCKS: BlockOptions = { blockBytes: 8 * 1024 * 1024, concurrency: 3 };

/**
 * Opens a container, or a prefix of one. Nothing is asked of the storage before the first call.
 *
 * Every failure is an error of `errors.ts`, made by status and code (`storage-error.ts`); those that pass
 * are tried again by the table of retries (`storage-transport.ts`).
 * @param text the address (see `parseContainerAddress`); a container's name alone with a connection string
 */
export function openBlobStore(
  text: string,
  credentials: StorageCredentials,
  blocks: Partial<BlockOptions> = {},
): BlobStore {
  const service = serviceClient(text, credentials);
  const account = endpoint(service);
  const address = containerAddress(text, account);
  if (address.account !== account) {
    throw new ConfigurationError(
      'A storage address lies in another account than the connection string is for.',
      {
        code: 'STORAGE_ACCOUNT_MISMATCH',
        remedy: 'Unset AZURE_STORAGE_CONNECTION_STRING to use an Azure identity, or correct the address.',
      },
    );
  }
  return containerStore(service.getContainerClient(address.container), address, { ...BLOCKS, ...blocks });
}

/**
 * The account that a connection string is for, as the base of addresses; undefined without one. It holds no credential.
 */
export function connectionAccount(connectionString: string | undefined): string | undefined {
  return connectionString ? endpoint(fromConnectionString(connectionString)) : undefined;
}

function serviceClient(text: string, credentials: StorageCredentials): BlobServiceClient {
  if ('connectionString' in credentials) return fromConnectionString(credentials.connectionString);
  const { account } = containerAddress(text);
  if (account.startsWith('http:')) {
    throw new ConfigurationError('An emulated storage does not take an Azure identity.', {
      code: 'STORAGE_EMULATOR_IDENTITY',
      remedy: 'Set AZURE_STORAGE_CONNECTION_STRING to that of the emulator.',
    });
  }
  return new BlobServiceClient(account, storagePipeline(credentials.identity));
}

function fromConnectionString(connectionString: string): BlobServiceClient {
  try {
    const { url, credential } = BlobServiceClient.fromConnectionString(connectionString);
    return new BlobServiceClient(url, storagePipeline(credential));
  } catch {
    // No cause: the SDK's error may hold a part of the string.
    throw new ConfigurationError('AZURE_STORAGE_CONNECTION_STRING is not a storage connection string.', {
      code: 'STORAGE_CONNECTION_STRING',
      remedy: 'Copy it whole from the access keys of the storage account.',
    });
  }
}

/** The account's address without the SAS that a connection string may bring. */
function endpoint(service: BlobServiceClient): string {
  const url = new URL(service.url);
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function containerStore(
  container: ContainerClient,
  address: ContainerAddress,
  blocks: BlockOptions,
): BlobStore {
  const { url, prefix } = address;
  const blob = (path: string): BlockBlobClient => container.getBlockBlobClient(prefix + checkedPath(path));

  async function guarded<T>(action: StorageAction, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw storageError(error, url, action);
    }
  }

  /** A whole-blob write under a precondition; false when it was refused, unless by our own repetition. */
  async function conditional(path: string, content: Uint8Array, conditions: Conditions): Promise<boolean> {
    const mark = randomUUID();
    const client = blob(path);
    try {
      await client.upload(content, content.byteLength, { conditions, metadata: { [OWN_WRITE]: mark } });
      return true;
    } catch (error) {
      if (isConflict(error) || (conditions.ifMatch && storageErrorCode(error) === 'BlobNotFound')) {
        return wroteIt(client, mark, url);
      }
      throw storageError(error, url, 'write');
    }
  }

  return {
    url,
    read: (path) => guarded('read', () => whole((signal) => readWhole(blob(path), signal))),
    sizeOf: (path) => guarded('read', () => sizeOf(blob(path))),
    readRange: (path, offset, length, etag) =>
      guarded('read', async (): Promise<Uint8Array> => {
        if (length === 0) return new Uint8Array();
        try {
          return await whole((signal) => readRange(blob(path), offset, length, etag, signal));
        } catch (error) {
          throw etag !== undefined && isOtherVersion(error) ? blobChanged(error, url) : error;
        }
      }),
    putIfAbsent: async (path, content) =>
      (await conditional(path, content, { ifNoneMatch: '*' })) ? 'created' : 'exists',
    replace: async (path, content, etag) =>
      (await conditional(path, content, { ifMatch: etag })) ? 'replaced' : 'changed',
    put: (path, content) =>
      guarded('write', async () => {
        await blob(path).upload(content, content.byteLength);
      }),
    openWrite: (path) => blockWriter(blob(path), url, blocks),
    copyFrom: (path, source) => copyBlob(blob(path), source, url),
    copySource: (path, etag) => ({ url: blob(path).url, etag }),
    list: (start) => listBlobs(container, address, start),
    listFolders: (folder) => guarded('list', () => listFolders(container, prefix + folder)),
    delete: (path) =>
      guarded('delete', async () => {
        await blob(path).deleteIfExists({ deleteSnapshots: 'include' });
      }),
    acquireLease: (path, seconds, id) => acquireBlobLease(blob(path), url, seconds, id),
  };
}

type Conditions = { ifMatch?: string; ifNoneMatch?: string };

async function readWhole(client: BlockBlobClient, abortSignal: AbortSignal): Promise<StoredBlob | undefined> {
  let response: BlobDownloadResponseParsed;
  try {
    response = await client.download(0, undefined, { abortSignal });
  } catch (error) {
    if (storageStatus(error) === 404 && storageErrorCode(error) === 'BlobNotFound') return undefined;
    throw error;
  }
  const content = new Uint8Array(response.contentLength ?? 0);
  let length = 0;
  for await (const chunk of response.readableStreamBody ?? []) {
    const bytes = chunk as Buffer;
    content.set(bytes, length);
    length += bytes.byteLength;
  }
  if (length !== content.byteLength || !hasDigest(content, response.contentMD5)) throw new Incomplete();
  return { content, etag: response.etag ?? '' };
}

async function sizeOf(client: BlockBlobClient): Promise<number | undefined> {
  try {
    return (await client.getProperties()).contentLength;
  } catch (error) {
    if (storageStatus(error) === 404 && storageErrorCode(error) === 'BlobNotFound') return undefined;
    throw error;
  }
}

async function readRange(
  client: BlockBlobClient,
  offset: number,
  length: number,
  etag: string | undefined,
  abortSignal: AbortSignal,
): Promise<Uint8Array> {
  try {
    const conditions = etag === undefined ? {} : { ifMatch: etag };
    return await client.downloadToBuffer(offset, length, { abortSignal, conditions });
  } catch (error) {
    // That fewer bytes came than were asked for, the SDK says with an error of no kind of its own.
    throw error instanceof Error && error.constructor === Error && !('code' in error)
      ? new Incomplete(error)
      : error;
  }
}

/** The storage knows the digest of a blob that was written as a whole; of one that was written in blocks it knows none. */
function hasDigest(content: Uint8Array, md5: Uint8Array | undefined): boolean {
  return md5 === undefined || createHash('md5').update(content).digest().equals(md5);
}

/** A part of a blob arrived, and the connection ended as if it were the whole. */
class Incomplete extends Error {
  constructor(cause?: unknown) {
    super('other bytes arrived than the storage holds', { cause });
  }
}

/** Reads until all of it is there. The SDK takes a connection that broke in the middle of a body for an abort, and gives up. */
function whole<T>(read: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(READ_TIMEOUT_MILLISECONDS);
  const hope = (error: unknown): Hope | undefined => {
    const broken = error instanceof Error && error.name === 'AbortError' && !signal.aborted;
    return broken || error instanceof Incomplete ? {} : undefined;
  };
  return retrying(RETRIES.storageRequest, () => read(signal), hope);
}

async function* listBlobs(
  container: ContainerClient,
  address: ContainerAddress,
  start: string,
): AsyncIterable<ListedBlob> {
  try {
    // Metadata shows which entries are directories of an account with a hierarchical namespace, and no blobs.
    for await (const item of container.listBlobsFlat({
      prefix: address.prefix + start,
      includeMetadata: true,
    })) {
      if (item.metadata?.hdi_isfolder === 'true') continue;
      yield {
        path: item.name.slice(address.prefix.length),
        size: item.properties.contentLength ?? 0,
        etag: quoted(item.properties.etag),
        modified: item.properties.lastModified.getTime(),
      };
    }
  } catch (error) {
    throw storageError(error, address.url, 'list');
  }
}

/** A listing gives etags without the quotes that every other answer gives them with. */
function quoted(etag: string): string {
  return etag.startsWith('"') ? etag : `"${etag}"`;
}

async function listFolders(container: ContainerClient, folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const item of container.listBlobsByHierarchy('/', { prefix: folder })) {
    if (item.kind === 'prefix') names.push(item.name.slice(folder.length, -1));
  }
  return names;
}

/** A path of ours is never empty, and never climbs; the SDK encodes the rest. */
function checkedPath(path: string): string {
  if (path === '' || path.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    throw new RangeError('not a path of a blob');
  }
  return path;
}
