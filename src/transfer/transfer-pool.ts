import { IntegrityError } from '../errors.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { ArrowStream } from '../source/warehouse.ts';
import type { BlockWriter } from '../storage/blob-store.ts';
import { addTallies, emptyTally } from './batch-inspector.ts';
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
import { type JobHandlers, openWorkers, type WorkerThreads } from './worker-threads.ts';

const DEFAULT_HEAP_BYTES = 512 << 20;

/** Rows from which on a further worker takes part in a slice: with fewer, all it makes is another small file. */
const ROWS_PER_SHARE = 500_000n;

/** The worker threads that check and encode. */
export function createTransferPool(options: TransferPoolOptions): TransferPool {
  const workers = stoppable(
    openWorkers(options.workers, options.heapBytes ?? DEFAULT_HEAP_BYTES),
    options.signal,
  );
  const { rowGroupRows, fileBytes } = options;
  return {
    async encode(stream, contract, openFile, { deep = false, signal, expectedRows = 0n } = {}) {
      const seen = personsSeen(contract.persons);
      const job = {
        type: 'encode',
        contract,
        deep,
        schema: stream.schema,
        seen,
        rowGroupRows,
        fileBytes,
      } as const;
      const { pull, release } = streamHandlers(stream);
      const numbered = inOrder(openFile);
      const shares = Math.max(1, Math.min(Number(expectedRows / ROWS_PER_SHARE), workers.free));
      const failed = new AbortController();
      const stop = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
      const sets = Array.from({ length: shares }, () => fileSet(numbered));
      try {
        // Each takes the next batch when it can, so that a slow one holds nobody up.
        const results = await allOrFailure(
          sets.map(({ emit }) => workers.run(job, { pull, emit }, stop)),
          failed,
        );
        const sizes = await Promise.all(sets.map((set, n) => set.commit(results[n]?.files.length ?? 0)));
        const files = results.flatMap((result, n) =>
          result.files.map((found, file) => ({ ...found, ...(sizes[n]?.[file] as FileSize) })),
        );
        const tally = results.map((result) => result.tally).reduce(addTallies);
        return { tally: { ...tally, persons: countSeen(seen) }, files };
      } catch (error) {
        await Promise.all(sets.map((set) => set.abort()));
        throw error;
      } finally {
        await release();
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
      const read = (_: number, offset: number, length: number) => file.readRange(offset, length);
      try {
        return (await workers.run(job, { read }, signal)).tally;
      } catch (error) {
        throw isDecoderPanic(error) ? unreadableFile(error) : error;
      }
    },
    async prove(stored: readonly StoredFile[], contract: BatchContract, { signal } = {}) {
      const seen = personsSeen(contract.persons);
      const failed = new AbortController();
      const stop = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
      const proofs = stored.map(({ size, readRange }) => {
        const read = (_: number, offset: number, length: number) => readRange(offset, length);
        return workers.run({ type: 'inspect', contract, deep: false, size, seen } as const, { read }, stop);
      });
      try {
        const files = (await allOrFailure(proofs, failed)).map(({ tally }) => tally);
        const tally = files.reduce(addTallies, emptyTally(false));
        return { files, tally: { ...tally, persons: countSeen(seen) } };
      } catch (error) {
        throw isDecoderPanic(error) ? unreadableFile(error) : error;
      }
    },
    async rewrite(sources: readonly StoredFile[], contract: BatchContract, openFile, { signal } = {}) {
      const files = fileSet(openFile ?? unexpectedFile);
      const write = openFile !== undefined;
      const sizes = sources.map(({ size }) => size);
      const job = { type: 'rewrite', contract, deep: false, sizes, rowGroupRows, write } as const;
      const read = (n: number, offset: number, length: number) =>
        (sources[n] ?? unexpectedFile()).readRange(offset, length);
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
    warm: () => workers.warm(),
    close: () => workers.close(),
  };
}

/** Workers whose jobs end when the run is told to stop. */
function stoppable(workers: WorkerThreads, stop: AbortSignal | undefined): WorkerThreads {
  if (stop === undefined) return workers;
  return {
    get free() {
      return workers.free;
    },
    run: async (job, handlers, signal) => {
      try {
        return await workers.run(
          job,
          handlers,
          signal === undefined ? stop : AbortSignal.any([stop, signal]),
        );
      } catch (error) {
        throwIfInterrupted(stop);
        throw error;
      }
    },
    warm: () => workers.warm(),
    close: () => workers.close(),
  };
}

function unexpectedFile(): never {
  throw new RangeError('a file that nobody asked for');
}

/** All results; after a failure the others are stopped and waited for, so that nothing of them goes on. */
async function allOrFailure<T>(work: readonly Promise<T>[], failed: AbortController): Promise<T[]> {
  const [only] = work;
  if (work.length === 1 && only !== undefined) return [await only];
  for (const one of work) one.catch((error: unknown) => failed.abort(error));
  await Promise.allSettled(work);
  if (failed.signal.aborted) throw failed.signal.reason;
  return Promise.all(work);
}

/** Numbers the files of a slice in the order in which they are begun, whoever begins them. */
function inOrder(openFile: OpenFile): OpenFile {
  let next = 0;
  return () => openFile(next++);
}

function streamHandlers(stream: ArrowStream): Required<Pick<JobHandlers, 'pull' | 'release'>> {
  const batches = stream.batches[Symbol.asyncIterator]();
  return {
    pull: async (spent) => {
      if (spent !== undefined) stream.reclaim?.(spent);
      const { done, value } = await batches.next();
      return done ? null : value;
    },
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
