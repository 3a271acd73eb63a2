import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dataFilePath,
  leasePath,
  memberListPath,
  parseDataFilePath,
  runPath,
  snapshotPath,
  tableFolder,
} from '../../src/landing/paths.ts';
import { FIRST_CELL, NULL_CELL } from '../../src/plan/week-grid.ts';
import { PERSON_TABLE, week } from './landed-files.ts';

const UNSAFE = expect.objectContaining({ code: 'UNSAFE_PATH' });

const slice = fc
  .record({
    firstCell: fc.integer({ min: FIRST_CELL, max: 200_000 }),
    length: fc.nat({ max: 500 }),
    nulls: fc.boolean(),
    power: fc.integer({ min: 0, max: 12 }),
    bucket: fc.nat(),
  })
  .map(({ firstCell, length, nulls, power, bucket }) => ({
    ...(nulls ? { firstCell: NULL_CELL, lastCell: NULL_CELL } : { firstCell, lastCell: firstCell + length }),
    bucket: bucket % 2 ** power,
    buckets: 2 ** power,
  }));

describe('paths of the landing', () => {
  it.each([
    '',
    '..',
    'a/b',
    '../x',
    'Demo',
    'x',
    '-ab',
    'demo cohort',
    'demo%2f',
    `d${'e'.repeat(48)}`,
    'demo\n',
  ])('refuse the cohort id %j', (cohort) => {
    expect(() => tableFolder({ cohort, table: 'person' })).toThrow(UNSAFE);
    expect(() => leasePath(cohort)).toThrow(UNSAFE);
    expect(() => snapshotPath(cohort, 1)).toThrow(UNSAFE);
    expect(() => memberListPath(cohort, 'a'.repeat(64))).toThrow(UNSAFE);
  });

  it.each(['', 'Person', 'persons', '../person', '_delta_log', '__proto__'])(
    'refuse the table %j',
    (table) => {
      expect(() => tableFolder({ cohort: 'demo-cohort', table })).toThrow(UNSAFE);
    },
  );

  it.each(['', 'g', 'g0', 'g01', 'G1', 'g1/../..', 'x1'])('refuse the group %j', (group) => {
    expect(() => dataFilePath(PERSON_TABLE, { group, slice: week(1) }, randomUUID())).toThrow(UNSAFE);
  });

  it.each([
    ['cells that run backward', { firstCell: 5, lastCell: 4, bucket: 0, buckets: 1 }],
    ['a null cell that runs on', { firstCell: NULL_CELL, lastCell: 4, bucket: 0, buckets: 1 }],
    ['a bucket beyond the last', week(1, 4, 4)],
    ['buckets that are no power of two', week(1, 0, 3)],
    ['more buckets than hashes', week(1, 0, 8192)],
    ['a half cell', { firstCell: 0.5, lastCell: 1, bucket: 0, buckets: 1 }],
  ])('refuse a slice with %s', (_, broken) => {
    expect(() => dataFilePath(PERSON_TABLE, { group: 'g1', slice: broken }, randomUUID())).toThrow(UNSAFE);
  });

  it('refuse run ids and report names that climb', () => {
    expect(() => runPath('../x', 'report.json')).toThrow(UNSAFE);
    expect(() => runPath('run-1', '../report.json')).toThrow(UNSAFE);
    expect(runPath('run-1', 'report.json')).toBe('_cohort-sync/runs/run-1/report.json');
  });

  it('end in a slash where they are prefixes, so that no table is found beneath another', () => {
    expect(tableFolder({ cohort: 'demo', table: 'visit_occurrence' })).toBe('cohorts/demo/visit_occurrence/');
    expect(
      tableFolder({ cohort: 'demo-2', table: 'person' }).startsWith(
        tableFolder({ cohort: 'demo', table: 'person' }),
      ),
    ).toBe(false);
  });
});

describe('a data file', () => {
  it('says its group and slice in its path, in characters that no URI encodes', () => {
    fc.assert(
      fc.property(slice, fc.integer({ min: 1, max: 999 }), (wanted, number) => {
        const name = { group: `g${number}`, slice: wanted };
        const path = dataFilePath(PERSON_TABLE, name, randomUUID());
        expect(parseDataFilePath(PERSON_TABLE, path)).toEqual(name);
        expect(path.split('/').map(encodeURIComponent).join('/')).toBe(path);
      }),
    );
  });

  it('is not what other paths are', () => {
    const path = dataFilePath(PERSON_TABLE, { group: 'g1', slice: week(2900) }, randomUUID());
    expect(parseDataFilePath({ ...PERSON_TABLE, table: 'death' }, path)).toBeUndefined();
    expect(parseDataFilePath(PERSON_TABLE, path.replace('0of1', '1of1'))).toBeUndefined();
    expect(parseDataFilePath(PERSON_TABLE, `${path}.crc`)).toBeUndefined();
    expect(parseDataFilePath(PERSON_TABLE, 'cohorts/demo-cohort/person/part-00000.parquet')).toBeUndefined();
  });
});
