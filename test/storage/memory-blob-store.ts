import { IntegrityError, RemoteError } from '../../src/errors.ts';
import type { BlobLease, BlobStore, CopySource, ListedBlob } from '../../src/storage/blob-store.ts';

/**
 * A store in memory that honours the preconditions of Azure Blob Storage; `blob-store.test.ts` holds both to one
 * contract. The rest is for tests: what lies there, and hooks to make it fail or to look at it in the middle.
 */
export interface MemoryBlobStore extends BlobStore {
  readonly blobs: ReadonlyMap<string, { readonly content: Uint8Array; readonly etag: string }>;
  /** Ends the lease on a path as if its time were up or somebody broke it. */
  breakLease(path: string): void;
}

export interface MemoryBlobStoreOptions {
  readonly url?: string;
  /** Called before every operation; what it throws, the operation throws. */
  readonly before?: (operation: BlobOperation, path: string) => void | Promise<void>;
  /** Called after an operation took effect and before its reply: what it throws is a lost reply. */
  readonly after?: (operation: BlobOperation, path: string) => void | Promise<void>;
  /** The container does not exist. */
  readonly missing?: boolean;
}

export type BlobOperation =
  | 'read'
  | 'readRange'
  | 'sizeOf'
  | 'putIfAbsent'
  | 'replace'
  | 'put'
  | 'commit'
  | 'copy'
  | 'list'
  | 'delete'
  | 'lease';

export function memoryBlobStore(options: MemoryBlobStoreOptions = {}): MemoryBlobStore {
  const url = options.url ?? 'https://memory.blob.core.windows.net/landing';
  const blobs = new Map<string, { content: Uint8Array; etag: string; modified: number }>();
  const leases = new Map<string, { held: boolean; readonly id: string | undefined }>();
  let version = 0;

  const set = (path: string, content: Uint8Array): void => {
    version += 1;
    blobs.set(path, { content: content.slice(), etag: `"${version}"`, modified: Date.now() });
  };

  async function run<T>(operation: BlobOperation, path: string, effect: () => T): Promise<T> {
    await options.before?.(operation, path);
    if (options.missing) {
      throw new RemoteError(`The container does not exist (${url}).`, {
        code: 'STORAGE_CONTAINER_MISSING',
        remedy: 'Create the container.',
      });
    }
    const result = effect();
    await options.after?.(operation, path);
    return result;
  }

  const putIfAbsent = (path: string, content: Uint8Array): 'created' | 'exists' => {
    if (blobs.has(path)) return 'exists';
    set(path, content);
    return 'created';
  };

  return {
    url,
    blobs,
    breakLease(path) {
      const lease = leases.get(path);
      if (lease) lease.held = false;
      leases.delete(path);
    },
    read: (path) =>
      run('read', path, () => {
        const blob = blobs.get(path);
        return blob && { content: blob.content.slice(), etag: blob.etag };
      }),
    sizeOf: (path) => run('sizeOf', path, () => blobs.get(path)?.content.byteLength),
    readRange: (path, offset, length, etag) =>
      run('readRange', path, () => {
        const blob = blobs.get(path);
        if (blob && etag !== undefined && blob.etag !== etag) throw changed();
        if (!blob) {
          throw new IntegrityError('A blob that should exist does not.', {
            code: 'BLOB_MISSING',
            remedy: 'None.',
          });
        }
        return blob.content.slice(offset, offset + length);
      }),
    putIfAbsent: (path, content) => run('putIfAbsent', path, () => putIfAbsent(path, content)),
    replace: (path, content, etag) =>
      run('replace', path, () => {
        if (blobs.get(path)?.etag !== etag) return 'changed';
        set(path, content);
        return 'replaced';
      }),
    put: (path, content) => run('put', path, () => set(path, content)),
    openWrite(path) {
      let parts: Uint8Array[] = [];
      return {
        async write(chunk) {
          parts.push(chunk.slice());
        },
        commit: () =>
          run('commit', path, () => {
            const content = Buffer.concat(parts);
            if (putIfAbsent(path, content) === 'exists') throw there();
            return content.byteLength;
          }),
        async abort() {
          parts = [];
        },
      };
    },
    copyFrom: (path, source) =>
      run('copy', path, () => {
        const found = (source as MemoryCopySource).find();
        if (found?.etag !== source.etag) throw changed();
        if (putIfAbsent(path, found.content) === 'exists') throw there();
      }),
    copySource: (path, etag): MemoryCopySource => ({
      url: `${url}/${path}`,
      etag,
      find: () => blobs.get(path),
    }),
    async *list(prefix): AsyncIterable<ListedBlob> {
      const found = await run('list', prefix, () =>
        [...blobs]
          .filter(([path]) => path.startsWith(prefix))
          .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
          .map(([path, { content, etag, modified }]) => ({ path, size: content.byteLength, etag, modified })),
      );
      yield* found;
    },
    listFolders: (folder) =>
      run('list', folder, () => {
        const inside = [...blobs.keys()].filter((path) => path.startsWith(folder));
        const names = inside.map((path) => path.slice(folder.length)).filter((rest) => rest.includes('/'));
        return [...new Set(names.map((rest) => rest.slice(0, rest.indexOf('/'))))].sort();
      }),
    delete: (path) =>
      run('delete', path, () => {
        blobs.delete(path);
      }),
    acquireLease: (path, _seconds, id) =>
      run('lease', path, (): BlobLease | undefined => {
        const known = leases.get(path);
        if (known !== undefined && (id === undefined || known.id !== id)) return undefined;
        putIfAbsent(path, new Uint8Array());
        const state = known ?? { held: true, id };
        leases.set(path, state);
        let left = false;
        return {
          get held() {
            return state.held && !left;
          },
          leave() {
            left = true;
          },
          async release() {
            if (state.held) leases.delete(path);
            state.held = false;
          },
        };
      }),
  };
}

interface MemoryCopySource extends CopySource {
  readonly find: () => { readonly content: Uint8Array; readonly etag: string } | undefined;
}

function changed(): IntegrityError {
  return new IntegrityError('A blob is another one than it was a moment ago.', {
    code: 'BLOB_CHANGED',
    remedy: 'None.',
  });
}

function there(): IntegrityError {
  return new IntegrityError('A file that should be new is there already.', {
    code: 'BLOB_EXISTS',
    remedy: 'None.',
  });
}
