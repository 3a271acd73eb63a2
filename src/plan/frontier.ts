import type { Instant } from '../instant.ts';

/** A stretch of `load_dt` shorter than the settle time in which rows were loaded; bounds inclusive. */
export interface Burst {
  readonly first: Instant;
  readonly last: Instant;
}

/**
 * The frontier: the latest `load_dt` in any source table that no `load_dt` follows for the settle time, as the exclusive
 * bound just behind it. One for all tables, so that a condition never lands without its visit's week; a load that is
 * still running is left for the next run, whole. Undefined when no pause of that length is seen.
 */
export function frontier(bursts: Iterable<Burst>, now: Instant, settle: bigint): Instant | undefined {
  const ascending = [...bursts].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  let last: Instant | undefined;
  let settled: Instant | undefined;
  for (const burst of ascending) {
    if (last !== undefined && burst.first - last >= settle) settled = last;
    if (last === undefined || burst.last > last) last = burst.last;
  }
  if (last !== undefined && now - last >= settle) settled = last;
  return settled === undefined ? undefined : settled + 1n;
}
