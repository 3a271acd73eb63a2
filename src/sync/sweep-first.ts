import type { Stores } from '../configuration/stores.ts';
import type { Log } from '../log/events.ts';
import { type Sweep, sweepSandbox } from '../sandbox/sweep.ts';
import { sweepStaging } from '../staging/sweep-staging.ts';
import { forgetDeadRuns } from './run-store.ts';

/**
 * Clears away what dead runs left in the sandbox and in staging, and their plans beside the landings, before this one adds to it. That it
 * cannot be done stops nothing.
 */
export async function sweepFirst(sweep: Sweep & Pick<Stores, 'staging'>, log: Log): Promise<void> {
  try {
    await forgetDeadRuns(sweep, sweep.now);
  } catch {
    log({
      kind: 'warning',
      code: 'PLANS_NOT_SWEPT',
      message: 'Plans that runs which died left beside the landings could not be deleted.',
      remedy:
        'Nothing is wrong with the landings; the next run tries again. Check the rights on the containers with doctor.',
    });
  }
  try {
    await sweepSandbox(sweep);
  } catch {
    log({
      kind: 'warning',
      code: 'SANDBOX_NOT_SWEPT',
      message: 'What runs that died left in the sandbox could not be dropped.',
      remedy:
        'Nothing is wrong with the landings; the next run tries again. Check the grants on the sandbox with doctor.',
    });
  }
  try {
    const { staging, diagnostics, now } = sweep;
    if (staging !== undefined) await sweepStaging({ staging, diagnostics }, now);
  } catch {
    log({
      kind: 'warning',
      code: 'STAGING_NOT_SWEPT',
      message: 'What runs that died left in staging could not be deleted.',
      remedy:
        'Nothing is wrong with the landings; the next run tries again. Check the rights on the container with doctor.',
    });
  }
}
