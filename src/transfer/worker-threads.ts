import { Worker } from 'node:worker_threads';
import { CohortSyncError, IntegrityError } from '../errors.ts';
import type { ArrowBatch } from '../source/warehouse.ts';
import { compileParquetWasm } from './parquet-wasm.ts';
import type { Answer, Failure, FromWorker, Job, JobResult, Request, ToWorker } from './worker-protocol.ts';

/** The main thread's side of a job: what a worker may ask for. */
export interface JobHandlers {
  readonly pull?: (spent: ArrayBuffer | undefined) => Promise<ArrowBatch | null>;
  readonly emit?: (file: number, bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly read?: (file: number, offset: number, length: number) => Promise<Uint8Array>;
  /** Called once when the job has ended, however it ended. */
  readonly release?: () => Promise<void>;
}

export interface WorkerThreads {
  /** Threads that a job would get at once. */
  readonly free: number;
  run(job: Job, handlers: JobHandlers, signal?: AbortSignal): Promise<JobResult>;
  /** Starts all threads; those that cannot be started are tried again by the job that needs them. */
  warm(): Promise<void>;
  close(): Promise<void>;
}

/** Up to `limit` threads, started when first needed; one job each at a time, further jobs wait in order. */
export function openWorkers(limit: number, heapBytes: number): WorkerThreads {
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const queue: (() => void)[] = [];
  let running = 0;
  let closed = false;
  let compiled: Promise<WebAssembly.Module> | undefined;
  let warming: Promise<void> | undefined;

  async function start(): Promise<Worker> {
    compiled ??= compileParquetWasm();
    const parquetWasm = await compiled;
    // A bundle has the worker as a sibling of its own file.
    const entry = import.meta.url.endsWith('.ts') ? './encode-worker.ts' : './encode-worker.js';
    const worker = new Worker(new URL(entry, import.meta.url), { workerData: { parquetWasm } });
    all.add(worker);
    worker.once('exit', () => all.delete(worker));
    await loaded(worker);
    return worker;
  }

  function rest(worker: Worker): void {
    // An idle thread must not keep the process alive.
    worker.unref();
    idle.push(worker);
  }

  async function startIdle(): Promise<void> {
    try {
      const worker = await start();
      if (closed) await drop(worker);
      else rest(worker);
    } catch {
      // Whoever needs the thread starts it, and hears why it does not.
    }
  }

  async function drop(worker: Worker): Promise<void> {
    all.delete(worker);
    await worker.terminate();
  }

  async function runOn(job: Job, handlers: JobHandlers, signal?: AbortSignal): Promise<JobResult> {
    // Threads that are on their way are waited for: a second set would be too many.
    await warming;
    const worker = idle.pop() ?? (await start());
    worker.ref();
    try {
      const result = await converse(worker, job, handlers, signal);
      if (result.heap > heapBytes || closed) await drop(worker);
      else rest(worker);
      return result;
    } catch (error) {
      await drop(worker);
      throw error;
    } finally {
      await handlers.release?.();
    }
  }

  return {
    get free() {
      return Math.max(0, limit - running);
    },
    async run(job, handlers, signal) {
      signal?.throwIfAborted();
      if (running >= limit) await new Promise<void>((resolve) => queue.push(resolve));
      else running += 1;
      try {
        signal?.throwIfAborted();
        if (closed) throw crashed(undefined);
        return await runOn(job, handlers, signal);
      } finally {
        const next = queue.shift();
        if (next) next();
        else running -= 1;
      }
    },
    async warm() {
      warming ??= Promise.all(Array.from({ length: limit - all.size }, startIdle)).then(() => undefined);
      await warming;
    },
    async close() {
      closed = true;
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
}

/** Until a thread has said that it is ready for its first job. */
function loaded(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown) => reject(crashed(cause instanceof Error ? cause : undefined));
    worker.once('error', failed).once('exit', failed);
    worker.once('message', () => {
      worker.off('error', failed).off('exit', failed);
      resolve();
    });
  });
}

/** One job from start to end: answers what the worker asks, until it is done, fails, ends by itself, or is aborted. */
function converse(worker: Worker, job: Job, handlers: JobHandlers, signal?: AbortSignal): Promise<JobResult> {
  return new Promise<JobResult>((resolve, reject) => {
    const onMessage = (message: FromWorker) => {
      if (message.type === 'done') settle(() => resolve(message.result));
      else if (message.type === 'failed') settle(() => reject(errorOf(message.failure)));
      else if (message.type === 'request') {
        answer(handlers, message.request).then(
          (reply) => say(worker, { type: 'answer', id: message.id, answer: reply }),
          (error: unknown) => settle(() => reject(error)),
        );
      }
    };
    const onError = (cause: unknown) => settle(() => reject(crashed(cause)));
    const onExit = () => settle(() => reject(crashed(undefined)));
    const onAbort = () => settle(() => reject(signal?.reason));
    function settle(outcome: () => void): void {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      signal?.removeEventListener('abort', onAbort);
      outcome();
    }
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    signal?.addEventListener('abort', onAbort);
    say(worker, { type: 'job', job });
  });
}

async function answer(handlers: JobHandlers, request: Request): Promise<Answer> {
  switch (request.type) {
    case 'pull':
      return (await handlers.pull?.(request.spent)) ?? null;
    case 'emit':
      await handlers.emit?.(request.file, request.bytes);
      return null;
    case 'read':
      return (await handlers.read?.(request.file, request.offset, request.length)) ?? null;
  }
}

function say(worker: Worker, message: ToWorker): void {
  const bytes = message.type === 'answer' && message.answer !== null && 'bytes' in message.answer;
  worker.postMessage(message, bytes ? [(message.answer as ArrowBatch).bytes.buffer] : []);
}

function errorOf({ integrity, code, message, remedy, cause }: Failure): CohortSyncError {
  const details = { code, remedy, cause };
  return integrity ? new IntegrityError(message, details) : new CohortSyncError(message, details);
}

function crashed(cause: unknown): CohortSyncError {
  return new CohortSyncError('a transfer worker ended by itself', {
    code: 'TRANSFER_FAILED',
    remedy: 'Run again; what was committed stays. If it stays so, see the diagnostics.',
    cause,
  });
}
