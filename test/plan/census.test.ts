import { expect, test } from 'vitest';
import type { Slice } from '../../src/landing/coverage.ts';
import { addCounts, NOTHING, sameCount, sumBySlice } from '../../src/plan/census.ts';
import { tile } from '../../src/plan/tiling.ts';
import { FIRST_CELL, NULL_CELL } from '../../src/plan/week-grid.ts';
import type { CensusRow } from '../../src/source/statements/stage.ts';

const RECENT = 2900;

/** Null cell in 1, history in 4, the recent weeks in 1, 2 and 1 buckets. */
const slices = tile(
  new Map([
    [RECENT - 7, 40n],
    [RECENT + 1, 20n],
  ]),
  RECENT,
  RECENT + 2,
  10,
);

const row = (cell: number, bucket: number, fresh = false): CensusRow => ({
  slot: 0,
  cell,
  bucket,
  fresh,
  rows: 1n,
  transfer: [10n, 100n],
  changes: [1000n, -5n],
});

/** Index of the only slice that got rows. */
const placed = (rows: readonly CensusRow[], buckets: number): Slice | undefined => {
  const sums = sumBySlice(slices, rows, buckets, 0);
  const found = slices.filter(
    (_, index) => (sums[index]?.old.rows ?? 0n) + (sums[index]?.fresh.rows ?? 0n) > 0n,
  );
  expect(found).toHaveLength(1);
  return found[0];
};

test('a slice that the census does not name has no rows', () => {
  expect(sumBySlice(slices, [], 4, 0)).toEqual(slices.map(() => ({ old: NOTHING, fresh: NOTHING })));
});

test('all cells of history and all of its finer buckets are summed into its slices', () => {
  for (const cell of [FIRST_CELL, RECENT - 7, RECENT - 1]) {
    expect(placed([row(cell, 0)], 8)).toMatchObject({ firstCell: FIRST_CELL, bucket: 0 });
    expect(placed([row(cell, 1)], 8)).toMatchObject({ firstCell: FIRST_CELL, bucket: 0 });
    expect(placed([row(cell, 7)], 8)).toMatchObject({ firstCell: FIRST_CELL, bucket: 3 });
  }
});

test('a coarser slice takes several buckets of the census, a week takes its own rows only', () => {
  expect(placed([row(RECENT + 1, 1)], 4)).toMatchObject({ firstCell: RECENT + 1, bucket: 0, buckets: 2 });
  expect(placed([row(RECENT + 1, 2)], 4)).toMatchObject({ firstCell: RECENT + 1, bucket: 1, buckets: 2 });
  expect(placed([row(RECENT, 3)], 4)).toMatchObject({ firstCell: RECENT, lastCell: RECENT, buckets: 1 });
  expect(placed([row(NULL_CELL, 3)], 4)).toMatchObject({ firstCell: NULL_CELL, lastCell: NULL_CELL });
});

test('rows behind the last slice are nobody’s yet', () => {
  const sums = sumBySlice(slices, [row(RECENT + 3, 0)], 4, 0);
  expect(sums.every(({ old }) => old.rows === 0n)).toBe(true);
});

test('old and fresh rows of one slice are kept apart, each with the group’s own change fingerprint', () => {
  const rows = [row(RECENT, 0), row(RECENT, 3), row(RECENT, 1, true)];
  const found = sumBySlice(slices, rows, 4, 1)[slices.findIndex(({ firstCell }) => firstCell === RECENT)];
  expect(found).toEqual({
    old: { rows: 2n, transfer: [20n, 200n], change: -10n },
    fresh: { rows: 1n, transfer: [10n, 100n], change: -5n },
  });
});

test('two counts are the same only when rows, both fingerprints and the change are', () => {
  const count = { rows: 2n, transfer: [3n, 4n] as const, change: 5n };
  expect(sameCount(count, addCounts(NOTHING, count))).toBe(true);
  const others = [
    { rows: 1n },
    { transfer: [9n, 4n] as const },
    { transfer: [3n, 9n] as const },
    { change: -5n },
  ];
  for (const other of others) expect(sameCount(count, { ...count, ...other })).toBe(false);
});
