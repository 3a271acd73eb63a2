import {
  NULL_FACTORS,
  OFFSETS,
  PRIMES,
  type TransferFingerprint,
} from '../fingerprint/transfer-fingerprint.ts';
import type { BatchColumn } from './batch-column.ts';

/**
 * The transfer fingerprint of a batch (defined, exact and slow, in transfer-fingerprint.ts) in number arithmetic, about
 * a hundred times faster: x mod p from the two 32-bit halves of x, products as below. Sums are exact for 2^22 rows (2^31
 * each) and are folded into a bigint then.
 */
export function batchFingerprint(columns: readonly BatchColumn[], rows: number): TransferFingerprint {
  return [sumOfProducts(columns, rows, 0), sumOfProducts(columns, rows, 1)];
}

const FOLD_ROWS = 1 << 22;

function sumOfProducts(columns: readonly BatchColumn[], rows: number, prime: 0 | 1): bigint {
  const products = productsOf(rows);
  columns.forEach((column, position) => {
    multiply(products, column, position, prime);
  });
  let total = 0n;
  for (let start = 0; start < rows; start += FOLD_ROWS) {
    let sum = 0;
    const end = Math.min(rows, start + FOLD_ROWS);
    for (let row = start; row < end; row++) sum += products[row] as number;
    total += BigInt(sum);
  }
  return total;
}

let memory = new Int32Array(0);

/** A factor 1 for each row, in memory that is used again: one batch is fingerprinted at a time. */
function productsOf(rows: number): Int32Array {
  if (memory.length < rows) memory = new Int32Array(rows);
  return memory.fill(1, 0, rows);
}

function multiply(products: Int32Array, column: BatchColumn, position: number, prime: 0 | 1): void {
  if (column.kind !== 'words' || column.width === 4)
    throw new RangeError(`${column.name} cannot be fingerprinted`);
  const offset = OFFSETS[position]?.[prime];
  if (offset === undefined) throw new RangeError('more key columns than fingerprint offsets');
  const p = Number(PRIMES[prime]);
  const inverse = 1 / p;
  const constant = Number(offset);
  const nullFactor = Number(NULL_FACTORS[prime]);
  // 2^32 mod p: 2 and 38, so that high * carry stays far below 2^53.
  const carry = 2 ** 32 % p;
  const { words, width, validity, rows } = column;
  // Rows of one person, and of one load, mostly follow one another.
  let [lastLow, lastHigh, lastFactor] = [0, 0, -1];
  for (let row = 0; row < rows; row++) {
    let factor = nullFactor;
    if (validity === null || ((validity[row >> 3] as number) >> (row & 7)) & 1) {
      const low = words[row * width] as number;
      const high = width === 1 ? 0 : (words[2 * row + 1] as number);
      if (lastFactor < 0 || low !== lastLow || high !== lastHigh) {
        [lastLow, lastHigh] = [low, high];
        lastFactor = modulo((width === 1 ? low : high * carry + (low >>> 0)) + constant, p, inverse);
      }
      factor = lastFactor;
    }
    products[row] = multiplyModulo(products[row] as number, factor, p, inverse);
  }
}

/**
 * a * b mod p for a, b below p < 2^31, in whole numbers of 32 bits: the quotient by a division of fractions, which is off by
 * at most one, and from it the rest, of which only the low 32 bits are computed. Off by one, the rest lies just below 0 or
 * just above p.
 */
function multiplyModulo(a: number, b: number, p: number, inverse: number): number {
  const quotient = (a * b * inverse) | 0;
  const rest = (Math.imul(a, b) - Math.imul(quotient, p)) | 0;
  if (rest < 0) return rest > -0x40000000 ? rest + p : (rest >>> 0) - p;
  return rest >= p ? rest - p : rest;
}

/** x mod p, in [0, p), for a whole number |x| below 2^50; the quotient is off by at most one. */
function modulo(x: number, p: number, inverse: number): number {
  const rest = x - Math.floor(x * inverse) * p;
  if (rest < 0) return rest + p;
  return rest >= p ? rest - p : rest;
}
