import { RemoteError } from '../errors.ts';
import { DAY, formatInstant, type Instant, parseInstant, runnerNow } from '../instant.ts';
import { runLeaseId } from '../landing/lease.ts';
import type { BlobLease, BlobStore } from '../storage/blob-store.ts';

/**
 * Says to all others that a run is alive, for as long as its process is: a lease in the diagnostics, which every identity
 * that runs may write. What a run puts into the sandbox carries the run's name; whoever finds such a table asks here.
 */
export interface RunHold {
  /** The run is over: nothing in the sandbox is its own any more. */
  end(): Promise<void>;
  /** This process ends, and the run goes on in another one, which begins within a day. */
  leave(): Promise<void>;
}

/** As long as a lease that ends by itself can be: so long a killed run counts as alive. */
const SECONDS = 60;

/** How long GitHub lets a job wait for a runner before it gives the job up. */
const WAIT = DAY;

const RUN = /^\d{8}t\d{6}_[0-9a-f]{8}$/;

/**
 * Takes the hold. It comes before anything that the run puts into the sandbox: a table of a run without a hold is a dead
 * one's. All jobs of one run hold together.
 * @throws RemoteError RUN_OVER when another run found this one to be dead, and takes its tables away
 */
export async function holdRun(diagnostics: BlobStore, run: string): Promise<RunHold> {
  const lease = await diagnostics.acquireLease(holdPath(run), SECONDS, runLeaseId(run));
  if (lease === undefined) throw over(run);
  return {
    end: async () => {
      await lease.release();
      await forget(diagnostics, run);
    },
    leave: async () => {
      const until = { until: formatInstant(runnerNow() + WAIT) };
      await diagnostics.put(waitPath(run), Buffer.from(`${JSON.stringify(until)}\n`));
      lease.leave();
    },
  };
}

/**
 * Does something with what a run left behind, unless it is alive or another job of it is still to come. While it is done
 * the run's hold is taken, so that the run cannot begin again meanwhile.
 * @returns whether the run is over
 */
export async function ifOver(
  diagnostics: BlobStore,
  run: string,
  now: Instant,
  clear: () => Promise<void>,
): Promise<boolean> {
  const lease: BlobLease | undefined = await diagnostics.acquireLease(holdPath(run), SECONDS);
  if (lease === undefined) return false;
  let over = false;
  try {
    over = !(await isAwaited(diagnostics, run, now));
    if (over) await clear();
  } finally {
    await lease.release();
  }
  if (over) await forget(diagnostics, run);
  return over;
}

async function isAwaited(diagnostics: BlobStore, run: string, now: Instant): Promise<boolean> {
  const blob = await diagnostics.read(waitPath(run));
  if (blob === undefined) return false;
  const until = /"until":"([^"]{1,40})"/.exec(new TextDecoder().decode(blob.content))?.[1];
  // What cannot be read is taken for a run that is awaited: a stage too many costs less than one too few.
  return (parseInstant(until ?? '') ?? now + 1n) > now;
}

/** Two small blobs; where one cannot be deleted it says of a run that is over that it is over. */
async function forget(diagnostics: BlobStore, run: string): Promise<void> {
  await Promise.allSettled([diagnostics.delete(waitPath(run)), diagnostics.delete(holdPath(run))]);
}

export function isRun(name: string): boolean {
  return RUN.test(name);
}

function holdPath(run: string): string {
  if (!isRun(run)) throw new RangeError('not the name of a run');
  return `leases/${run}`;
}

function waitPath(run: string): string {
  return `${holdPath(run)}.awaited`;
}

function over(run: string): RemoteError {
  return new RemoteError(`Run ${run} was found to be dead, and its stages are being dropped.`, {
    code: 'RUN_OVER',
    remedy: 'Start a new run: what was committed stands.',
  });
}
