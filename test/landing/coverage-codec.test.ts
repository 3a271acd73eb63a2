import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Coverage } from '../../src/landing/coverage.ts';
import { decodeCoverage, encodeCoverage } from '../../src/landing/coverage-codec.ts';
import { NULL_CELL } from '../../src/plan/week-grid.ts';

const DECIMAL_38 = 10n ** 38n - 1n;
const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const count = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const sum = fc.bigInt({ min: 0n, max: DECIMAL_38 });
const change = fc.bigInt({ min: -DECIMAL_38, max: DECIMAL_38 });
const cell = fc.oneof(fc.constant(NULL_CELL), fc.integer({ min: -200_000, max: 200_000 }));

const slice = fc
  .record({ cell, power: fc.integer({ min: 0, max: 12 }), rows: count, transfer: fc.tuple(sum, sum), change })
  .map(({ cell: at, power, ...rest }) => ({
    firstCell: at,
    lastCell: at,
    bucket: 2 ** power - 1,
    buckets: 2 ** power,
    ...rest,
  }));

const group = fc.record({
  group: fc.integer({ min: 1, max: 99_999 }).map((number) => `g${number}`),
  members: fc.stringMatching(/^[0-9a-f]{64}$/),
  through: fc.option(long),
  slices: fc.array(slice, { maxLength: 4 }),
});

const survey = fc.record({
  version: fc.option(long),
  total: count,
  columns: fc.string(),
  firstCell: cell,
  cells: fc.array(fc.record({ cell, rows: count, change }), { maxLength: 4 }),
});

const coverage: fc.Arbitrary<Coverage> = fc
  .record(
    {
      run: fc.string({ minLength: 1, maxLength: 40 }),
      revision: fc.nat(),
      groups: fc.uniqueArray(group, { selector: (entry) => entry.group, maxLength: 3 }),
      survey,
    },
    { requiredKeys: ['run', 'revision', 'groups'] },
  )
  .map((value) => value as Coverage);

describe('coverage in a commit', () => {
  it('comes back from plain JSON exactly as it was, longs of 38 digits included', () => {
    fc.assert(
      fc.property(coverage, (value) => {
        expect(decodeCoverage(JSON.parse(JSON.stringify(encodeCoverage(value))))).toEqual(value);
      }),
    );
  });

  const plain = { run: 'r', revision: 1, groups: [] };
  const covered = { group: 'g1', members: 'a'.repeat(64), through: '1', slices: [] };

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a key that only a later version knows', { ...plain, deletionVectors: [] }],
    ['a long that is a number', { ...plain, groups: [{ ...covered, through: 1 }] }],
    ['a long with a leading zero', { ...plain, groups: [{ ...covered, through: '01' }] }],
    ['a group of another name', { ...plain, groups: [{ ...covered, group: '../g1' }] }],
    ['a group twice', { ...plain, groups: [covered, covered] }],
    ['a member list that is no digest', { ...plain, groups: [{ ...covered, members: 'x' }] }],
    ['no revision', { run: 'r', groups: [] }],
  ])('is refused with %s', (_, value) => {
    expect(() => decodeCoverage(value)).toThrow();
  });

  it('is taken where it is right, so that the refusals above mean something', () => {
    expect(decodeCoverage({ ...plain, groups: [covered] }).groups[0]?.through).toBe(1n);
  });
});
