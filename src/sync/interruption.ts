import { CohortSyncError } from '../errors.ts';

/** Ends the run at the next safe place: what was committed stands, stages are dropped, leases let go. */
export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new CohortSyncError('The run was interrupted.', {
    code: 'INTERRUPTED',
    remedy: 'Run again: it goes on behind the last commit.',
  });
}
