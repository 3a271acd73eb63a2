import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignGroups, type Members } from '../../src/landing/assign-groups.ts';
import {
  isAscending,
  newPersonList,
  type PersonList,
  personDigest,
  seek,
} from '../../src/landing/person-list.ts';

const id = fc.oneof(
  fc.bigInt({ min: -30n, max: 30n }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
);
const ids = fc.uniqueArray(id, { maxLength: 40 });

function list(persons: Iterable<bigint>): PersonList {
  const sorted = [...persons].sort((a, b) => (a < b ? -1 : 1));
  const result = newPersonList(sorted.length);
  sorted.forEach((person, index) => {
    result[index] = person;
  });
  return result;
}

const NOBODY: Members = { groups: [] };

describe('assigning persons to groups', () => {
  it('agrees with sets over any chain of revisions: each approved person in one group, nobody else in any', () => {
    fc.assert(
      fc.property(fc.array(ids, { minLength: 1, maxLength: 6 }), (revisions) => {
        let members = NOBODY;
        const seen = new Map<string, string>();
        for (const [revision, approved] of revisions.entries()) {
          const before = new Set(members.groups.flatMap((group) => [...group.persons]));
          const { members: next, added, removed } = assignGroups(members, list(approved), revision + 1);
          expect(added).toBe(approved.filter((person) => !before.has(person)).length);
          expect(removed).toBe([...before].filter((person) => !approved.includes(person)).length);
          expect(next === members).toBe(added + removed === 0);
          expect(list(next.groups.flatMap((group) => [...group.persons]))).toEqual(list(approved));
          for (const group of next.groups) {
            expect(isAscending(group.persons)).toBe(true);
            expect(group.members).toBe(personDigest(group.persons));
            expect(group.revision).toBe(Number(seen.get(group.group) ?? revision + 1));
            seen.set(group.group, `${group.revision}`);
          }
          members = next;
        }
      }),
      { numRuns: 200 },
    );
  });

  it('leaves a group that nobody left as the same object', () => {
    const { members } = assignGroups(NOBODY, list([1n, 2n]), 1);
    const { members: next } = assignGroups(members, list([1n, 2n, 3n]), 2);
    expect(next.groups[0]).toBe(members.groups[0]);
    expect(next.groups[1]).toMatchObject({ group: 'g2', revision: 2 });
  });

  it('gives a person who comes back a new group, and no number twice', () => {
    let { members } = assignGroups(NOBODY, list([1n]), 1);
    ({ members } = assignGroups(members, list([]), 2));
    ({ members } = assignGroups(members, list([1n]), 3));
    expect(members.groups.map(({ group, persons }) => [group, [...persons]])).toEqual([
      ['g1', []],
      ['g2', [1n]],
    ]);
  });

  it('refuses a person in two groups, and approved persons out of order', () => {
    const one = assignGroups(NOBODY, list([1n]), 1).members.groups;
    const broken = { groups: [...one, ...one] };
    expect(() => assignGroups(broken, list([1n]), 2)).toThrow(
      expect.objectContaining({ code: 'MEMBERS_BROKEN' }),
    );
    expect(() => assignGroups(NOBODY, BigInt64Array.of(2n, 1n), 1)).toThrow(RangeError);
    expect(() => assignGroups(NOBODY, BigInt64Array.of(1n, 1n), 1)).toThrow(RangeError);
  });
});

describe('seeking in a list', () => {
  it('finds the first id that is not below, from wherever it starts', () => {
    fc.assert(
      fc.property(ids, id, fc.nat({ max: 50 }), (persons, sought, start) => {
        const sorted = list(persons);
        const from = Math.min(start, sorted.length);
        const naive = [...sorted].findIndex((person, index) => index >= from && person >= sought);
        expect(seek(sorted, from, sought)).toBe(naive === -1 ? sorted.length : naive);
      }),
    );
  });
});
