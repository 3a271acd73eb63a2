import { expect } from 'vitest';
import type { Instant } from '../../src/instant.ts';
import { DAY, HOUR } from '../../src/instant.ts';
import type { Coverage, Slice } from '../../src/landing/coverage.ts';
import type { Count } from '../../src/plan/census.ts';
import type { SliceTransfer, TablePlan, Unit } from '../../src/plan/plan-table.ts';
import { regionOf } from '../../src/plan/scope.ts';
import type { TableTask } from '../../src/plan/table-task.ts';
import type { SourceTable } from '../../src/source/statements/source-table.ts';
import { compareTable } from '../../src/sync/compare.ts';
import { observe, recentFrom, surveyAgain } from '../../src/sync/observe.ts';
import {
  COLUMNS,
  COLUMNS_WITHOUT_VALUE,
  changeSum,
  inRegion,
  KEY_COLUMNS,
  oracleWarehouse,
  type Source,
  type SourceRow,
  transferSum,
  valuesOf,
} from './source-oracle.ts';

/** Short, so that a handful of weeks reaches behind it. */
export const RECHECK = 14n * DAY;
export const SETTLE = 6n * HOUR;
const ROWS_PER_SLICE = 2;

/** A cohort with its landing: the rows of each slice, and what the newest commit says. */
export interface Cohort {
  readonly name: string;
  readonly columnSet: number;
  revision: number;
  groups: { readonly group: string; persons: ReadonlySet<bigint> }[];
  coverage: Coverage | undefined;
  slices: Map<string, readonly SourceRow[]>;
}

export interface World {
  readonly source: Source;
  readonly cohorts: Cohort[];
  /** True: the source can be read by version. */
  readonly pinned: boolean;
  version: bigint;
}

export interface Sync {
  readonly until: Instant;
  readonly plans: readonly TablePlan[];
  /** The rows that each cohort took over the wire, by the cohort's name. */
  readonly moved: ReadonlyMap<string, readonly SourceRow[]>;
}

export function createWorld(pinned: boolean): World {
  const columnSets = [COLUMNS, COLUMNS_WITHOUT_VALUE];
  const source: Source = {
    rows: [],
    now: 0n,
    settle: SETTLE,
    rosters: new Map(),
    columnSets,
    stage: [],
    beforeStage: undefined,
    asked: [],
  };
  return { source, cohorts: [], pinned, version: 0n };
}

export const keyOf = (persons: ReadonlySet<bigint>): string => `key${[...persons].sort().join('_')}`;

export const personsOf = (cohort: Cohort): ReadonlySet<bigint> =>
  new Set(cohort.groups.flatMap(({ persons }) => [...persons]));

/** One cohort, or all of them where it is past the last, gets no further than so many commits. */
export interface Crash {
  readonly cohort: number;
  readonly commits: number;
}

/** One whole run over all cohorts. */
export async function sync(world: World, crash?: Crash): Promise<Sync> {
  const { source, cohorts } = world;
  const rows = source.rows;
  const warehouse = oracleWarehouse(source, world.pinned ? rows : undefined);
  const table: SourceTable = {
    table: 'measurement',
    columns: COLUMNS,
    version: world.pinned ? world.version : null,
    timeZone: 'UTC',
  };
  const schemas = { catalog: undefined, schema: 'omop', sandbox: 'sandbox' };
  const tasks = tasksOf(world);
  const throughs = cohorts.flatMap(({ coverage }) =>
    (coverage?.groups ?? []).flatMap(({ through }) => (through === null ? [] : [through])),
  );
  const { until, tables } = await observe(warehouse, schemas, {
    sources: [{ source: table, columns: COLUMNS }],
    throughs,
    settle: SETTLE,
    recheck: RECHECK,
  });
  const state = tables.get('measurement');
  if (state === undefined) throw new Error('the table was not observed');
  const { plans } = await compareTable({
    warehouse,
    schemas,
    state,
    tasks,
    until,
    recentFrom: recentFrom(until, RECHECK),
    rowsPerSlice: ROWS_PER_SLICE,
    keyColumns: KEY_COLUMNS,
    stage: 'stage',
    guardRosters: async () => undefined,
    surveyAgain: () => surveyAgain(warehouse, schemas, state, COLUMNS, SETTLE, until),
  });
  const moved = new Map(
    cohorts.map((cohort, index) => {
      const crashed = crash !== undefined && (crash.cohort === index || crash.cohort >= cohorts.length);
      return [
        cohort.name,
        apply(world, cohort, plans[index] as TablePlan, crashed ? crash.commits : undefined),
      ];
    }),
  );
  return { until, plans, moved };
}

