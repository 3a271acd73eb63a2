import { expect, test } from 'vitest';
import { NOTHING } from '../../src/plan/census.ts';
import { modeOf, rowsOf } from '../../src/plan/plan-table.ts';
import type { TableTask } from '../../src/plan/table-task.ts';
import {
  covered,
  g1,
  g2,
  holding,
  moves,
  NEW_CLAIM,
  partial,
  plan,
  rows,
  THROUGH,
  TILED,
  task,
  UNTIL,
} from './plan-cases.ts';

test('the fresh rows of a week are added to what its slice holds; a slice that held none is new', () => {
  const slices = holding(0n, 50n, 20n, 0n);
  const what = task([g1], [covered(g1, slices)]);
  const found = plan(what, partial(g1, slices, { fresh: { 2: 4n, 3: 6n } }));
  expect(moves(found)).toEqual([['g1 append 2', 'g1 new 3']]);
  expect(found.units[0]?.transfers.map(({ since }) => since)).toEqual([THROUGH, THROUGH]);
  expect(found.units[0]?.transfers.map(({ expected }) => expected.rows)).toEqual([4n, 6n]);
  expect(found.units[0]?.groups).toEqual([covered(g1, holding(0n, 50n, 24n, 6n), UNTIL)]);
  expect(modeOf(what, found)).toBe('increment');
});

test('a slice that was not compared is left alone, whatever the census says of its old rows', () => {
  const slices = holding(0n, 50n, 20n, 0n);
  const what = task([g1], [covered(g1, slices)]);
  expect(moves(plan(what, partial(g1, slices, { old: { 1: 3n }, fresh: { 3: 6n } })))).toEqual([
    ['g1 new 3'],
  ]);
});

test('a slice that differs is replaced whole, its fresh rows with it', () => {
  const slices = holding(0n, 50n, 20n, 0n);
  const what = task([g1], [covered(g1, slices)]);
  const found = plan(what, partial(g1, slices, { compared: [2], old: { 2: 21n }, fresh: { 2: 4n } }));
  expect(moves(found)).toEqual([['g1 replace 2']]);
  expect(found.units[0]?.transfers[0]).toMatchObject({
    since: null,
    expected: rows(25n),
    slice: { rows: 25n },
  });
  expect(modeOf(what, found)).toBe('repair');
});

test('a slice whose rows are all gone is replaced by nothing', () => {
  const slices = holding(0n, 50n, 20n, 0n);
  const found = plan(task([g1], [covered(g1, slices)]), partial(g1, slices, { compared: [2] }));
  expect(moves(found)).toEqual([['g1 replace 2']]);
  expect(found.units[0]?.transfers[0]?.expected).toEqual(NOTHING);
});

test('a slice with as many rows but another change fingerprint differs', () => {
  const slices = holding(0n, 50n, 20n, 0n).map((slice) => ({ ...slice, change: slice.change + 1n }));
  const found = plan(
    task([g1], [covered(g1, slices)]),
    partial(g1, slices, { compared: [1, 2], old: { 1: 50n, 2: 20n } }),
  );
  expect(moves(found)).toEqual([['g1 replace 1', 'g1 replace 2']]);
});

test('a late row of an empty week is new to its slice', () => {
  const slices = holding(0n, 50n, 0n, 0n);
  const found = plan(
    task([g1], [covered(g1, slices)]),
    partial(g1, slices, { compared: [2], old: { 2: 1n } }),
  );
  expect(moves(found)).toEqual([['g1 new 2']]);
  expect(found.units[0]?.transfers[0]?.since).toBeNull();
});

test('a slice that a run has landed ahead of the watermark before it was cut short is not moved again', () => {
  const slices = holding(0n, 50n, 24n, 0n);
  const what = task([g1], [covered(g1, slices)], false);
  const found = plan(what, partial(g1, slices, { compared: [2], old: { 2: 20n }, fresh: { 2: 4n, 3: 6n } }));
  expect(moves(found)).toEqual([['g1 new 3']]);
  expect(found.units[0]?.groups).toEqual([covered(g1, holding(0n, 50n, 24n, 6n), UNTIL)]);
});

test('in the middle of increments and repairs nothing is vouched for', () => {
  const slices = holding(0n, 50n, 80n, 0n);
  const what = task([g1], [covered(g1, slices)]);
  const found = plan(what, partial(g1, slices, { compared: [2], old: { 2: 81n }, fresh: { 3: 60n } }));
  expect(moves(found)).toEqual([['g1 replace 2'], ['g1 new 3']]);
  expect(found.units[0]).toMatchObject({ survey: undefined, groups: [{ through: THROUGH }] });
  expect(found.units[1]).toMatchObject({ survey: NEW_CLAIM, groups: [{ through: UNTIL }] });
});

test('where nothing moved the watermark moves, in one commit without rows', () => {
  const slices = holding(0n, 50n, 20n, 0n);
  const what = task([g1], [covered(g1, slices)]);
  const found = plan(what, partial(g1, slices, {}));
  expect(found.units).toEqual([{ transfers: [], groups: [covered(g1, slices, UNTIL)], survey: NEW_CLAIM }]);
  expect(modeOf(what, found)).toBe('increment');
  expect(rowsOf(found)).toBe(0n);
});

test('where nothing moved and nothing has to be said there is no commit', () => {
  const slices = holding(0n, 50n, 20n, 0n);
  const what = task([g1], [covered(g1, slices, UNTIL)]);
  const found = plan(what, partial(g1, slices, {}));
  expect(found.units).toEqual([]);
  expect(modeOf(what, found)).toBe('none');
});

test.each([
  ['another revision', (what: TableTask): TableTask => ({ ...what, revision: 2 })],
  [
    'a claim that is missing',
    (what: TableTask): TableTask => task(what.groups, what.coverage?.groups, false),
  ],
])('%s alone is worth a commit', (_, change) => {
  const slices = holding(0n, 50n, 20n, 0n);
  const what = change(task([g1], [covered(g1, slices, UNTIL)]));
  expect(plan(what, partial(g1, slices, {})).units).toHaveLength(1);
});

test('so is a group that the landing does not name any more or not yet', () => {
  const slices = holding(0n, 50n, 20n, 0n);
  const both = [covered(g1, slices, UNTIL), covered(g2, TILED, UNTIL)];
  const found = plan(task([g1], both), partial(g1, slices, {}));
  expect(found.units.map(({ groups }) => groups.map(({ group }) => group))).toEqual([['g1']]);
});
