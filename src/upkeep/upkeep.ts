import type { Instant } from '../instant.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { Snapshot } from '../landing/snapshot-document.ts';
import type { TableState } from '../landing/table-state.ts';
import { type PublishRequest, verifyAndPublish } from '../sync/publish.ts';
import { mergeSlices } from './merge-slices.ts';
import type { MergeLimits } from './plan-merges.ts';
import { retireSnapshots } from './retire-snapshots.ts';

export interface UpkeepRequest extends PublishRequest {
  /** The snapshot that readers go by: of the very tables. */
  readonly snapshot: Snapshot;
  readonly limits: MergeLimits & { readonly keepSnapshots: bigint };
  readonly now: Instant;
  readonly signal?: AbortSignal;
}

/**
 * What keeps a landing quick to read as it grows, once its week is published: old weeks become one slice where enough of them
 * have gathered, the merged tables are verified from storage and published in their turn, and snapshots whose time is over go,
 * with the files that only they named. Where nothing is due it costs one listing.
 * @returns the latest snapshot
 */
export async function upkeep(request: UpkeepRequest): Promise<Snapshot> {
  const tables: TableState[] = [];
  for (const state of request.tables) {
    throwIfInterrupted(request.signal);
    tables.push(await mergeSlices({ ...request, state }));
  }
  const merged = tables.some((state, index) => state !== request.tables[index]);
  const snapshot = merged ? await verifyAndPublish({ ...request, tables }) : request.snapshot;
  const { landing, cohort, run, now, limits, assertHeld, log } = request;
  const { keepSnapshots } = limits;
  const signal = request.signal === undefined ? {} : { signal: request.signal };
  const retired = await retireSnapshots({ landing, cohort, run, now, keepSnapshots, assertHeld, ...signal });
  if (retired.snapshots.length > 0) {
    log({ kind: 'snapshots-retired', cohort, snapshots: retired.snapshots.length, files: retired.files });
  }
  return snapshot;
}
