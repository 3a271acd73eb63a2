import type { MessagePort } from 'node:worker_threads';
import { CohortSyncError, IntegrityError } from '../errors.ts';
import type { ArrowBatch } from '../source/warehouse.ts';
import { type JobPorts, runJob } from './transfer-job.ts';
import type { Answer, Failure, FromWorker, Request, ToWorker } from './worker-protocol.ts';

/** Serves the jobs that come in over a port, one at a time, for the life of the thread. */
export function serveJobs(port: MessagePort, heap: () => number): void {
  const waiting = new Map<number, (answer: Answer) => void>();
  let lastId = 0;

  function ask(request: Request, transfer: readonly ArrayBuffer[] = []): Promise<Answer> {
    lastId += 1;
    const id = lastId;
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    say({ type: 'request', id, request }, transfer);
    return answered;
  }

  function say(message: FromWorker, transfer: readonly ArrayBuffer[] = []): void {
    port.postMessage(message, transfer);
  }

  const ports: JobPorts = {
    pull: async (spent) => (await ask({ type: 'pull', spent }, spent ? [spent] : [])) as ArrowBatch | null,
    emit: async (file, bytes) => {
      await ask({ type: 'emit', file, bytes }, [bytes.buffer]);
    },
    read: async (file, offset, length) => (await ask({ type: 'read', file, offset, length })) as Uint8Array,
  };

  port.on('message', (message: ToWorker) => {
    if (message.type === 'answer') {
      const resolve = waiting.get(message.id);
      waiting.delete(message.id);
      resolve?.(message.answer);
      return;
    }
    runJob(message.job, ports).then(
      (tallies) => say({ type: 'done', result: { ...tallies, heap: heap() } }),
      (error: unknown) => say({ type: 'failed', failure: failureOf(error) }),
    );
  });
  say({ type: 'ready' });
}

function failureOf(error: unknown): Failure {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (error instanceof CohortSyncError) {
    const { code, message, remedy } = error;
    const cause = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : error.cause;
    return { integrity: error instanceof IntegrityError, code, message, remedy, cause };
  }
  return {
    integrity: false,
    code: 'TRANSFER_FAILED',
    message: 'a transfer worker failed',
    remedy: 'Run again; what was committed stays. If it stays so, see the diagnostics.',
    cause: text,
  };
}
