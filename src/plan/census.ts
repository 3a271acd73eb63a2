import {
  addFingerprints,
  EMPTY_FINGERPRINT,
  type TransferFingerprint,
} from '../fingerprint/transfer-fingerprint.ts';
import { type Slice, UNKNOWN_CHANGE } from '../landing/coverage.ts';
import type { CensusRow } from '../source/statements/stage.ts';

/** What the source holds for one slice: the rows at or behind the watermark (`old`), and those after it (`fresh`). */
export interface SliceCensus {
  readonly old: Count;
  readonly fresh: Count;
}

export interface Count {
  readonly rows: bigint;
  readonly transfer: TransferFingerprint;
  readonly change: bigint;
}

export const NOTHING: Count = { rows: 0n, transfer: EMPTY_FINGERPRINT, change: 0n };

export function addCounts(a: Count, b: Count): Count {
  return {
    rows: a.rows + b.rows,
    transfer: addFingerprints(a.transfer, b.transfer),
    change: [a.change, b.change].includes(UNKNOWN_CHANGE) ? UNKNOWN_CHANGE : a.change + b.change,
  };
}

export function sameCount(a: Count, b: Count): boolean {
  return (
    a.rows === b.rows &&
    a.transfer[0] === b.transfer[0] &&
    a.transfer[1] === b.transfer[1] &&
    a.change === b.change
  );
}

/**
 * Sums a census into slices. A slice that the census does not name has no rows: absence is 0, never unknown.
 *
 * @param rows those of one slot, in buckets of `HASH_RANGE / buckets` hashes
 * @param buckets how finely the census was taken: at least as fine as the finest slice
 * @param columnSet which of the census's change fingerprints is the group's own
 */
export function sumBySlice(
  slices: readonly Slice[],
  rows: readonly CensusRow[],
  buckets: number,
  columnSet: number,
): readonly SliceCensus[] {
  const runs = indexRuns(slices);
  const sums = slices.map(() => ({ old: NOTHING, fresh: NOTHING }));
  for (const row of rows) {
    const run = runs.find((candidate) => candidate.firstCell <= row.cell && row.cell <= candidate.lastCell);
    const index = run?.byBucket[Math.floor((row.bucket * run.byBucket.length) / buckets)];
    const sum = index === undefined ? undefined : sums[index];
    if (sum === undefined) continue;
    const count: Count = { rows: row.rows, transfer: row.transfer, change: row.changes[columnSet] ?? 0n };
    if (row.fresh) sum.fresh = addCounts(sum.fresh, count);
    else sum.old = addCounts(sum.old, count);
  }
  return sums;
}

interface Run {
  readonly firstCell: number;
  readonly lastCell: number;
  /** Index into the slices, by bucket. */
  readonly byBucket: number[];
}

/** Newest runs first, because most rows of a weekly census fall into them. */
function indexRuns(slices: readonly Slice[]): readonly Run[] {
  const runs = new Map<number, Run>();
  for (const [index, slice] of slices.entries()) {
    const run = runs.get(slice.firstCell) ?? {
      firstCell: slice.firstCell,
      lastCell: slice.lastCell,
      byBucket: [],
    };
    run.byBucket[slice.bucket] = index;
    runs.set(slice.firstCell, run);
  }
  return [...runs.values()].sort((a, b) => b.firstCell - a.firstCell);
}
