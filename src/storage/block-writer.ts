import { randomUUID } from 'node:crypto';
import type { BlockBlobClient } from '@azure/storage-blob';
import { IntegrityError } from '../errors.ts';
import type { BlockWriter } from './blob-store.ts';
import { isConflict, OWN_WRITE, wroteIt } from './own-write.ts';
import { storageError } from './storage-error.ts';

export interface BlockOptions {
  /** Bytes of a block; a blob has at most 50,000 of them. */
  readonly blockBytes: number;
  /** Blocks under way at once. */
  readonly concurrency: number;
}

/**
 * Uploads a blob block by block while it is written. Blocks are invisible until `commit` names them in one list, under
 * If-None-Match: that is the point at which the blob appears, whole or not at all. What is never committed, the storage
 * drops by itself after a week.
 * @param url of the container, for error messages
 */
export function blockWriter(client: BlockBlobClient, url: string, options: BlockOptions): BlockWriter {
  const writer = randomUUID();
  const blocks: string[] = [];
  const underWay = new Set<Promise<void>>();
  const stop = new AbortController();
  let parts: Uint8Array[] = [];
  let pending = 0;
  let size = 0;
  let failure: Error | undefined;

  const stage = (body: Uint8Array): void => {
    // Ids are unique to the writer: with plain numbers, two writers of one path would mix their blocks.
    const id = Buffer.from(`${writer}-${String(blocks.length).padStart(6, '0')}`).toString('base64');
    blocks.push(id);
    const upload = client
      .stageBlock(id, body, body.byteLength, { abortSignal: stop.signal })
      .then(
        () => undefined,
        (error: unknown) => {
          failure ??= storageError(error, url, 'write');
        },
      )
      .finally(() => underWay.delete(upload));
    underWay.add(upload);
  };

  const room = async (): Promise<void> => {
    while (underWay.size >= options.concurrency && !failure) await Promise.race(underWay);
    if (failure) throw failure;
  };

  const takeBlock = (): Uint8Array => {
    const body = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts, pending);
    parts = [];
    pending = 0;
    return body;
  };

  const write = async (chunk: Uint8Array): Promise<void> => {
    if (stop.signal.aborted) throw new RangeError('the writer is closed');
    for (let offset = 0; offset < chunk.byteLength; ) {
      const part = chunk.subarray(offset, offset + options.blockBytes - pending);
      parts.push(part);
      pending += part.byteLength;
      size += part.byteLength;
      offset += part.byteLength;
      if (pending === options.blockBytes) {
        await room();
        stage(takeBlock());
      }
    }
    await room();
  };

  const commit = async (): Promise<number> => {
    if (pending > 0) {
      await room();
      stage(takeBlock());
    }
    await Promise.all(underWay);
    if (failure) throw failure;
    try {
      await client.commitBlockList(blocks, {
        conditions: { ifNoneMatch: '*' },
        metadata: { [OWN_WRITE]: writer },
        abortSignal: stop.signal,
      });
    } catch (error) {
      if (!isConflict(error)) throw storageError(error, url, 'write');
      // A retry after a lost reply meets the blob that the first try made.
      if (!(await wroteIt(client, writer, url))) throw blobExists(error, url);
    }
    return size;
  };

  const abort = async (): Promise<void> => {
    stop.abort();
    parts = [];
    await Promise.all(underWay);
  };

  return { write, commit, abort };
}

export function blobExists(cause: unknown, url: string): IntegrityError {
  return new IntegrityError(`A file that should be new is there already (write, ${url}).`, {
    code: 'BLOB_EXISTS',
    remedy: 'Let other runs of this cohort finish, then run again: files are never overwritten.',
    cause,
  });
}
