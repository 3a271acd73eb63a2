import { expect, test } from 'vitest';
import { modeOf, rowsOf } from '../../src/plan/plan-table.ts';
import { FIRST_CELL, NULL_CELL } from '../../src/plan/week-grid.ts';
import {
  CELLS,
  covered,
  g1,
  g2,
  holding,
  moves,
  NEW_CLAIM,
  OLD_CLAIM,
  partial,
  plan,
  rows,
  TILED,
  task,
  UNTIL,
  whole,
} from './plan-cases.ts';
import { THIS_WEEK } from './survey-states.ts';

test('a new group is backfilled oldest slice first, and only the last commit carries watermark and claim', () => {
  const found = plan(task([g1]), whole(g1, TILED, 10n, 95n, 60n, 30n));
  expect(moves(found)).toEqual([['g1 new 0'], ['g1 new 1'], ['g1 new 2', 'g1 new 3']]);
  expect(found.units.map(({ groups }) => groups[0]?.through)).toEqual([null, null, UNTIL]);
  expect(found.units.map(({ survey }) => survey)).toEqual([undefined, undefined, NEW_CLAIM]);
  expect(found.units[0]?.transfers[0]).toMatchObject({ since: null, key: 'key-1', expected: rows(10n) });
  expect(rowsOf(found)).toBe(195n);
  expect(modeOf(task([g1]), found)).toBe('backfill');
});

test('each commit of a backfill lists all slices, with the rows that have landed by then', () => {
  const found = plan(task([g1]), whole(g1, TILED, 0n, 95n, 60n, 30n));
  const listed = found.units.map(({ groups }) => groups[0]?.slices.map((slice) => slice.rows));
  expect(listed).toEqual([
    [0n, 95n, 0n, 0n],
    [0n, 95n, 60n, 30n],
  ]);
  expect(found.units.at(-1)?.groups).toEqual([covered(g1, holding(0n, 95n, 60n, 30n), UNTIL)]);
});

test('a slice is never split, however many rows it has', () => {
  expect(moves(plan(task([g1]), whole(g1, TILED, 0n, 5000n)))).toEqual([['g1 new 1']]);
});

test('a backfill that was cut short resumes behind its last commit', () => {
  const first = plan(task([g1]), whole(g1, TILED, 10n, 95n, 60n, 30n));
  const after = first.units[1]?.groups ?? [];
  const rest = plan(task([g1], after, false), whole(g1, after[0]?.slices ?? [], 10n, 95n, 60n, 30n));
  expect(moves(rest)).toEqual([['g1 new 2', 'g1 new 3']]);
  expect(rest.units[0]?.groups).toEqual(first.units[2]?.groups);
});

test('a backfill that was cut short behind its last row still owes the watermark, in a commit without rows', () => {
  const slices = holding(10n, 95n, 60n, 30n);
  const rest = plan(task([g1], [covered(g1, slices, null)], false), whole(g1, slices, 10n, 95n, 60n, 30n));
  expect(rest.units).toEqual([{ transfers: [], groups: [covered(g1, slices, UNTIL)], survey: NEW_CLAIM }]);
});

test('a group without any row in the source is covered by one commit that says so', () => {
  const found = plan(task([g1]), whole(g1, TILED));
  expect(found.units).toEqual([{ transfers: [], groups: [covered(g1, TILED, UNTIL)], survey: NEW_CLAIM }]);
});

test('in the middle of a backfill beside covered groups the old claim still holds for these', () => {
  const slices = holding(0n, 50n, 20n, 0n);
  const what = task([g1, g2], [covered(g1, slices)]);
  const found = plan(what, partial(g1, slices, { fresh: { 3: 6n } }), whole(g2, TILED, 0n, 95n, 90n));
  expect(moves(found)).toEqual([['g2 new 1'], ['g2 new 2', 'g1 new 3']]);
  expect(found.units[0]).toMatchObject({
    survey: OLD_CLAIM,
    groups: [covered(g1, slices), { group: 'g2', through: null, members: 'key-2' }],
  });
  expect(found.units[1]?.groups.map(({ through }) => through)).toEqual([UNTIL, UNTIL]);
  expect(modeOf(what, found)).toBe('backfill');
});

test('a commit that holds the end of a backfill and the start of an increment vouches for nothing unless it is the last', () => {
  const slices = holding(0n, 50n, 20n, 0n);
  const what = task([g1, g2], [covered(g1, slices)]);
  const found = plan(what, partial(g1, slices, { fresh: { 2: 60n, 3: 90n } }), whole(g2, TILED, 0n, 30n));
  expect(moves(found)).toEqual([['g2 new 1', 'g1 append 2'], ['g1 new 3']]);
  expect(found.units[0]?.survey).toBeUndefined();
});

test('a group with other members is compared under its new list, and open until the last commit', () => {
  const slices = holding(0n, 50n, 70n, 40n);
  const what = task([{ ...g1, key: 'fewer' }], [covered(g1, slices)]);
  const found = plan(what, whole({ ...g1, key: 'fewer' }, slices, 0n, 45n, 66n, 40n));
  expect(moves(found)).toEqual([['g1 replace 1'], ['g1 replace 2']]);
  expect(found.units[0]?.groups[0]).toMatchObject({ members: 'fewer', through: null });
  expect(found.units[1]?.groups[0]).toMatchObject({ members: 'fewer', through: UNTIL });
});

test('another list of members that changes no slice is still written down', () => {
  const slices = holding(0n, 50n, 20n, 0n);
  const fewer = { ...g1, key: 'fewer' };
  const found = plan(task([fewer], [covered(g1, slices, UNTIL)]), whole(fewer, slices, 0n, 50n, 20n));
  expect(found.units).toEqual([
    { transfers: [], groups: [covered(fewer, slices, UNTIL)], survey: NEW_CLAIM },
  ]);
});

test('rows without load_dt are the oldest, history is next', () => {
  expect(CELLS).toEqual([NULL_CELL, FIRST_CELL, THIS_WEEK - 1, THIS_WEEK]);
  const found = plan(task([g1]), { ...whole(g1, TILED.toReversed(), 30n, 60n, 95n, 10n) });
  expect(moves(found)).toEqual([['g1 new 0'], ['g1 new 1'], ['g1 new 2', 'g1 new 3']]);
});
