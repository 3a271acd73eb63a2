import { HASH_RANGE } from '../fingerprint/person-bucket.ts';
import type { Instant } from '../instant.ts';
import type { Slice, SurveyClaim } from '../landing/coverage.ts';
import type { Column } from '../omop/column-type.ts';
import { type SliceCensus, sameCount, sumBySlice } from '../plan/census.ts';
import { type GroupFinding, planTable, type TablePlan } from '../plan/plan-table.ts';
import { hasDrifted, needsStage, type PartialScope, regionsOf, type Scope, scopeOf } from '../plan/scope.ts';
import { claimOf, type SourceState, sameClaim } from '../plan/source-state.ts';
import { coverageOf, type GroupTask, type TableTask } from '../plan/table-task.ts';
import { type CellRows, lastTiledCell, tile, tileWeeks } from '../plan/tiling.ts';
import { type Cell, cellOf } from '../plan/week-grid.ts';
import type { Schemas } from '../source/statements/source-table.ts';
import {
  type CensusRequest,
  type CensusRow,
  type CensusSlot,
  decodeCensus,
  decodeMeasure,
  measureStatement,
  sourceCensusStatement,
  stageCensusStatement,
  stageStatement,
} from '../source/statements/stage.ts';
import type { Warehouse } from '../source/warehouse.ts';

/** Everything that the comparison of one table over all cohorts needs; nothing here knows a cohort's file. */
export interface ComparisonRequest {
  readonly warehouse: Warehouse;
  readonly schemas: Schemas;
  readonly state: SourceState;
  readonly tasks: readonly TableTask[];
  readonly until: Instant;
  /** First cell that is tiled week by week in a backfill. */
  readonly recentFrom: Cell;
  readonly rowsPerSlice: number;
  /** Compare all history, not only what the survey shows to have changed. */
  readonly full?: boolean;
  readonly keyColumns: readonly string[];
  /** Name that the stage of this run and table gets in the sandbox. */
  readonly stage: string;
  /** The same survey, made again after the stage; asked for only where the table cannot be read by version. */
  readonly surveyAgain: () => Promise<SourceState>;
  /** Called when rows are about to be staged: there will be some to move. */
  readonly onStage?: () => void;
  /** Called before the first statement that reads the sandbox roster, and after the last. */
  readonly guardRosters: (keys: readonly string[]) => Promise<void>;
}

export interface Comparison {
  readonly plans: readonly TablePlan[];
  /** The stage that the plans' rows are read from; undefined when none was needed. */
  readonly stage: string | undefined;
}

interface Scoped {
  readonly task: TableTask;
  readonly group: GroupTask;
  readonly scope: Exclude<Scope, { kind: 'history' }>;
}

/**
 * Finds out, for all cohorts at once, which slices of one table differ from the source. The source table itself is read once
 * for the stage, and once more only when its total betrays a change of history.
 */
export async function compareTable(request: ComparisonRequest): Promise<Comparison> {
  const scoped = await resolveHistory(
    request,
    request.tasks.flatMap((task) => scopesOf(request, task)),
  );
  const staged = scoped.filter(({ scope }) => needsStage(scope));
  const evidence = staged.length > 0 ? await stageAndCount(request, staged) : undefined;
  const claim = await soundClaim(request, evidence !== undefined);
  const plans = request.tasks.map((task) => {
    const findings = scoped
      .filter((each) => each.task === task)
      .map((each) => finding(request, each, evidence));
    const drifted = hasDrifted(task, request.state);
    return planTable(task, findings, request.until, claim, request.rowsPerSlice, drifted);
  });
  return { plans, stage: evidence && request.stage };
}

/**
 * What the landings may claim to equal; nothing, where a table that cannot be read by version changed between its survey and its
 * stage: then the next run compares everything again, rather than believe a state that was never landed.
 */
async function soundClaim(request: ComparisonRequest, staged: boolean): Promise<SurveyClaim | undefined> {
  const claim = claimOf(request.state, request.until);
  if (!staged || request.state.source.version !== null) return claim;
  return sameClaim(claim, claimOf(await request.surveyAgain(), request.until)) ? claim : undefined;
}

type AnyScope = { readonly task: TableTask; readonly group: GroupTask; readonly scope: Scope };

function scopesOf(request: ComparisonRequest, task: TableTask): readonly AnyScope[] {
  return task.groups.map((group) => ({
    task,
    group,
    scope: scopeOf(task, group, request.state, request.until, request.full),
  }));
}

