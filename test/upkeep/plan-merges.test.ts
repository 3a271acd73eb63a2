import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Coverage, Slice } from '../../src/landing/coverage.ts';
import { UNKNOWN_CHANGE } from '../../src/landing/coverage.ts';
import { sumAccounts } from '../../src/landing/slice-account.ts';
import { cellStart, FIRST_CELL, NULL_CELL } from '../../src/plan/week-grid.ts';
import { mergedCoverage } from '../../src/upkeep/merge-slices.ts';
import { planMerges } from '../../src/upkeep/plan-merges.ts';

const RECENT = 2950;
const RECHECK = cellStart(RECENT + 8) - cellStart(RECENT);
const THROUGH = cellStart(RECENT + 8) + 5n;
const limits = (rest: { rowsPerSlice?: number; mergeSlices?: number } = {}) => ({
  recheck: RECHECK,
  rowsPerSlice: 1000,
  mergeSlices: 2,
  ...rest,
});

function slice(firstCell: number, lastCell: number, rows: number, bucket = 0, buckets = 1): Slice {
  const n = BigInt(rows);
  return { firstCell, lastCell, bucket, buckets, rows: n, transfer: [n * 3n, n * 7n], change: n * -11n };
}

function coverage(slices: readonly Slice[], through: bigint | null = THROUGH): Coverage {
  return { run: 'r1', revision: 1, groups: [{ group: 'g1', members: 'a'.repeat(64), through, slices }] };
}

const spans = (slices: readonly Slice[]) =>
  slices.map(({ firstCell, lastCell, bucket, buckets, rows }) => [
    firstCell,
    lastCell,
    bucket,
    buckets,
    Number(rows),
  ]);

const weeks = (first: number, rows: readonly number[]) => rows.map((n, i) => slice(first + i, first + i, n));

describe('which old weeks become one slice', () => {
  it('history and the weeks behind it, while they are cut alike; recent weeks and rows without load_dt stay', () => {
    const slices = [
      slice(NULL_CELL, NULL_CELL, 4),
      slice(FIRST_CELL, RECENT - 4, 500),
      ...weeks(RECENT - 3, [10, 0, 20]),
      ...weeks(RECENT, [1, 2, 3]),
    ];
    const merges = planMerges(coverage(slices), limits());
    expect(spans(mergedCoverage(coverage(slices), merges, 'r2').groups[0]?.slices ?? [])).toEqual([
      [NULL_CELL, NULL_CELL, 0, 1, 4],
      [FIRST_CELL, RECENT - 1, 0, 1, 530],
      [RECENT, RECENT, 0, 1, 1],
      [RECENT + 1, RECENT + 1, 0, 1, 2],
      [RECENT + 2, RECENT + 2, 0, 1, 3],
    ]);
  });

  it('no slice grows beyond its rows: the next run of weeks begins there', () => {
    const slices = [slice(FIRST_CELL, RECENT - 6, 900), ...weeks(RECENT - 5, [400, 400, 300, 10, 10])];
    expect(spans(planMerges(coverage(slices), limits()).map(({ into }) => into))).toEqual([
      [RECENT - 5, RECENT - 4, 0, 1, 800],
      [RECENT - 3, RECENT - 1, 0, 1, 320],
    ]);
  });

  it('history in more buckets than the weeks is left alone; equal buckets merge one by one', () => {
    const history = [slice(FIRST_CELL, RECENT - 5, 900, 0, 2), slice(FIRST_CELL, RECENT - 5, 900, 1, 2)];
    const merges = planMerges(coverage([...history, ...weeks(RECENT - 4, [1, 2, 3])]), limits());
    expect(merges.map(({ from }) => spans(from))).toEqual([spans(weeks(RECENT - 4, [1, 2, 3]))]);
    const halves = [0, 1, 2].flatMap((n) =>
      [0, 1].map((k) => slice(RECENT - 5 + n, RECENT - 5 + n, 10 + k, k, 2)),
    );
    expect(spans(planMerges(coverage(halves), limits()).map(({ into }) => into))).toEqual([
      [RECENT - 5, RECENT - 3, 0, 2, 30],
      [RECENT - 5, RECENT - 3, 1, 2, 33],
    ]);
  });

  it('nothing, before enough would be saved, where it is switched off, and in the middle of a backfill', () => {
    const slices = weeks(RECENT - 4, [1, 1, 1, 1]);
    expect(planMerges(coverage(slices), limits({ mergeSlices: 4 }))).toEqual([]);
    expect(planMerges(coverage(slices), limits({ mergeSlices: 3 }))).toHaveLength(1);
    expect(planMerges(coverage(slices), limits({ mergeSlices: 0 }))).toEqual([]);
    expect(planMerges(coverage(slices, null), limits())).toEqual([]);
  });

  it('a slice of which the source’s fingerprint is unknown makes the merged one unknown', () => {
    const slices = weeks(RECENT - 4, [1, 1, 1]).map((each, n) =>
      n === 1 ? { ...each, change: UNKNOWN_CHANGE } : each,
    );
    expect(planMerges(coverage(slices), limits())[0]?.into.change).toBe(UNKNOWN_CHANGE);
  });

  it('always tiles the same cells with the same rows and fingerprints, and a second time finds nothing', () => {
    const column = fc.record({
      cells: fc.integer({ min: 1, max: 3 }),
      buckets: fc.constantFrom(1, 1, 1, 2, 4),
      rows: fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 4, maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 40 }), (columns) => {
        let cell = RECENT - 30;
        const slices = columns.flatMap(({ cells, buckets, rows }) => {
          const first = cell;
          cell += cells;
          return Array.from({ length: buckets }, (_, k) => slice(first, cell - 1, rows[k] ?? 0, k, buckets));
        });
        const before = coverage(slices);
        const merges = planMerges(before, limits());
        const after = mergedCoverage(before, merges, 'r2');
        const merged = after.groups[0]?.slices ?? [];
        expect(sumAccounts(merged)).toEqual(sumAccounts(slices));
        expect(merged.reduce((sum, each) => sum + each.change, 0n)).toBe(
          slices.reduce((sum, each) => sum + each.change, 0n),
        );
        // One column behind the other, each with all of its buckets.
        let next = RECENT - 30;
        for (const [first, all] of Map.groupBy(merged, ({ firstCell }) => firstCell)) {
          expect(first).toBe(next);
          expect(all.map(({ bucket }) => bucket)).toEqual([...Array(all[0]?.buckets).keys()]);
          next = (all[0]?.lastCell ?? 0) + 1;
        }
        expect(next).toBe(cell);
        const recent = (all: readonly Slice[]) => spans(all.filter(({ lastCell }) => lastCell >= RECENT));
        expect(recent(merged)).toEqual(recent(slices));
        expect(planMerges(after, limits())).toEqual([]);
      }),
    );
  });
});
