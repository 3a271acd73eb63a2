import { createHash } from 'node:crypto';

/**
 * Randomness that is a pure function of (seed, purpose, ordinal), as DuckDB SQL: any row can be made by itself, in any
 * order, and refers to others by their ordinals without looking them up.
 */
export interface Spread {
  /** Odd, so that ordinals map one to one onto 64-bit integers. */
  readonly multiplier: bigint;
  readonly start: bigint;
}

const HALF = 1n << 32n;
const MIDDLE = 1n << 63n;

/** The id of the first person of every seed: beyond what a double holds, and near the lowest BIGINT. */
export const FIRST_PERSON_ID = -9_223_372_036_854_775_000n;

/** How the ids of a table are spread over the signed 64-bit integers. */
export function idSpread(seed: number, table: string): Spread {
  return {
    multiplier: constant(seed, `${table} multiplier`) | 1n,
    start: table === 'person' ? FIRST_PERSON_ID + MIDDLE : constant(seed, `${table} start`),
  };
}

/** The id of an ordinal (from 0): a bijection onto the signed 64-bit integers. */
export function spreadId(spread: Spread, ordinal: bigint): bigint {
  return BigInt.asIntN(64, ordinal * spread.multiplier + spread.start - MIDDLE);
}

/** `spreadId` as SQL over a BIGINT expression below 2^31, in two halves because DuckDB's BIGINT does not wrap around. */
export function spreadIdSql(spread: Spread, ordinal: string): string {
  const low = `(${ordinal} * ${spread.multiplier % HALF} + ${spread.start % HALF})`;
  const high = `((${ordinal} * ${spread.multiplier / HALF} + ${spread.start / HALF} + (${low} >> 32)) & ${HALF - 1n})`;
  return `((${high} - ${HALF / 2n}) * ${HALF} + (${low} & ${HALF - 1n}))`;
}

/** A 64-bit hash of an ordinal, as SQL: the root that `draw` draws from. */
export function rootHash(seed: number, purpose: string, ordinal: string): string {
  // Mixed in by xor before hashing: DuckDB's hash of two values would make the roots of two purposes correlate.
  return `hash(xor(${ordinal}, ${constant(seed, purpose) >> 1n}))`;
}

/** A BIGINT from 0 to below `bound` (SQL, positive), independent for every slot of a root. */
export function draw(root: string, slot: number, bound: string | number | bigint): string {
  const modulus = typeof bound === 'string' ? `CAST(${bound} AS UBIGINT)` : `${bound}`;
  return `CAST(hash(xor(${root}, ${slot}::UBIGINT)) % ${modulus} AS BIGINT)`;
}

/** One element of a constant list (SQL), the first ones more often. */
export function pick(root: string, slot: number, list: readonly (string | number)[]): string {
  const elements = list.map((element) =>
    typeof element === 'number' ? `${element}` : `'${element.replaceAll("'", "''")}'`,
  );
  const skewed = `least(${draw(root, slot, list.length)}, ${draw(root, slot + 1000, list.length)})`;
  return `([${elements.join(', ')}])[1 + ${skewed}]`;
}

/** NULL for one row in `every`. */
export function sometimesNull(root: string, slot: number, every: number, sql: string): string {
  return `CASE WHEN ${draw(root, slot, every)} > 0 THEN ${sql} END`;
}

/** An unsigned 64-bit constant. */
function constant(seed: number, purpose: string): bigint {
  return createHash('sha256').update(`${seed}/${purpose}`).digest().readBigUInt64BE();
}