function tasksOf({ source, cohorts }: World): readonly TableTask[] {
  let slot = 0;
  source.rosters.clear();
  return cohorts.map((cohort) => ({
    cohort: cohort.name,
    table: 'measurement',
    revision: cohort.revision,
    columns: source.columnSets[cohort.columnSet] ?? [],
    columnSet: cohort.columnSet,
    coverage: cohort.coverage,
    groups: cohort.groups.map(({ group, persons }) => {
      const key = keyOf(persons);
      source.rosters.set(key, persons);
      return { group, key, slot: slot++ };
    }),
  }));
}

/** Does what the plan says, commit by commit, checking each as the runner does. */
function apply(world: World, cohort: Cohort, plan: TablePlan, commits?: number): readonly SourceRow[] {
  const units = plan.units.slice(0, commits);
  const moved = units.flatMap((unit) => unit.transfers.flatMap((transfer) => take(world, cohort, transfer)));
  for (const unit of units) commit(cohort, plan, unit);
  return moved;
}

function take(world: World, cohort: Cohort, transfer: SliceTransfer): readonly SourceRow[] {
  const { slice, since, key, expected } = transfer;
  const persons = world.source.rosters.get(key) ?? new Set();
  const rows = world.source.stage.filter(
    (row) =>
      persons.has(row.person) &&
      inRegion(row, regionOf(slice)) &&
      (since === null || (row.load !== null && row.load >= since)),
  );
  const columns = world.source.columnSets[cohort.columnSet] ?? [];
  expect({
    rows: BigInt(rows.length),
    transfer: transferSum(rows),
    change: changeSum(rows, columns),
  }).toEqual(expected);
  const place = placeOf(transfer.group, slice);
  const held = cohort.slices.get(place) ?? [];
  if (transfer.kind === 'new') expect(held).toEqual([]);
  cohort.slices.set(place, transfer.kind === 'replace' ? rows : [...held, ...rows]);
  return rows;
}

function commit(cohort: Cohort, plan: TablePlan, unit: Unit): void {
  const survey = unit.survey === undefined ? {} : { survey: unit.survey };
  cohort.coverage = { run: 'run', revision: plan.revision, groups: unit.groups, ...survey };
}

function placeOf(group: string, slice: Slice): string {
  return [group, slice.firstCell, slice.lastCell, slice.bucket, slice.buckets].join('/');
}

/** What the newest commit says of each slice is what lies there, and nothing lies anywhere else. */
export function checkAccount({ source }: World, cohort: Cohort): void {
  const columns = source.columnSets[cohort.columnSet] ?? [];
  const account = (cohort.coverage?.groups ?? []).flatMap(({ group, slices }) =>
    slices.map((slice) => ({ place: placeOf(group, slice), count: countOf(slice) })),
  );
  const held = [...cohort.slices].map(([place, rows]) => ({
    place,
    count: countOf({
      rows: BigInt(rows.length),
      transfer: transferSum(rows),
      change: changeSum(rows, columns),
    }),
  }));
  const full = ({ count }: { count: string }) => !count.startsWith('0 ');
  const byPlace = (a: { place: string }, b: { place: string }) => (a.place < b.place ? -1 : 1);
  expect(held.filter(full).sort(byPlace)).toEqual(account.filter(full).sort(byPlace));
}

const countOf = ({ rows, transfer, change }: Count): string => `${rows} ${transfer.join(' ')} ${change}`;

/** Whole rows over the approved columns, as a multiset: sorted lines. */
export function lines(world: World, cohort: Cohort, rows: readonly SourceRow[]): readonly string[] {
  const columns = world.source.columnSets[cohort.columnSet] ?? [];
  return rows.map((row) => valuesOf(row, columns).join(' ')).sort();
}

export function landed(world: World, cohort: Cohort): readonly string[] {
  return lines(world, cohort, [...cohort.slices.values()].flat());
}

/** The source restricted to the cohort's persons, below an instant: what the landing must hold. */
export function approved(world: World, cohort: Cohort, until: Instant): readonly string[] {
  const persons = personsOf(cohort);
  const rows = world.source.rows.filter(
    ({ person, load }) => persons.has(person) && (load === null || load < until),
  );
  return lines(world, cohort, rows);
}
