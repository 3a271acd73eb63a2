import { formatInstant, type Instant, MINUTE, runnerNow, SECOND } from '../instant.ts';
import type { Found } from './examination.ts';

/** Further apart, tokens are refused, and leases and frontiers are judged wrong. */
const MOST_SKEW = 2n * MINUTE;

/** A clock elsewhere, read once. */
export interface Reading {
  readonly there: Instant;
  /** This machine's clock just before and just after. */
  readonly before: Instant;
  readonly after: Instant;
}

/** Reads another clock, and this machine's on both sides of it. */
export async function readClock(read: () => Promise<Instant>): Promise<Reading> {
  const before = runnerNow();
  const there = await read();
  return { there, before, after: runnerNow() };
}

/** Compares with this machine's clock; the time that the answer took counts for neither side. */
export function judgeClock({ there, before, after }: Reading): Found<undefined> {
  const skew = there < before ? there - before : there > after ? there - after : 0n;
  const size = skew < 0n ? -skew : skew;
  const words =
    size < SECOND
      ? 'equal to this machine'
      : `${size / SECOND} s ${skew < 0n ? 'behind' : 'ahead of'} this machine`;
  const message = `${words} (${formatInstant((there / SECOND) * SECOND)})`;
  if (size <= MOST_SKEW) return { value: undefined, message };
  const remedy = 'Set the clocks by a time server: tokens, leases and the frontier are judged by them.';
  return { value: undefined, message, warning: { code: 'CLOCK_SKEW', remedy } };
}
