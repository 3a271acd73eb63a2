import { WEEK } from '../../src/instant.ts';
import type { Coverage, GroupCoverage, Slice, SurveyClaim } from '../../src/landing/coverage.ts';
import { type Count, NOTHING } from '../../src/plan/census.ts';
import { type GroupFinding, planTable, type TablePlan } from '../../src/plan/plan-table.ts';
import type { PartialScope } from '../../src/plan/scope.ts';
import type { GroupTask, TableTask } from '../../src/plan/table-task.ts';
import { tile } from '../../src/plan/tiling.ts';
import { COLUMNS } from './source-oracle.ts';
import { SUNDAY, THIS_WEEK } from './survey-states.ts';

export const UNTIL = SUNDAY + 1n;
export const THROUGH = UNTIL - WEEK;
export const ROWS_PER_COMMIT = 100;

/** Null cell, history, last week, this week: one slice each. */
export const TILED = tile(new Map(), THIS_WEEK - 1, THIS_WEEK, 100);
export const CELLS = TILED.map(({ firstCell }) => firstCell);

export const rows = (count: bigint): Count => ({
  rows: count,
  transfer: [count * 3n, count * 5n],
  change: count * 7n,
});
export const g1: GroupTask = { group: 'g1', key: 'key-1', slot: 0 };
export const g2: GroupTask = { group: 'g2', key: 'key-2', slot: 1 };

export const claim = (total: bigint): SurveyClaim => ({
  version: 1n,
  total,
  columns: 'c',
  firstCell: THIS_WEEK - 9,
  cells: [],
});
export const OLD_CLAIM = claim(100n);
export const NEW_CLAIM = claim(200n);

/** Slices that hold so many rows each, in the order of TILED. */
export const holding = (...counts: bigint[]): readonly Slice[] =>
  TILED.map((slice, index) => ({ ...slice, ...rows(counts[index] ?? 0n) }));

export const task = (
  groups: readonly GroupTask[],
  covered?: readonly GroupCoverage[],
  survey = true,
): TableTask => {
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

export const covered = (
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
export const whole = (group: GroupTask, slices: readonly Slice[], ...found: bigint[]): GroupFinding => ({
  task: group,
  slices,
  census: slices.map((_, index) => ({ old: rows(found[index] ?? 0n), fresh: NOTHING })),
  scope: undefined,
});

/** Some slices were compared, by their index, and what is fresh was counted. */
export function partial(
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

export const plan = (what: TableTask, ...findings: GroupFinding[]): TablePlan =>
  planTable(what, findings, UNTIL, NEW_CLAIM, ROWS_PER_COMMIT);

export const moves = (what: TablePlan) =>
  what.units.map(({ transfers }) =>
    transfers.map(({ kind, slice, group }) => `${group} ${kind} ${CELLS.indexOf(slice.firstCell)}`),
  );
