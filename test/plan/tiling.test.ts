import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HASH_RANGE, personHash } from '../../src/fingerprint/person-bucket.ts';
import type { Slice } from '../../src/landing/coverage.ts';
import { bucketHashes, lastTiledCell, sameSlice, tile, tileWeeks } from '../../src/plan/tiling.ts';
import { FIRST_CELL, NULL_CELL } from '../../src/plan/week-grid.ts';

const RECENT = 2900;
const LAST = 2908;

/** The slices that a row of a cell and a person's hash falls into. */
const owners = (slices: readonly Slice[], cell: number, hash: number): readonly Slice[] =>
  slices.filter((slice) => {
    const { firstHash, lastHash } = bucketHashes(slice);
    return slice.firstCell <= cell && cell <= slice.lastCell && firstHash <= hash && hash <= lastHash;
  });

const cellRows = fc
  .array(
    fc.tuple(
      fc.oneof(fc.constant(NULL_CELL), fc.integer({ min: FIRST_CELL, max: LAST })),
      fc.bigInt({ min: 1n, max: 100_000n }),
    ),
    { maxLength: 30 },
  )
  .map((entries) => new Map(entries));

test('the slices of a backfill hold every cell up to the last one, and every person, exactly once', () => {
  fc.assert(
    fc.property(
      cellRows,
      fc.integer({ min: 1, max: 5000 }),
      fc.oneof(fc.constant(NULL_CELL), fc.integer({ min: FIRST_CELL, max: LAST })),
      fc.integer({ min: 0, max: HASH_RANGE - 1 }),
      (rows, rowsPerSlice, cell, hash) => {
        expect(owners(tile(rows, RECENT, LAST, rowsPerSlice), cell, hash)).toHaveLength(1);
      },
    ),
    { seed: 11 },
  );
});

test('what lies behind the last cell belongs to no slice', () => {
  expect(owners(tile(new Map(), RECENT, LAST, 100), LAST + 1, 0)).toEqual([]);
});

test('an empty group is tiled as well: nothing found is a fact', () => {
  const slices = tile(new Map(), RECENT, LAST, 100);
  const cells = slices.map(({ firstCell, lastCell }) => [firstCell, lastCell]);
  expect(cells.slice(0, 2)).toEqual([
    [NULL_CELL, NULL_CELL],
    [FIRST_CELL, RECENT - 1],
  ]);
  expect(cells.slice(2)).toEqual(Array.from({ length: 9 }, (_, week) => [RECENT + week, RECENT + week]));
  expect(slices.every(({ rows, buckets }) => rows === 0n && buckets === 1)).toBe(true);
});

test('history is one run of cells, whose rows together decide its buckets', () => {
  const rows = new Map([
    [RECENT - 100, 300n],
    [RECENT - 1, 300n],
    [RECENT, 300n],
  ]);
  const buckets = (cell: number) =>
    tile(rows, RECENT, LAST, 100).filter(({ lastCell }) => lastCell === cell).length;
  expect(buckets(RECENT - 1)).toBe(8);
  expect(buckets(RECENT)).toBe(4);
  expect(buckets(RECENT + 1)).toBe(1);
});

test('rows without load_dt are cut into buckets of their own', () => {
  const slices = tile(new Map([[NULL_CELL, 250n]]), RECENT, LAST, 100);
  expect(slices.filter(({ firstCell }) => firstCell === NULL_CELL).map(({ bucket }) => bucket)).toEqual([
    0, 1, 2, 3,
  ]);
});

test('buckets are a power of two, as few as keep each near the wanted rows, and never more than there are hashes', () => {
  const buckets = (rows: bigint) => tileWeeks(new Map([[LAST, rows]]), LAST, LAST, 100).length;
  expect([0n, 1n, 100n, 101n, 200n, 201n, 6400n].map(buckets)).toEqual([1, 1, 1, 2, 2, 4, 64]);
  expect(buckets(100_000_000n)).toBe(HASH_RANGE);
});

test.each([1, 2, 64, HASH_RANGE])(
  'the hashes of %i buckets partition all hashes without gap or overlap',
  (buckets) => {
    let next = 0;
    for (let bucket = 0; bucket < buckets; bucket++) {
      const { firstHash, lastHash } = bucketHashes({ bucket, buckets });
      expect(firstHash).toBe(next);
      expect(lastHash).toBeGreaterThanOrEqual(firstHash);
      next = lastHash + 1;
    }
    expect(next).toBe(HASH_RANGE);
  },
);

test('persons spread over all buckets, whatever their ids look like', () => {
  const ids = Array.from({ length: 4096 }, (_, index) => BigInt(index));
  const spread = (persons: readonly bigint[]) => {
    const counts = Array.from({ length: 16 }, () => 0);
    for (const person of persons) {
      const bucket = Math.floor(personHash(person) / (HASH_RANGE / 16));
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    return counts;
  };
  for (const persons of [
    ids,
    ids.map((id) => -id),
    ids.map((id) => id * 1000n),
    ids.map((id) => 2n ** 62n + id),
  ]) {
    const counts = spread(persons);
    expect(Math.min(...counts)).toBeGreaterThan(128);
    expect(Math.max(...counts)).toBeLessThan(512);
  }
});

test('weeks that follow are tiled from where the slices end, past the null cell', () => {
  const slices = tile(new Map([[NULL_CELL, 5n]]), RECENT, LAST, 100);
  expect(lastTiledCell(slices)).toBe(LAST);
  expect(tileWeeks(new Map(), LAST + 1, LAST + 3, 100).map(({ firstCell }) => firstCell)).toEqual([
    LAST + 1,
    LAST + 2,
    LAST + 3,
  ]);
  expect(tileWeeks(new Map(), LAST + 1, LAST, 100)).toEqual([]);
});

test('a slice is the same whatever it holds, and another one when cut otherwise', () => {
  const [slice] = tileWeeks(new Map([[LAST, 150n]]), LAST, LAST, 100) as [Slice];
  expect(sameSlice(slice, { ...slice, rows: 7n, change: 9n })).toBe(true);
  for (const other of [{ bucket: 1 }, { buckets: 4 }, { firstCell: LAST - 1 }, { lastCell: LAST + 1 }]) {
    expect(sameSlice(slice, { ...slice, ...other })).toBe(false);
  }
});
