import { DAY, floorDivide, type Instant, WEEK } from '../instant.ts';

/** How fresh a landing is: against the clock, and against the Sundays on which the source is loaded. */
export interface Freshness {
  /** Whole days since the newest instant that is covered. */
  readonly days: number;
  /** Sundays (UTC) that have begun since; 0 means that the last Sunday's load is in. */
  readonly sundaysBehind: number;
}

/** 1970-01-04, the first Sunday of the epoch. */
const FIRST_SUNDAY: Instant = 3n * DAY;

/** Midnight (UTC) at the beginning of the last Sunday that has begun. */
export function lastSunday(now: Instant): Instant {
  return FIRST_SUNDAY + sundays(now) * WEEK;
}

/** @param through the newest instant covered, inclusive */
export function freshness(through: Instant, now: Instant): Freshness {
  return {
    days: Number(floorDivide(now - through, DAY)),
    sundaysBehind: Math.max(0, Number(sundays(now) - sundays(through))),
  };
}

function sundays(instant: Instant): bigint {
  return floorDivide(instant - FIRST_SUNDAY, WEEK);
}
