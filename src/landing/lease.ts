import { createHash } from 'node:crypto';
import { RemoteError } from '../errors.ts';
import type { BlobLease, BlobStore } from '../storage/blob-store.ts';
import { leasePath } from './paths.ts';

/** Azure's longest lease that ends by itself: how long a killed run keeps others out. */
const LEASE_SECONDS = 60;

/**
 * Takes the cohort for one run. It keeps runs out of each other's way; what keeps the landing right if it fails is the
 * commit protocol. The holder looks at `held` before each commit and releases it at the end.
 * @param shared `runLeaseId` of the run, when several jobs of it are to hold the cohort together
 * @throws RemoteError COHORT_BUSY when another run holds it
 */
export async function leaseCohort(store: BlobStore, cohort: string, shared?: string): Promise<BlobLease> {
  const lease = await store.acquireLease(leasePath(cohort), LEASE_SECONDS, shared);
  if (lease !== undefined) return lease;
  throw new RemoteError(`Another run is working on cohort ${cohort}.`, {
    code: 'COHORT_BUSY',
    remedy: 'Wait for it to end and run again; a run that was killed lets go within a minute.',
  });
}

/**
 * The lease id that all jobs of one run share: a UUID (version 8, RFC 9562: of our own making) out of the run's id. It
 * tells runs apart and is no secret: only who may write the landing can lease in it.
 */
export function runLeaseId(run: string): string {
  const hex = createHash('sha256').update(`cohort-sync lease\n${run}`).digest('hex');
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Ends the hold that the jobs of a run left behind on a cohort; one that another run has by now is not touched. */
export async function endRunLease(store: BlobStore, cohort: string, run: string): Promise<void> {
  const lease = await store.acquireLease(leasePath(cohort), LEASE_SECONDS, runLeaseId(run));
  await lease?.release();
}

/** Throws LEASE_LOST unless the run still holds the cohort. */
export function requireLease(lease: BlobLease, cohort: string): void {
  if (lease.held) return;
  throw new RemoteError(`The hold on cohort ${cohort} was lost in the middle of the run.`, {
    code: 'LEASE_LOST',
    remedy: 'What was committed stands; run again to go on from there.',
  });
}
