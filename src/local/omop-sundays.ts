import { ConfigurationError } from '../errors.ts';
import { DAY, floorDivide, HOUR, type Instant, WEEK } from '../instant.ts';

/** Collaborators load on Sundays at 03:00 UTC. The first of 1970 was on 4 January. */
const FIRST_LOAD: Instant = 3n * DAY + 3n * HOUR;

/** The latest Sunday 03:00 UTC that is not after the instant. */
export function lastSunday(instant: Instant): Instant {
  return FIRST_LOAD + floorDivide(instant - FIRST_LOAD, WEEK) * WEEK;
}

/** How long a generated load takes. */
export const LOAD_DURATION: Instant = 4n * HOUR;

/** The Sunday 03:00 UTC of the latest generated load that has ended by then: none of its rows is of the future. */
export function lastFinishedLoad(now: Instant): Instant {
  return lastSunday(now - LOAD_DURATION);
}

export function isLoadSunday(instant: Instant): boolean {
  return lastSunday(instant) === instant;
}

/** Refuses a number of weeks that is not a positive whole number. */
export function requireWeeks(weeks: number): void {
  if (Number.isSafeInteger(weeks) && weeks > 0) return;
  throw new ConfigurationError('a number of weeks must be a whole number above 0', {
    code: 'OMOP_WEEKS',
    remedy: 'Give a number of weeks such as 8.',
  });
}
