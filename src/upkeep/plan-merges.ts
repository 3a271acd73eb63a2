import type { Coverage, GroupCoverage, Slice } from '../landing/coverage.ts';
import { addCounts, type Count, NOTHING } from '../plan/census.ts';
import { cellOf, NULL_CELL } from '../plan/week-grid.ts';

export interface MergeLimits {
  /** How far back weeks are compared one by one, microseconds: those stay slices of their own. */
  readonly recheck: bigint;
  /** A slice gets no larger by a merge. */
  readonly rowsPerSlice: number;
  /** Nothing is merged before so many slices of a group would be saved; 0: never. */
  readonly mergeSlices: number;
}

/** Slices of one group and bucket that lie one behind the other in time, and the one that takes their place. */
export interface Merge {
  readonly group: string;
  readonly from: readonly Slice[];
  readonly into: Slice;
}

/**
 * Which old weeks of a table become one slice. Pure. Merged are neighbours in time that are cut into the same buckets, oldest
 * first, as long as no bucket gets more rows than a slice should have. Rows and both fingerprints of a slice are sums over its
 * rows, so those of the merged slice are known exactly, and the source can still be compared with it. History that is cut finer
 * than the weeks stays as it is: how the source's fingerprint of a week falls on its buckets only the source could tell.
 *
 * A group whose backfill or repair is not complete is left alone.
 */
export function planMerges(coverage: Coverage, limits: MergeLimits): readonly Merge[] {
  if (limits.mergeSlices === 0) return [];
  return coverage.groups.flatMap((group) => {
    const runs = runsOf(group, limits);
    const saved = runs.reduce((sum, run) => sum + run.columns.length - 1, 0);
    return saved < limits.mergeSlices ? [] : runs.flatMap((run) => mergesOf(group.group, run));
  });
}

/** All buckets of one run of cells. */
type Column = readonly Slice[];

interface Run {
  readonly columns: readonly Column[];
  readonly sums: readonly Count[];
}

function runsOf({ through, slices }: GroupCoverage, limits: MergeLimits): readonly Run[] {
  if (through === null) return [];
  const recent = cellOf(through - 1n - limits.recheck);
  const old = slices.filter(({ firstCell, lastCell }) => firstCell !== NULL_CELL && lastCell < recent);
  const columns = [...Map.groupBy(old, ({ firstCell }) => firstCell).values()]
    .map((column) => column.toSorted((a, b) => a.bucket - b.bucket))
    .sort((a, b) => (a[0] as Slice).firstCell - (b[0] as Slice).firstCell);
  const runs: Run[] = [];
  for (const column of columns) {
    const last = runs.at(-1);
    const joined = last && join(last, column, limits.rowsPerSlice);
    if (joined === undefined) runs.push({ columns: [column], sums: column });
    else runs[runs.length - 1] = joined;
  }
  return runs;
}

function join({ columns, sums }: Run, column: Column, rowsPerSlice: number): Run | undefined {
  const [before] = columns.at(-1) ?? [];
  const [next] = column;
  if (before === undefined || next === undefined || before.lastCell + 1 !== next.firstCell) return undefined;
  if (before.buckets !== next.buckets) return undefined;
  const joined = column.map((slice, bucket) => addCounts(sums[bucket] ?? NOTHING, slice));
  const fits = joined.every(({ rows }) => rows <= BigInt(rowsPerSlice));
  return fits ? { columns: [...columns, column], sums: joined } : undefined;
}

function mergesOf(group: string, { columns, sums }: Run): readonly Merge[] {
  const [first] = columns;
  const last = columns.at(-1)?.[0];
  if (first === undefined || last === undefined || columns.length < 2) return [];
  return first.map((slice, bucket): Merge => {
    const { rows, transfer, change } = sums[bucket] ?? NOTHING;
    return {
      group,
      from: columns.map((column) => column[bucket] as Slice),
      into: { ...slice, lastCell: last.lastCell, rows, transfer, change },
    };
  });
}
