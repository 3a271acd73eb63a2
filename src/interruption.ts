import { CohortSyncError } from './errors.ts';

/** The run was told to stop: what was committed stands, stages are dropped, leases let go. */
export function interrupted(): CohortSyncError {
  return new CohortSyncError('The run was interrupted.', {
    code: 'INTERRUPTED',
    remedy: 'Run again: it goes on behind the last commit.',
  });
}

/** Ends the run at the next safe place. */
export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw interrupted();
}

/** Waits for something no longer than until the run is told to stop. What was begun goes on, and nobody waits for it. */
export function unlessInterrupted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(interrupted());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
