import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignShards } from '../../src/plan/shards.ts';

const load = (table: string, rows: bigint) => ({ cohort: 'demo-cohort', table, rows });
const rowsOf = (shard: readonly { rows: bigint }[]) => shard.reduce((sum, { rows }) => sum + rows, 0n);

test('small increments of many tables are one shard, and no load is no shard', () => {
  expect(assignShards([load('a', 5n), load('b', 4n), load('c', 0n)], 20, 10)).toHaveLength(1);
  expect(assignShards([], 20, 10)).toEqual([]);
});

test('the heaviest load stands alone when the others together weigh as much', () => {
  const shards = assignShards([load('a', 10n), load('b', 30n), load('c', 20n)], 2, 10);
  expect(shards.map((shard) => shard.map(({ table }) => table))).toEqual([['b'], ['c', 'a']]);
});

test('every load is in one shard, none is empty, order plays no part, and no shard is far above its share', () => {
  const weights = fc.array(fc.bigInt({ min: 0n, max: 1000n }), { maxLength: 40 });
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 8 }), (rows, jobs) => {
      const loads = rows.map((count, index) => load(`t${index}`, count));
      const shards = assignShards(loads, jobs, 100);
      expect(shards.flat().toSorted((a, b) => loads.indexOf(a) - loads.indexOf(b))).toEqual(loads);
      expect(shards.length).toBeLessThanOrEqual(jobs);
      expect(shards.every((shard) => shard.length > 0)).toBe(true);
      expect(assignShards(loads.toReversed(), jobs, 100)).toEqual(shards);
      const heaviest = rows.reduce((most, count) => (count > most ? count : most), 0n);
      const share = rowsOf(loads) / BigInt(Math.max(1, shards.length));
      for (const shard of shards) expect(rowsOf(shard)).toBeLessThanOrEqual(share + heaviest + 1n);
    }),
  );
});
