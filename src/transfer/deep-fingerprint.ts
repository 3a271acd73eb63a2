import type { BatchColumn } from './batch-column.ts';
import { decimalOf } from './batch-schema.ts';
import type { DeepFingerprint } from './transfer.ts';

/**
 * The deep fingerprint of a batch: MurmurHash3 (x86, 128 bits; Appleby, public domain) of each whole row, taken as two
 * 64-bit hashes, summed modulo 2^64. Column by column over per-row states, in the order of the contract. Each value is
 * one block of four words (text: as many as it needs) that begins with a tag of its type family, so that a null, an
 * empty text, 0 and false differ; integers of all widths, and float and double, hash alike for the same value.
 */
export function batchDeepFingerprint(columns: readonly BatchColumn[], rows: number): DeepFingerprint {
  const state = new Int32Array(rows * 4).fill(SEED);
  for (const column of columns) absorb(state, column);
  const sums = [0, 0, 0, 0];
  let lanes: [bigint, bigint] = [0n, 0n];
  for (let row = 0; row < rows; row++) {
    finish(state, row * 4, columns.length);
    for (let word = 0; word < 4; word++)
      sums[word] = (sums[word] as number) + ((state[row * 4 + word] as number) >>> 0);
    // 2^20 sums of 32-bit words stay below 2^53.
    if ((row & 0xfffff) === 0xfffff || row === rows - 1) {
      lanes = addDeep(lanes, [
        BigInt(sums[0] as number) + (BigInt(sums[1] as number) << 32n),
        BigInt(sums[2] as number) + (BigInt(sums[3] as number) << 32n),
      ]);
      sums.fill(0);
    }
  }
  return lanes;
}

export function addDeep(a: DeepFingerprint, b: DeepFingerprint): [bigint, bigint] {
  return [BigInt.asUintN(64, a[0] + b[0]), BigInt.asUintN(64, a[1] + b[1])];
}

const SEED = 0x5c0f0247;

const TAG = {
  null: 0,
  integer: 1,
  boolean: 2,
  real: 3,
  text: 4,
  date: 5,
  instant: 6,
  local: 7,
  decimal: 8,
} as const;

function absorb(state: Int32Array, column: BatchColumn): void {
  const { rows, validity } = column;
  const one = absorber(column);
  for (let row = 0; row < rows; row++) {
    if (validity === null || ((validity[row >> 3] as number) >> (row & 7)) & 1) one(state, row);
    else mix(state, row * 4, TAG.null, 0, 0, 0);
  }
}

type Absorber = (state: Int32Array, row: number) => void;

function absorber(column: BatchColumn): Absorber {
  if (column.kind === 'bits') {
    const { bits } = column;
    return (state, row) =>
      mix(state, row * 4, TAG.boolean, ((bits[row >> 3] as number) >> (row & 7)) & 1, 0, 0);
  }
  if (column.kind === 'text') return textAbsorber(column.offsets, column.bytes);
  const { words } = column;
  switch (column.type) {
    case 'date':
      return (state, row) => mix(state, row * 4, TAG.date, words[row] as number, 0, 0);
    case 'timestamp':
      return (state, row) =>
        mix(state, row * 4, TAG.instant, words[2 * row] as number, words[2 * row + 1] as number, 0);
    case 'timestamp_ntz':
      return (state, row) =>
        mix(state, row * 4, TAG.local, words[2 * row] as number, words[2 * row + 1] as number, 0);
    case 'long':
      return (state, row) =>
        mix(state, row * 4, TAG.integer, words[2 * row] as number, words[2 * row + 1] as number, 0);
    case 'float':
    case 'double':
      return realAbsorber(words);
    case 'integer':
    case 'short':
    case 'byte':
      return (state, row) => {
        const value = words[row] as number;
        mix(state, row * 4, TAG.integer, value, value >> 31, 0);
      };
    default:
      return decimalAbsorber(words, decimalOf(column.type).scale);
  }
}

/** By bits, with one zero and one NaN. */
function realAbsorber(words: Int32Array): Absorber {
  return (state, row) => {
    let low = words[2 * row] as number;
    let high = words[2 * row + 1] as number;
    const magnitude = high & 0x7fffffff;
    if (magnitude > 0x7ff00000 || (magnitude === 0x7ff00000 && low !== 0)) {
      low = 0;
      high = 0x7ff80000;
    } else if (magnitude === 0 && low === 0) high = 0;
    mix(state, row * 4, TAG.real, low, high, 0);
  };
}

function decimalAbsorber(words: Int32Array, scale: number): Absorber {
  const tag = TAG.decimal | (scale << 8);
  return (state, row) => {
    mix(
      state,
      row * 4,
      tag,
      words[4 * row] as number,
      words[4 * row + 1] as number,
      words[4 * row + 2] as number,
    );
    mix(state, row * 4, tag, words[4 * row + 3] as number, 0, 0);
  };
}

function textAbsorber(offsets: Int32Array, bytes: Uint8Array): Absorber {
  const word = (at: number, end: number): number => {
    if (at + 4 <= end) {
      return (
        (bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24)
      );
    }
    let rest = 0;
    for (let i = at; i < end; i++) rest |= (bytes[i] as number) << ((i - at) * 8);
    return rest;
  };
  return (state, row) => {
    const start = offsets[row] as number;
    const end = offsets[row + 1] as number;
    mix(state, row * 4, TAG.text, end - start, word(start, end), word(start + 4, end));
    for (let at = start + 8; at < end; at += 16) {
      mix(state, row * 4, word(at, end), word(at + 4, end), word(at + 8, end), word(at + 12, end));
    }
  };
}

/** One block of MurmurHash3_x86_128. */
function mix(state: Int32Array, at: number, k1: number, k2: number, k3: number, k4: number): void {
  let h1 = state[at] as number;
  let h2 = state[at + 1] as number;
  let h3 = state[at + 2] as number;
  let h4 = state[at + 3] as number;
  h1 ^= Math.imul(rotate(Math.imul(k1, C1), 15), C2);
  h1 = (Math.imul(rotate(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
  h2 ^= Math.imul(rotate(Math.imul(k2, C2), 16), C3);
  h2 = (Math.imul(rotate(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
  h3 ^= Math.imul(rotate(Math.imul(k3, C3), 17), C4);
  h3 = (Math.imul(rotate(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
  h4 ^= Math.imul(rotate(Math.imul(k4, C4), 18), C1);
  h4 = (Math.imul(rotate(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
  state[at] = h1;
  state[at + 1] = h2;
  state[at + 2] = h3;
  state[at + 3] = h4;
}

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

function rotate(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

/** The closing of MurmurHash3_x86_128; `length` counts columns. */
function finish(state: Int32Array, at: number, length: number): void {
  let h1 = (state[at] as number) ^ length;
  let h2 = (state[at + 1] as number) ^ length;
  let h3 = (state[at + 2] as number) ^ length;
  let h4 = (state[at + 3] as number) ^ length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = avalanche((h2 + h1) | 0);
  h3 = avalanche((h3 + h1) | 0);
  h4 = avalanche((h4 + h1) | 0);
  h1 = avalanche(h1);
  h1 = (h1 + h2 + h3 + h4) | 0;
  state[at] = h1;
  state[at + 1] = (h2 + h1) | 0;
  state[at + 2] = (h3 + h1) | 0;
  state[at + 3] = (h4 + h1) | 0;
}

function avalanche(x: number): number {
  let hash = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
