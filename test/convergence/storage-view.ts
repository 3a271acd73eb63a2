import type { BlobStore } from '../../src/storage/blob-store.ts';
import type { MemoryBlobStore } from '../storage/memory-blob-store.ts';
import { currentProcess, type RunningProcess } from './running-process.ts';

/**
 * Stands in for `src/storage/azure-blob-store.ts` under a history: the same function over containers in memory, which honour
 * the preconditions of Azure Blob Storage (`test/storage/blob-store.test.ts` holds both to one contract).
 */
export function openBlobStore(url: string): BlobStore {
  const process = currentProcess();
  const container = url.split('/').at(-1) ?? '';
  const store = process.outside.containers.get(container);
  if (store === undefined) throw new RangeError(`no container ${container}`);
  return viewOf(store, process);
}

export const ACCOUNT = 'https://memory.blob.core.windows.net';

export function connectionAccount(): string {
  return ACCOUNT;
}

/** Stands in for `src/storage/retention.ts`: an account that keeps nothing of what was deleted. */
export async function storageRetention(): Promise<{ softDeleteDays: number; held: readonly never[] }> {
  return { softDeleteDays: 0, held: [] };
}

/** The store as one process sees it: each operation passes the boundary twice, before its effect and after it. */
export function viewOf(store: MemoryBlobStore, process: RunningProcess): BlobStore {
  const through = async <T>(name: string, effect: () => Promise<T>): Promise<T> => {
    const point = `storage ${name}`;
    await process.touch(point, 'before');
    const result = await effect();
    await process.touch(point, 'after');
    return result;
  };
  return {
    url: store.url,
    read: (path) => through('read', () => store.read(path)),
    // Asked before the first range of a file is: the same place, as far as faults go.
    sizeOf: (path) => through('read range', () => store.sizeOf(path)),
    readRange: (path, offset, length, etag) =>
      through('read range', () => store.readRange(path, offset, length, etag)),
    copyFrom: (path, source) => through('copy', () => store.copyFrom(path, source)),
    copySource: (path, etag) => store.copySource(path, etag),
    putIfAbsent: (path, content) => {
      const commits = /\/_delta_log\/\d{20}\.json$/.test(path);
      return through(commits ? 'commit' : 'create', async () => {
        const outcome = await store.putIfAbsent(path, content);
        if (commits && outcome === 'created') process.outside.committed(process, path);
        return outcome;
      });
    },
    replace: (path, content, etag) => through('replace', () => store.replace(path, content, etag)),
    put: (path, content) => through('put', () => store.put(path, content)),
    openWrite(path) {
      const writer = store.openWrite(path);
      return {
        write: (chunk) => through('block', () => writer.write(chunk)),
        commit: () => through('file', () => writer.commit()),
        abort: () => writer.abort(),
      };
    },
    async *list(prefix) {
      await process.touch('storage list', 'before');
      yield* store.list(prefix);
      await process.touch('storage list', 'after');
    },
    listFolders: (folder) => through('list', () => store.listFolders(folder)),
    delete: (path) => through('delete', () => store.delete(path)),
    acquireLease: (path, seconds, id) =>
      through('lease', async () => {
        const lease = await store.acquireLease(path, seconds, id);
        if (lease === undefined) return undefined;
        process.leases.push({ store, path });
        return {
          get held() {
            return lease.held;
          },
          leave: () => lease.leave(),
          // The killed give nothing back; a lost reply is no error to the product.
          release: async () => (process.isKilled ? undefined : lease.release()),
        };
      }),
  };
}
