import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);

// src/fingerprint/transfer-fingerprint.ts
var PRIMES = [2147483647n, 2147483629n];
var OFFSETS = [
  [1103515245n, 1406938949n],
  [1664525983n, 1181783497n],
  [1013904223n, 1540483477n],
  [1597334677n, 1274126177n],
  [1812433253n, 1099087573n],
  [1220703125n, 1566083941n]
];
var NULL_FACTORS = [1779033703n, 1013904242n];
var EMPTY_FINGERPRINT = [0n, 0n];
function rowFingerprintSql(columns, prime) {
  const p = PRIMES[prime];
  const factors = columns.map((column, position) => {
    const offset = OFFSETS[position]?.[prime];
    if (offset === void 0) throw new RangeError("more key columns than fingerprint offsets");
    return `CASE WHEN ${column} IS NULL THEN ${NULL_FACTORS[prime]} ELSE ((${column} % ${p}) + ${p + offset}) % ${p} END`;
  });
  return factors.reduce((product, factor) => `((${product}) * (${factor})) % ${p}`);
}
function rowFingerprint(values) {
  const product = (prime) => {
    const p = PRIMES[prime];
    return values.map((value, position) => {
      const offset = OFFSETS[position]?.[prime];
      if (offset === void 0) throw new RangeError("more key columns than fingerprint offsets");
      return value === null ? NULL_FACTORS[prime] : (value % p + p + offset) % p;
    }).reduce((left, right) => left * right % p);
  };
  return [product(0), product(1)];
}
function addFingerprints(a, b) {
  return [a[0] + b[0], a[1] + b[1]];
}

export {
  PRIMES,
  OFFSETS,
  NULL_FACTORS,
  EMPTY_FINGERPRINT,
  rowFingerprintSql,
  rowFingerprint,
  addFingerprints
};