/** Turns "history changed" into the slices that did, by one census of the pinned source over all landed groups concerned. */
async function resolveHistory(
  request: ComparisonRequest,
  scopes: readonly AnyScope[],
): Promise<readonly Scoped[]> {
  const history = scopes.filter(({ scope }) => scope.kind === 'history');
  if (history.length === 0) return scopes as readonly Scoped[];
  const keys = history.map(({ group }) => group.key);
  await request.guardRosters(keys);
  const slots = history.map(({ group, scope }) =>
    scope.kind === 'history' ? slotOf(group, scope.through, scope.slices) : slotOf(group, request.until, []),
  );
  const census = censusRequest(request, `compare history of ${request.state.source.table}`, slots);
  const statement = sourceCensusStatement(request.schemas, request.state.source, request.until, census);
  const rows = bySlot(decodeCensus(await request.warehouse.query(statement), census.columnSets.length));
  await request.guardRosters(keys);
  return scopes.map(({ task, group, scope }): Scoped => {
    if (scope.kind !== 'history') return { task, group, scope };
    const found = sumBySlice(scope.slices, rows.get(group.slot) ?? [], finest(scope.slices), task.columnSet);
    const changed = scope.slices.filter(
      (slice, index) => !sameCount(slice, (found[index] as SliceCensus).old),
    );
    const freshFrom = request.until > scope.through ? scope.through : null;
    return { task, group, scope: { kind: 'partial', through: scope.through, slices: changed, freshFrom } };
  });
}

interface Evidence {
  readonly slices: ReadonlyMap<number, readonly Slice[]>;
  readonly census: ReadonlyMap<number, readonly CensusRow[]>;
}

async function stageAndCount(request: ComparisonRequest, staged: readonly Scoped[]): Promise<Evidence> {
  const { warehouse, schemas, state, stage, until } = request;
  const whole = staged.filter(({ scope }) => scope.kind === 'whole').map(({ group }) => group.key);
  const partial = staged.flatMap(({ group, scope }) => (scope.kind === 'partial' ? [{ group, scope }] : []));
  const keys = [...new Set(staged.map(({ group }) => group.key))];
  await request.guardRosters(keys);
  request.onStage?.();
  await warehouse.execute(
    stageStatement(schemas, state.source, {
      stage,
      columns: unionOfColumns(request.tasks),
      until,
      whole: [...new Set(whole)],
      partial: [...new Set(partial.map(({ group }) => group.key))],
      freshFrom: partial.map(({ scope }) => scope.freshFrom).reduce(earlier, null),
      regions: regionsOf(partial.flatMap(({ scope }) => scope.slices)),
    }),
  );
  const coarse = staged.map(({ group }) => slotOf(group, until, []));
  const measured = decodeMeasure(await warehouse.query(measureStatement(schemas, stage, coarse)));
  const slices = new Map(
    staged.map(({ task, group }) => {
      const rows = new Map(
        measured.filter((row) => row.slot === group.slot).map((row) => [row.cell, row.rows]),
      );
      return [group.slot, tiledSlices(request, task, group, rows)];
    }),
  );
  const slots = staged.map(({ group, scope }) =>
    slotOf(group, scope.kind === 'partial' ? scope.through : until, slices.get(group.slot) ?? []),
  );
  const census = censusRequest(request, `compare ${state.source.table}`, slots);
  const rows = await warehouse.query(stageCensusStatement(schemas, stage, census));
  await request.guardRosters(keys);
  return { slices, census: bySlot(decodeCensus(rows, census.columnSets.length)) };
}

function finding(
  request: ComparisonRequest,
  { task, group, scope }: Scoped,
  evidence: Evidence | undefined,
): GroupFinding {
  const slices = evidence?.slices.get(group.slot) ?? tiledSlices(request, task, group, new Map());
  const rows = evidence?.census.get(group.slot) ?? [];
  return {
    task: group,
    slices,
    census: sumBySlice(slices, rows, finest(slices), task.columnSet),
    scope: scope.kind === 'partial' ? (scope satisfies PartialScope) : undefined,
  };
}

/** What is tiled stays as it is; the weeks since are added; a group without any tiling gets one. */
function tiledSlices(
  request: ComparisonRequest,
  task: TableTask,
  group: GroupTask,
  rows: CellRows,
): readonly Slice[] {
  const lastCell = cellOf(request.until - 1n);
  const slices = coverageOf(task, group)?.slices ?? [];
  if (slices.length === 0) return tile(rows, request.recentFrom, lastCell, request.rowsPerSlice);
  return [...slices, ...tileWeeks(rows, lastTiledCell(slices) + 1, lastCell, request.rowsPerSlice)];
}

function slotOf(group: GroupTask, since: Instant, slices: readonly Slice[]): CensusSlot {
  return { slot: group.slot, key: group.key, since, width: HASH_RANGE / finest(slices) };
}

function finest(slices: readonly Slice[]): number {
  return slices.reduce((most, slice) => Math.max(most, slice.buckets), 1);
}

function censusRequest(
  request: ComparisonRequest,
  label: string,
  slots: readonly CensusSlot[],
): CensusRequest {
  const columnSets: (readonly Column[])[] = [];
  for (const task of request.tasks) columnSets[task.columnSet] = task.columns;
  return { label, columnSets, keyColumns: request.keyColumns, slots };
}

function unionOfColumns(tasks: readonly TableTask[]): readonly Column[] {
  return [...new Map(tasks.flatMap((task) => task.columns).map((column) => [column.name, column])).values()];
}

function bySlot(rows: readonly CensusRow[]): ReadonlyMap<number, readonly CensusRow[]> {
  return Map.groupBy(rows, (row) => row.slot);
}

function earlier(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
