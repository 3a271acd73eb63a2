import { BlobServiceClient } from '@azure/storage-blob';
import { SqlError } from './sql-error.ts';

/** What Unity Catalog calls an external location: a place in a storage that the warehouse reaches by a credential of its own. */
export interface ExternalLocation {
  /** As statements name it, `abfss://…` or `/Volumes/…`; everything beneath it belongs to it. */
  readonly url: string;
  /** Writes a file, over whatever is there. */
  put(path: string, content: Uint8Array): Promise<void>;
  /** Deletes every file beneath a folder. */
  clear(folder: string): Promise<void>;
}

/** A container of a storage account as an external location, over the storage's own protocol. */
export function blobLocation(url: string, connectionString: string, container: string): ExternalLocation {
  const blobs = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container);
  return {
    url,
    put: async (path, content) => {
      await blobs.getBlockBlobClient(path).upload(content, content.byteLength);
    },
    clear: async (folder) => {
      for await (const { name } of blobs.listBlobsFlat({ prefix: folder })) await blobs.deleteBlob(name);
    },
  };
}

/** The location that a directory lies in, and the directory's path within it, which ends in a slash. */
export function locationOf(
  locations: readonly ExternalLocation[],
  directory: string,
): { readonly location: ExternalLocation; readonly folder: string } {
  const location = locations.find(({ url }) => directory.startsWith(`${url}/`));
  if (location === undefined) {
    throw new SqlError(
      'INSUFFICIENT_PERMISSIONS',
      'No external location that you may write to holds the path.',
    );
  }
  return { location, folder: `${directory.slice(location.url.length + 1).replace(/\/$/, '')}/` };
}
