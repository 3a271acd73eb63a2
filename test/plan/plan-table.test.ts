import { expect, test } from 'vitest';
import { WEEK } from '../../src/instant.ts';
import type { Coverage, GroupCoverage, Slice, SurveyClaim } from '../../src/landing/coverage.ts';
import { type Count, NOTHING } from '../../src/plan/census.ts';
import { type GroupFinding, modeOf, planTable, rowsOf, type TablePlan } from '../../src/plan/plan-table.ts';
import type { PartialScope } from '../../src/plan/scope.ts';
import type { GroupTask, TableTask } from '../../src/plan/table-task.ts';
import { tile } from '../../src/plan/tiling.ts';
import { FIRST_CELL, NULL_CELL } from '../../src/plan/week-grid.ts';
import { COLUMNS } from './source-oracle.ts';
import { SUNDAY, THIS_WEEK } from './survey-states.ts';

const UNTIL = SUNDAY + 1n;
const THROUGH = UNTIL - WEEK;
const ROWS_PER_COMMIT = 100;

/** Null cell, history, last week, this week: one slice each. */
const TILED = tile(new Map(), THIS_WEEK - 1, THIS_WEEK, 100);
const CELLS = TILED.map(({ firstCell }) => firstCell);

const rows = (count: bigint): Count => ({
  rows: count,
  transfer: [count * 3n, count * 5n],
  change: count * 7n,
});
const g1: GroupTask = { group: 'g1', key: 'key-1', slot: 0 };
const g2: GroupTask = { group: 'g2', key: 'key-2', slot: 1 };

const claim = (total: bigint): SurveyClaim => ({
  version: 1n,
  total,
  columns: 'c',
  firstCell: THIS_WEEK - 9,
  cells: [],
});
const OLD_CLAIM = claim(100n);
const NEW_CLAIM = claim(200n);

/** Slices that hold so many rows each, in the order of TILED. */
const holding = (...counts: bigint[]): readonly Slice[] =>
  TILED.map((slice, index) => ({ ...slice, ...rows(counts[index] ?? 0n) }));

const task = (groups: readonly GroupTask[], covered?: readonly GroupCoverage[], survey = true): TableTask => {
  const coverage: Coverage | undefined = covered && {
    run: 'run',
    revision: 1,
    groups: covered,
    ...(survey ? { survey: OLD_CLAIM } : {}),
  };
  return {
    cohort: 'a-cohort',
    table: 'measurement',
    revision: 1,
    columns: COLUMNS,
    columnSet: 0,
    coverage,
    groups,
  };
};

const covered = (
  group: GroupTask,
  slices: readonly Slice[],
  through: bigint | null = THROUGH,
): GroupCoverage => ({
  group: group.group,
  members: group.key,
  through,
  slices,
});

/** All of a group was compared: the source holds so many rows for each slice. */
const whole = (group: GroupTask, slices: readonly Slice[], ...found: bigint[]): GroupFinding => ({
  task: group,
  slices,
  census: slices.map((_, index) => ({ old: rows(found[index] ?? 0n), fresh: NOTHING })),
  scope: undefined,
});

/** Some slices were compared, by their index, and what is fresh was counted. */
function partial(
  group: GroupTask,
  slices: readonly Slice[],
  { compared = [] as number[], old = {} as Record<number, bigint>, fresh = {} as Record<number, bigint> },
): GroupFinding {
  const scope: PartialScope = {
    kind: 'partial',
    through: THROUGH,
    slices: compared.map((index) => slices[index] as Slice),
    freshFrom: Object.keys(fresh).length > 0 ? THROUGH : null,
  };
  const census = slices.map((_, index) => ({ old: rows(old[index] ?? 0n), fresh: rows(fresh[index] ?? 0n) }));
  return { task: group, slices, census, scope };
}

const plan = (what: TableTask, ...findings: GroupFinding[]): TablePlan =>
  planTable(what, findings, UNTIL, NEW_CLAIM, ROWS_PER_COMMIT);

const moves = (what: TablePlan) =>
  what.units.map(({ transfers }) =>
    transfers.map(({ kind, slice, group }) => `${group} ${kind} ${CELLS.indexOf(slice.firstCell)}`),
  );

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

test('rows without load_dt are the oldest, history is next', () => {
  expect(CELLS).toEqual([NULL_CELL, FIRST_CELL, THIS_WEEK - 1, THIS_WEEK]);
  const found = plan(task([g1]), { ...whole(g1, TILED.toReversed(), 30n, 60n, 95n, 10n) });
  expect(moves(found)).toEqual([['g1 new 0'], ['g1 new 1'], ['g1 new 2', 'g1 new 3']]);
});
