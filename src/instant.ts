/**
 * An instant: microseconds since 1970-01-01T00:00:00Z, as a bigint, because `load_dt` has microseconds and a
 * `Date` has not. Windows are half-open: `[from, until)`.
 */
export type Instant = bigint;

export const MICROSECOND = 1n;
export const SECOND = 1_000_000n;
export const MINUTE = 60n * SECOND;
export const HOUR = 60n * MINUTE;
export const DAY = 24n * HOUR;
export const WEEK = 7n * DAY;

const ISO = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?(Z|[+-]\d{2}:\d{2})$/;

/** Parses ISO 8601 with up to six decimals and a zone; undefined when the text is not such an instant. */
export function parseInstant(text: string): Instant | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match;
  const milliseconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  if (Number.isNaN(milliseconds)) return undefined;
  return BigInt(milliseconds) * 1000n + BigInt(fraction.padEnd(6, '0') || '0');
}

/** ISO 8601 in UTC; decimals (six) only where there are some. */
export function formatInstant(instant: Instant): string {
  const second = floorDivide(instant, SECOND);
  const fraction = instant - second * SECOND;
  const base = new Date(Number(second) * 1000).toISOString().slice(0, -5);
  return fraction === 0n ? `${base}Z` : `${base}.${fraction.toString().padStart(6, '0')}Z`;
}

/** The runner's clock, in whole milliseconds. */
export function runnerNow(): Instant {
  return BigInt(Date.now()) * 1000n;
}

/** Division that rounds toward negative infinity, as calendars need it before 1970. */
export function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}
