import { HOUR, type Instant, parseInstant, WEEK } from '../instant.ts';

/** The Sundays of the story, 03:00 UTC: the last one of history is week 0, then one a week. */
export const LAST_SUNDAY_OF_HISTORY: Instant = parseInstant('2026-01-04T03:00:00Z') ?? 0n;
export const SUNDAYS = 3;

export function sunday(week: number): Instant {
  return LAST_SUNDAY_OF_HISTORY + BigInt(week) * WEEK;
}

/** Monday morning after a Sunday, 06:00 UTC: its load has ended, and has been quiet for the settle time. */
export function mondayAfter(week: number): Instant {
  return sunday(week) + 27n * HOUR;
}

/** An instant's day as people write it, `Sunday 4 January 2026`. */
export function day(instant: Instant): string {
  const date = new Date(Number(instant / 1000n));
  const part = (options: Intl.DateTimeFormatOptions) =>
    date.toLocaleDateString('en-GB', { ...options, timeZone: 'UTC' });
  return `${part({ weekday: 'long' })} ${part({ day: 'numeric', month: 'long', year: 'numeric' })}`;
}
