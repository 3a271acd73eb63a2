import type { Instant } from '../../src/instant.ts';
import type { SurveyClaim } from '../../src/landing/coverage.ts';
import { type Cohort, RECHECK, type World } from './cohort-world.ts';
import type { SourceRow } from './source-oracle.ts';

/** What the test knows of a history that the landings do not. */
export interface Memory {
  /** The source's rows when a claim was made, by the claim. */
  readonly snapshots: WeakMap<SurveyClaim, readonly SourceRow[]>;
  /** Cohorts that may miss a change which only a deep verify promises to find. */
  readonly doubted: Set<Cohort>;
  /** The source's rows when the last sync began. */
  surveyed: readonly SourceRow[];
}

export function throughOf({ coverage }: Cohort): Instant | null {
  return coverage?.groups.find(({ through }) => through !== null)?.through ?? null;
}

/** A claim is as old as its commit, and where nothing moved there was none. */
export function claimsAreCurrent({ cohorts }: World, memory: Memory): boolean {
  return cohorts.every(
    ({ coverage }) => coverage?.survey && memory.snapshots.get(coverage.survey) === memory.surveyed,
  );
}

/**
 * Beyond the horizon rows came and rows went since the landing last equalled the source: their numbers may cancel, and
 * only a deep verify promises to find them.
 */
export function hides(cohort: Cohort, rows: readonly SourceRow[], memory: Memory): boolean {
  const through = throughOf(cohort);
  const claim = cohort.coverage?.survey;
  const known = claim && memory.snapshots.get(claim);
  if (known === undefined || through === null) return false;
  const old = ({ load }: SourceRow) => load !== null && load < through - 1n - RECHECK;
  const [then, now] = [new Set(known.filter(old)), new Set(rows.filter(old))];
  return [...then].some((row) => !now.has(row)) && [...now].some((row) => !then.has(row));
}
