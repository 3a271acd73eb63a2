import { HASH_RANGE } from '../fingerprint/person-bucket.ts';
import { EMPTY_FINGERPRINT } from '../fingerprint/transfer-fingerprint.ts';
import type { Slice } from '../landing/coverage.ts';
import { type Cell, FIRST_CELL, NULL_CELL } from './week-grid.ts';

/** Rows of one group by cell, as the stage was measured; a cell that is absent has none. */
export type CellRows = ReadonlyMap<Cell, bigint>;

/**
 * Cuts everything up to `lastCell` into slices: the null cell; history before `recentFrom` as one run of cells, by
 * person buckets of about `rowsPerSlice` rows, so that a removal rewrites a fraction; each recent cell by itself, so that
 * a repair of last week moves last week. The slices hold nothing yet.
 */
export function tile(
  rows: CellRows,
  recentFrom: Cell,
  lastCell: Cell,
  rowsPerSlice: number,
): readonly Slice[] {
  const history = [...rows].filter(([cell]) => cell !== NULL_CELL && cell < recentFrom);
  const historyRows = history.reduce((total, [, count]) => total + count, 0n);
  return [
    ...cut(NULL_CELL, NULL_CELL, rows.get(NULL_CELL) ?? 0n, rowsPerSlice),
    ...cut(FIRST_CELL, recentFrom - 1, historyRows, rowsPerSlice),
    ...tileWeeks(rows, recentFrom, lastCell, rowsPerSlice),
  ];
}

/** One slice a cell, for the weeks that follow what is tiled already. */
export function tileWeeks(
  rows: CellRows,
  firstCell: Cell,
  lastCell: Cell,
  rowsPerSlice: number,
): readonly Slice[] {
  const slices: Slice[] = [];
  for (let cell = firstCell; cell <= lastCell; cell++) {
    slices.push(...cut(cell, cell, rows.get(cell) ?? 0n, rowsPerSlice));
  }
  return slices;
}

function cut(firstCell: Cell, lastCell: Cell, rows: bigint, rowsPerSlice: number): readonly Slice[] {
  const buckets = bucketsFor(rows, rowsPerSlice);
  return Array.from({ length: buckets }, (_, bucket) => ({
    firstCell,
    lastCell,
    bucket,
    buckets,
    rows: 0n,
    transfer: EMPTY_FINGERPRINT,
    change: 0n,
  }));
}

/** The smallest power of two that keeps a bucket near the wanted rows. */
function bucketsFor(rows: bigint, rowsPerSlice: number): number {
  let buckets = 1;
  while (buckets < HASH_RANGE && rows > BigInt(rowsPerSlice) * BigInt(buckets)) buckets *= 2;
  return buckets;
}

/** The hashes of a slice's bucket, bounds inclusive. */
export function bucketHashes(slice: Pick<Slice, 'bucket' | 'buckets'>): {
  firstHash: number;
  lastHash: number;
} {
  const width = HASH_RANGE / slice.buckets;
  return { firstHash: slice.bucket * width, lastHash: (slice.bucket + 1) * width - 1 };
}

export function sameSlice(a: Slice, b: Slice): boolean {
  return (
    a.firstCell === b.firstCell &&
    a.lastCell === b.lastCell &&
    a.bucket === b.bucket &&
    a.buckets === b.buckets
  );
}

/** The last cell that slices reach (the null cell stands aside). */
export function lastTiledCell(slices: readonly Slice[]): Cell {
  return slices.reduce((last, slice) => Math.max(last, slice.lastCell), FIRST_CELL);
}
