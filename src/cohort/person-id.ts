const MINUS = 0x2d;
const ZERO = 0x30;

/** Persons as 64-bit ids, ascending and distinct, in memory that workers share. */
export type Persons = BigInt64Array<SharedArrayBuffer>;

/** Why bytes are no person id. */
export type IdFault = 'not-a-number' | 'out-of-range';

/**
 * Parses a decimal 64-bit integer out of bytes and writes it as two 32-bit halves, low half first (as a BigInt64Array
 * over the same memory reads it on every platform that Node runs on). By hand, because a bigint made from text for
 * each of a million ids takes many times as long.
 *
 * One spelling only: no plus sign, no leading zeros, no `-0`, so that two spellings are never two persons.
 * @param end exclusive
 * @returns undefined when the id was written at `index` (counted in ids)
 */
export function parsePersonId(
  bytes: Uint8Array,
  start: number,
  end: number,
  halves: Uint32Array,
  index: number,
): IdFault | undefined {
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  const digits = end - first;
  if (digits < 1) return 'not-a-number';
  if (bytes[first] === ZERO && (digits > 1 || negative)) return 'not-a-number';
  let low = 0;
  let high = 0;
  for (let at = first; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return 'not-a-number';
    // Beyond 19 digits nothing is exact any more; the rest is only looked at for what is no digit.
    if (at - first >= 19) continue;
    const sum = low * 10 + digit;
    low = sum % 0x1_0000_0000;
    high = high * 10 + (sum - low) / 0x1_0000_0000;
  }
  if (digits > 19 || high > 0x8000_0000) return 'out-of-range';
  if (high === 0x8000_0000 && !(negative && low === 0)) return 'out-of-range';
  if (negative) {
    high = (low === 0 ? -high : -high - 1) >>> 0;
    low = -low >>> 0;
  }
  halves[2 * index] = low;
  halves[2 * index + 1] = high;
  return undefined;
}
