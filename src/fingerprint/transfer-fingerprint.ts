/**
 * The transfer fingerprint: a multiset fingerprint of (primary key, person, load_dt) that any engine can compute
 * and that the runner computes again from the bytes it received.
 *
 * Per row and per prime p it is the product, modulo p, of one factor a column: ((x mod p) + c) mod p, with x a
 * 64-bit integer (`load_dt` in microseconds) and c a constant of the column's position; a null takes the factor
 * NULL_FACTOR. Products, not sums, so that two rows that swap their persons change the total; two primes below
 * 2^31, so that every intermediate product stays below 2^62 and fits a BIGINT; summed (never XORed, because equal
 * rows would cancel) as DECIMAL(38,0), because a BIGINT sum may overflow under ANSI mode.
 */

/** The two largest primes below 2^31. */
export const PRIMES = [2147483647n, 2147483629n] as const;

/** Additive constants by column position and prime; arbitrary, fixed for ever: landed fingerprints depend on them. */
export const OFFSETS = [
  [1103515245n, 1406938949n],
  [1664525983n, 1181783497n],
  [1013904223n, 1540483477n],
  [1597334677n, 1274126177n],
  [1812433253n, 1099087573n],
  [1220703125n, 1566083941n],
] as const;

/** The factor of a null, per prime. */
export const NULL_FACTORS = [1779033703n, 1013904242n] as const;

/** The sum over a set of rows, one figure per prime. Sums of disjoint sets add up. */
export type TransferFingerprint = readonly [bigint, bigint];

export const EMPTY_FINGERPRINT: TransferFingerprint = [0n, 0n];

/** The SQL of one row's product for one prime, over BIGINT expressions; below the prime, never null. */
export function rowFingerprintSql(columns: readonly string[], prime: 0 | 1): string {
  const p = PRIMES[prime];
  const factors = columns.map((column, position) => {
    const offset = OFFSETS[position]?.[prime];
    if (offset === undefined) throw new RangeError('more key columns than fingerprint offsets');
    return `CASE WHEN ${column} IS NULL THEN ${NULL_FACTORS[prime]} ELSE ((${column} % ${p}) + ${p + offset}) % ${p} END`;
  });
  return factors.reduce((product, factor) => `((${product}) * (${factor})) % ${p}`);
}

/** The same product on the runner, exact and slow: the reference that the worker's fast kernel is tested against. */
export function rowFingerprint(values: readonly (bigint | null)[]): TransferFingerprint {
  const product = (prime: 0 | 1): bigint => {
    const p = PRIMES[prime];
    return values
      .map((value, position) => {
        const offset = OFFSETS[position]?.[prime];
        if (offset === undefined) throw new RangeError('more key columns than fingerprint offsets');
        return value === null ? NULL_FACTORS[prime] : ((value % p) + p + offset) % p;
      })
      .reduce((left, right) => (left * right) % p);
  };
  return [product(0), product(1)];
}

export function addFingerprints(a: TransferFingerprint, b: TransferFingerprint): TransferFingerprint {
  return [a[0] + b[0], a[1] + b[1]];
}
