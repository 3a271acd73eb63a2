import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference, subtract, toPersons, union } from '../../src/cohort/person-set.ts';

const ids = fc.array(
  fc.oneof(fc.bigInt({ min: -8n, max: 8n }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
);
const persons = (list: bigint[]) => toPersons(BigInt64Array.from(list));
const sorted = (list: Iterable<bigint>): bigint[] => [...list].sort((a, b) => (a < b ? -1 : 1));

const minus = (a: Set<bigint>, b: Set<bigint>): bigint[] => [...a].filter((id) => !b.has(id));

describe('sets of persons', () => {
  it('differ as sets do', () => {
    fc.assert(
      fc.property(ids, ids, (left, right) => {
        const [a, b] = [new Set(left), new Set(right)];
        const { added, removed, kept } = difference(persons(left), persons(right));
        expect([...added]).toEqual(sorted(minus(b, a)));
        expect([...removed]).toEqual(sorted(minus(a, b)));
        expect(kept).toBe(a.size - minus(a, b).length);
        expect([...subtract(persons(left), persons(right))]).toEqual(sorted(minus(a, b)));
      }),
    );
  });

  it('unite as sets do', () => {
    fc.assert(
      fc.property(fc.array(ids), (lists) => {
        expect([...union(lists.map(persons))]).toEqual(sorted(new Set(lists.flat())));
      }),
    );
  });
});
