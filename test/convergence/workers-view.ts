import { CohortSyncError } from '../../src/errors.ts';
import { compileParquetWasm, startParquetWasm } from '../../src/transfer/parquet-wasm.ts';
import { runJob } from '../../src/transfer/transfer-job.ts';
import type { Job, JobResult } from '../../src/transfer/worker-protocol.ts';
import type { JobHandlers, WorkerThreads } from '../../src/transfer/worker-threads.ts';

let started: Promise<void> | undefined;

/**
 * Stands in for `src/transfer/worker-threads.ts` under a history: the workers' own code, without the threads, which would each
 * cost more than the whole run of a tiny cohort.
 */
export function openWorkers(limit: number): WorkerThreads {
  return {
    free: limit,
    run: async (job, handlers) => {
      started ??= compileParquetWasm().then(startParquetWasm);
      await started;
      try {
        return await perform(job, handlers);
      } finally {
        await handlers.release?.();
      }
    },
    warm: async () => undefined,
    close: async () => undefined,
  };
}

async function perform(job: Job, { pull, emit, read }: JobHandlers): Promise<JobResult> {
  try {
    const tallies = await runJob(job, {
      pull: async (spent) => (await pull?.(spent)) ?? null,
      emit: async (file, bytes) => emit?.(file, bytes),
      // A copy, as it would come out of another thread: with a buffer of its own.
      read: async (file, offset, length) => Uint8Array.from((await read?.(file, offset, length)) ?? []),
    });
    return { ...tallies, heap: 0 };
  } catch (error) {
    if (error instanceof CohortSyncError) throw error;
    throw new CohortSyncError('a transfer worker failed', {
      code: 'TRANSFER_FAILED',
      remedy: 'None.',
      cause: error,
    });
  }
}
