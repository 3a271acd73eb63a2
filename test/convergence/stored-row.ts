import { personHash } from '../../src/fingerprint/person-bucket.ts';
import type { Instant } from '../../src/instant.ts';
import { type Cell, cellOf, NULL_CELL } from '../../src/plan/week-grid.ts';
import { type RowValues, type SourceRow, type Table, valuesOf } from './source-rows.ts';

/** A row as a warehouse of arrays keeps it, with what its statements ask of it. */
export interface StoredRow {
  readonly values: RowValues;
  readonly person: bigint;
  readonly us: Instant | null;
  readonly cell: Cell;
  readonly hash: number;
}

/** A person on a list of the sandbox. */
export interface RosterRow {
  readonly key: string;
  readonly person: bigint;
}

export function stored(table: Table, row: SourceRow): StoredRow {
  const { load: us, person } = row;
  const cell = us === null ? NULL_CELL : cellOf(us);
  return { values: valuesOf(table, row), person, us, cell, hash: personHash(person) };
}

/** A hash of a row's values: any will do, as the source's own is only ever compared with itself. */
function changeOf({ values }: StoredRow, columns: readonly string[]): bigint {
  let hash = 0x9e3779b97f4a7c15n;
  for (const character of columns.map((name) => `${values[name] ?? 'null'}`).join('|')) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.charCodeAt(0))) * 0x100000001b3n);
    hash ^= hash >> 29n;
  }
  return BigInt.asIntN(64, hash);
}

export const changeSum = (rows: readonly StoredRow[], columns: readonly string[]): bigint =>
  rows.reduce((sum, row) => sum + changeOf(row, columns), 0n);
