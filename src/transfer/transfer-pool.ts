import { IntegrityError } from '../errors.ts';
import type { ArrowStream } from '../source/warehouse.ts';
import type { BlockWriter } from '../storage/blob-store.ts';
import { unreadableFile } from './parquet-file-reader.ts';
import { countSeen, personsSeen } from './persons-seen.ts';
import type {
  BatchContract,
  OpenFile,
  StoredFile,
  TransferOptions,
  TransferPool,
  TransferPoolOptions,
} from './transfer.ts';
import { type JobHandlers, openWorkers } from './worker-threads.ts';

const DEFAULT_HEAP_BYTES = 512 << 20;

/**
 * The worker threads that check and encode. One call holds one worker, so that a slice's rows keep their order and its
 * files their size: run as many calls at once as there are workers.
 */
export function createTransferPool(options: TransferPoolOptions): TransferPool {
  const workers = openWorkers(options.workers, options.heapBytes ?? DEFAULT_HEAP_BYTES);
  const { rowGroupRows, fileBytes } = options;
  return {
    async encode(stream, contract, openFile, { deep = false, signal } = {}) {
      const files = fileSet(openFile);
      try {
        const { schema } = stream;
        const seen = personsSeen(contract.persons);
        const job = { type: 'encode', contract, deep, schema, seen, rowGroupRows, fileBytes } as const;
        const { tally, files: tallies } = await workers.run(job, streamHandlers(stream, files.emit), signal);
        const sizes = await files.commit(tallies.length);
        return {
          tally: { ...tally, persons: countSeen(seen) },
          files: tallies.map((found, n) => ({ ...found, ...(sizes[n] as FileSize) })),
        };
      } catch (error) {
        await files.abort();
        throw error;
      } finally {
        await stream.close();
      }
    },
    async count(stream, contract, { deep = false, signal } = {}) {
      try {
        const job = { type: 'count', contract, deep, schema: stream.schema } as const;
        return (await workers.run(job, streamHandlers(stream), signal)).tally;
      } finally {
        await stream.close();
      }
    },
    async inspect(file: StoredFile, contract: BatchContract, { deep = false, signal }: TransferOptions = {}) {
      const job = { type: 'inspect', contract, deep, size: file.size } as const;
      const read = (offset: number, length: number) => file.readRange(offset, length);
      try {
        return (await workers.run(job, { read }, signal)).tally;
      } catch (error) {
        throw isDecoderPanic(error) ? unreadableFile(error) : error;
      }
    },
    async rewrite(file: StoredFile, contract: BatchContract, openFile, { signal } = {}) {
      const files = fileSet(openFile ?? unexpectedFile);
      const write = openFile !== undefined;
      const job = { type: 'rewrite', contract, deep: false, size: file.size, rowGroupRows, write } as const;
      const read = (offset: number, length: number) => file.readRange(offset, length);
      try {
        const result = await workers.run(job, { read, emit: files.emit }, signal);
        const [size] = await files.commit(result.files.length);
        const [tally] = result.files;
        return { file: tally && size && { ...tally, ...size }, dropped: result.dropped ?? 0n };
      } catch (error) {
        await files.abort();
        throw isDecoderPanic(error) ? unreadableFile(error) : error;
      }
    },
    close: () => workers.close(),
  };
}

function unexpectedFile(): never {
  throw new RangeError('a file that nobody asked for');
}

function streamHandlers(stream: ArrowStream, emit?: JobHandlers['emit']): JobHandlers {
  const batches = stream.batches[Symbol.asyncIterator]();
  return {
    pull: async () => {
      const { done, value } = await batches.next();
      return done ? null : value;
    },
    ...(emit ? { emit } : {}),
    // Closed first, so that a batch still awaited does not hold up the end of the iteration.
    release: async () => {
      await stream.close();
      await batches.return?.();
    },
  };
}

/** parquet-wasm does not return from broken pages: it traps, and takes its worker along. */
function isDecoderPanic(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof Error && error.cause.name === 'RuntimeError';
}

interface FileSize {
  readonly path: string;
  readonly size: number;
}

/** The files of one slice: they appear together at the end, or not at all. */
function fileSet(openFile: OpenFile) {
  const opened: { readonly path: string; readonly writer: BlockWriter }[] = [];
  return {
    emit: async (n: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
      opened[n] ??= openFile(n);
      await opened[n].writer.write(bytes);
    },
    async commit(expected: number): Promise<FileSize[]> {
      if (opened.length !== expected) {
        throw new IntegrityError('a transfer worker counted other files than it wrote', {
          code: 'TRANSFER_FAILED',
          remedy: 'Run again; nothing of this slice was committed.',
        });
      }
      return Promise.all(opened.map(async ({ path, writer }) => ({ path, size: await writer.commit() })));
    },
    async abort(): Promise<void> {
      const results = await Promise.allSettled(opened.map(({ writer }) => writer.abort()));
      // The error that led here matters more than one of tidying up; uncommitted blocks lapse by themselves.
      void results;
    },
  };
}
