/**
 * The narrow interface to one container (or prefix of one). Paths are relative, '/'-separated. Preconditions are
 * those of Azure Blob Storage; an in-memory store of a test honours the same ones.
 */
export interface BlobStore {
  /** Where it is, for people: never with a credential. */
  readonly url: string;
  /** The whole blob, or undefined when there is none. */
  read(path: string): Promise<StoredBlob | undefined>;
  /** Bytes of the whole blob, or undefined when there is none. */
  sizeOf(path: string): Promise<number | undefined>;
  /**
   * Bytes [offset, offset + length) of a blob that exists; with `etag`, of that very version.
   * @throws IntegrityError BLOB_CHANGED when another version lies there
   */
  readRange(path: string, offset: number, length: number, etag?: string): Promise<Uint8Array>;
  /** Creates the blob unless one is there: the commit primitive. */
  putIfAbsent(path: string, content: Uint8Array): Promise<'created' | 'exists'>;
  /** Replaces exactly the version that was read (compare-and-swap on its etag). */
  replace(path: string, content: Uint8Array, etag: string): Promise<'replaced' | 'changed'>;
  /** Writes whatever was there before. Only for what may be overwritten at any time (`_last_checkpoint`, diagnostics). */
  put(path: string, content: Uint8Array): Promise<void>;
  /** Starts a blob that is uploaded block by block while it is written, and appears only on `commit`. */
  openWrite(path: string): BlockWriter;
  /**
   * Makes a new blob that the storage copies from another of the same account by itself: no byte comes by here. Resolves when
   * it is whole.
   * @throws IntegrityError BLOB_CHANGED when the source is another version by now, BLOB_EXISTS
   */
  copyFrom(path: string, source: CopySource): Promise<void>;
  /** A version of a blob of this store, for `copyFrom` of another one. */
  copySource(path: string, etag: string): CopySource;
  /** Blobs whose path begins with the prefix, in lexical order. */
  list(prefix: string): AsyncIterable<ListedBlob>;
  /** Names of the folders directly within one, whose path ends in '/'; in lexical order. What lies in them is not listed. */
  listFolders(folder: string): Promise<readonly string[]>;
  delete(path: string): Promise<void>;
  /**
   * Takes the exclusive lease on a small blob (made when absent); undefined when another holds it. All who name the same id
   * (a UUID) hold it together.
   */
  acquireLease(path: string, seconds: number, id?: string): Promise<BlobLease | undefined>;
}

export interface StoredBlob {
  readonly content: Uint8Array;
  readonly etag: string;
}

/** What a copy is made of. */
export interface CopySource {
  /** It may hold a credential: it is for the storage alone. */
  readonly url: string;
  readonly etag: string;
}

export interface ListedBlob {
  readonly path: string;
  readonly size: number;
  readonly etag: string;
  /** Last modified, milliseconds since the epoch. */
  readonly modified: number;
}

export interface BlockWriter {
  /** Queues bytes; resolves when the writer can take more (back pressure). Takes ownership of the buffer. */
  write(chunk: Uint8Array): Promise<void>;
  /** Uploads what is left and makes the blob appear, unless one is there: then it fails, never overwrites. Returns its size. */
  commit(): Promise<number>;
  /** Gives up; nothing appears. */
  abort(): Promise<void>;
}

export interface BlobLease {
  /** True while the lease is known to be held: renewed in the background. */
  readonly held: boolean;
  /** Renews no more, and leaves the lease to the others who hold it by the same id, or to its time. */
  leave(): void;
  /** Gives it back, for all who hold it by the same id. */
  release(): Promise<void>;
}
