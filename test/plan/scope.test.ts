import { expect, test } from 'vitest';
import { WEEK } from '../../src/instant.ts';
import type { Coverage, GroupCoverage } from '../../src/landing/coverage.ts';
import { needsStage, regionsOf, scopeOf } from '../../src/plan/scope.ts';
import { claimOf, type SourceState } from '../../src/plan/source-state.ts';
import type { GroupTask, TableTask } from '../../src/plan/table-task.ts';
import { tile } from '../../src/plan/tiling.ts';
import { FIRST_CELL, NULL_CELL } from '../../src/plan/week-grid.ts';
import { COLUMNS } from './source-oracle.ts';
import { burst, SUNDAY, surveyed, THIS_WEEK, weekly } from './survey-states.ts';

const UNTIL = SUNDAY + 1n;
const LATER = UNTIL + WEEK;
const group: GroupTask = { group: 'g1', key: 'members', slot: 0 };

const before = surveyed([weekly(1, 30n), weekly(0, 40n), burst(null, 5n)], 1000n);
const covered: GroupCoverage = {
  group: 'g1',
  members: 'members',
  through: UNTIL,
  slices: tile(new Map(), THIS_WEEK - 8, THIS_WEEK, 100),
};
const landed: Coverage = { run: 'r', revision: 1, groups: [covered], survey: claimOf(before, UNTIL) };

const scope = (coverage: Coverage | undefined, state: SourceState, until = UNTIL) => {
  const task: TableTask = {
    cohort: 'a-cohort',
    table: 'measurement',
    revision: 1,
    columns: COLUMNS,
    columnSet: 0,
    coverage,
    groups: [group],
  };
  return scopeOf(task, group, state, until);
};

const unpinned = (state: SourceState): SourceState => ({
  ...state,
  source: { ...state.source, version: null },
});
const changed = surveyed([weekly(1, 30n), weekly(0, 40n, 41n), burst(null, 5n)], 1000n);
const rewritten = surveyed(before.bursts, 1001n);

test.each([
  ['no table', undefined],
  ['a table without the group', { ...landed, groups: [] }],
  ['an unfinished backfill', { ...landed, groups: [{ ...covered, through: null }] }],
  ['other members', { ...landed, groups: [{ ...covered, members: 'others' }] }],
])('a group of which the landing has %s is looked at as a whole', (_, coverage) => {
  expect(scope(coverage, before)).toEqual({ kind: 'whole' });
});

test('where nothing changed there is nothing to look at, and nothing is staged', () => {
  const found = scope(landed, before);
  expect(found).toEqual({ kind: 'partial', through: UNTIL, slices: [], freshFrom: null });
  expect(needsStage(found)).toBe(false);
});

test('a further week is looked at from the watermark on, and not at all where the source has no row of it', () => {
  const grown = surveyed([...before.bursts, burst(SUNDAY + WEEK, 3n)], 1000n);
  expect(scope(landed, grown, LATER)).toMatchObject({ slices: [], freshFrom: UNTIL });
  expect(scope(landed, before, LATER)).toMatchObject({ slices: [], freshFrom: null });
});

test('rows that have not settled are not fresh', () => {
  const loading = surveyed([...before.bursts, burst(SUNDAY + WEEK, 3n)], 1000n);
  expect(scope(landed, loading, UNTIL)).toMatchObject({ freshFrom: null });
});

test('only the slices of a cell that changed are looked at', () => {
  const found = scope(landed, changed);
  expect(found).toMatchObject({ kind: 'partial', slices: [{ firstCell: THIS_WEEK, lastCell: THIS_WEEK }] });
  expect(needsStage(found)).toBe(true);
});

test('a change of history is looked for in all slices', () => {
  expect(scope(landed, rewritten)).toEqual({ kind: 'history', through: UNTIL, slices: covered.slices });
});

test('so is a landing that makes no claim, as a crash leaves it', () => {
  const { survey: _, ...crashed } = landed;
  expect(scope(crashed, before)).toEqual({ kind: 'history', through: UNTIL, slices: covered.slices });
});

test('a source that cannot be read by version is staged whole rather than compared in one statement and read in another', () => {
  expect(scope(landed, unpinned(rewritten))).toEqual({ kind: 'whole' });
  expect(scope(landed, unpinned(changed))).toMatchObject({ kind: 'partial' });
});

test('each slice is a region of its own while there are few, whatever groups it belongs to', () => {
  const slices = tile(new Map([[NULL_CELL, 150n]]), THIS_WEEK, THIS_WEEK, 100);
  const regions = regionsOf([...slices, ...slices]);
  expect(regions).toEqual([
    { firstCell: NULL_CELL, lastCell: NULL_CELL, firstHash: 0, lastHash: 2047 },
    { firstCell: NULL_CELL, lastCell: NULL_CELL, firstHash: 2048, lastHash: 4095 },
    { firstCell: FIRST_CELL, lastCell: THIS_WEEK - 1, firstHash: 0, lastHash: 4095 },
    { firstCell: THIS_WEEK, lastCell: THIS_WEEK, firstHash: 0, lastHash: 4095 },
  ]);
});

test('many slices become one region that holds them all, and one for the rows without load_dt', () => {
  const weeks = tile(
    new Map([
      [THIS_WEEK - 40, 50_000n],
      [NULL_CELL, 100n],
    ]),
    THIS_WEEK - 8,
    THIS_WEEK,
    100,
  );
  const all = { firstHash: 0, lastHash: 4095 };
  const bounding = { firstCell: FIRST_CELL, lastCell: THIS_WEEK, ...all };
  const nulls = { firstCell: NULL_CELL, lastCell: NULL_CELL, ...all };
  expect(regionsOf(weeks)).toEqual([bounding, nulls]);
  expect(regionsOf(weeks.filter(({ firstCell }) => firstCell !== NULL_CELL))).toEqual([bounding]);
});

test('many slices of rows without load_dt alone are one region', () => {
  const nulls = tile(new Map([[NULL_CELL, 50_000n]]), THIS_WEEK, THIS_WEEK, 100).filter(
    ({ firstCell }) => firstCell === NULL_CELL,
  );
  expect(nulls.length).toBeGreaterThan(60);
  expect(regionsOf(nulls)).toEqual([
    { firstCell: NULL_CELL, lastCell: NULL_CELL, firstHash: 0, lastHash: 4095 },
  ]);
});
