import { PRIMES } from './transfer-fingerprint.ts';

/**
 * Persons are cut into buckets by a function of `person_id` alone, so that a removal rewrites a fraction of a
 * table. `personHash` spreads ids over [0, HASH_RANGE); bucket k of n (n a power of two) is the contiguous range of
 * hashes [k * HASH_RANGE / n, (k + 1) * HASH_RANGE / n), so one stage sorted by hash serves every n.
 */
export const HASH_RANGE = 4096;

const P = PRIMES[1];
const MULTIPLIER = 1181783497n;
const OFFSET = 1566083941n;

export function personHash(person: bigint): number {
  return Number((((((person % P) + P + OFFSET) % P) * MULTIPLIER) % P) % BigInt(HASH_RANGE));
}

/** `personHash` as SQL over a BIGINT expression. */
export function personHashSql(person: string): string {
  return `CAST((((((${person}) % ${P}) + ${P + OFFSET}) % ${P}) * ${MULTIPLIER} % ${P}) % ${HASH_RANGE} AS INT)`;
}
