import pLimit from 'p-limit';
import { CohortSyncError } from '../errors.ts';
import { consistentCut } from '../landing/consistent-cut.ts';
import { listOrphans } from '../landing/orphans.ts';
import { snapshotPath } from '../landing/paths.ts';
import { publishSnapshot, readSnapshot, snapshotNumbers, withdrawSnapshot } from '../landing/snapshot.ts';
import { isStillLive } from '../landing/still-live.ts';
import type { TableState } from '../landing/table-state.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { Journal } from './journal.ts';

export interface LandingErasure {
  readonly landing: BlobStore;
  readonly cohort: string;
  readonly run: string;
  readonly journal: Journal;
  /** Every table that has a log, as it stands now. */
  readonly states: readonly TableState[];
  /** The tables that a snapshot must name; undefined: all of them. */
  readonly approved: readonly string[] | undefined;
  readonly assertHeld: () => void;
}

export interface WithdrawnSnapshots {
  readonly withdrawn: readonly number[];
  /** The one that readers go by now; null where the tables do not stand together yet. */
  readonly successor: number | null;
}

/**
 * Withdraws every snapshot that names a file which is live no more, after the one that succeeds it was published. Erasure
 * wins: where none can be published, because a backfill is not complete, the others are withdrawn all the same.
 */
export async function withdrawSnapshots(erasure: LandingErasure): Promise<WithdrawnSnapshots> {
  const { landing, cohort, run, journal, states } = erasure;
  const live = new Map(states.map((state) => [state.table, state]));
  const doomed: number[] = [];
  for (const number of await snapshotNumbers(landing, cohort)) {
    if (!(await staysWhole(landing, cohort, number, live))) doomed.push(number);
  }
  const successor = doomed.length === 0 ? null : await publishSuccessor(erasure);
  const withdrawn = doomed.filter((number) => number !== successor);
  await journal.intend(
    withdrawn.map((number) => ({ place: 'landing', thing: 'snapshot', name: snapshotPath(cohort, number) })),
  );
  for (const number of withdrawn) {
    erasure.assertHeld();
    await withdrawSnapshot(landing, cohort, number, run);
  }
  return { withdrawn, successor };
}

/** Whether all files that a snapshot names are live still; one that cannot be read names nobody knows what. */
async function staysWhole(
  landing: BlobStore,
  cohort: string,
  number: number,
  live: ReadonlyMap<string, TableState>,
): Promise<boolean> {
  try {
    const snapshot = await readSnapshot(landing, cohort, number);
    for (const [table, { version }] of Object.entries(snapshot?.tables ?? {})) {
      const now = live.get(table);
      if (now === undefined || !(await isStillLive(landing, now, version))) return false;
    }
    return true;
  } catch (error) {
    if (error instanceof CohortSyncError && BROKEN.has(error.code)) return false;
    throw error;
  }
}

const BROKEN = new Set(['SNAPSHOT_BROKEN', 'LANDING_LOG_BROKEN', 'LANDING_VERSION_MISSING']);

async function publishSuccessor(erasure: LandingErasure): Promise<number | null> {
  const { landing, cohort, run, states, approved } = erasure;
  const named = states.filter(({ table }) => approved?.includes(table) ?? true);
  if (approved !== undefined && named.length < approved.length) return null;
  try {
    erasure.assertHeld();
    return (await publishSnapshot(landing, consistentCut(cohort, named), run)).snapshot.number;
  } catch (error) {
    if (error instanceof CohortSyncError && error.code === 'SNAPSHOT_INCONSISTENT') return null;
    throw error;
  }
}

const DELETES_AT_ONCE = 16;

/**
 * Erases every file beneath the tables that is not live: what commits took out, and what runs that died never committed.
 * No run is writing: this one holds the cohort.
 */
export async function eraseFiles({
  landing,
  cohort,
  journal,
  states,
  assertHeld,
}: LandingErasure): Promise<number> {
  let erased = 0;
  for (const state of states) {
    const orphans = await listOrphans(landing, { cohort, table: state.table }, state);
    await journal.intend(orphans.map(({ path }) => ({ place: 'landing', thing: 'data-file', name: path })));
    assertHeld();
    const limit = pLimit(DELETES_AT_ONCE);
    await Promise.all(orphans.map(({ path }) => limit(() => landing.delete(path))));
    erased += orphans.length;
  }
  return erased;
}
