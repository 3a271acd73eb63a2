import { randomBytes } from 'node:crypto';
import pLimit from 'p-limit';
import { CohortSyncError } from '../errors.ts';
import { formatInstant, type Instant, runnerNow } from '../instant.ts';
import type { TableState } from '../landing/table-state.ts';
import type { Log } from '../log/events.ts';
import { healsAsked } from '../override/heals.ts';
import type { Overrides } from '../override/overrides.ts';
import type { GuardLimits } from '../plan/guards.ts';
import { rowsOf, type TablePlan } from '../plan/plan-table.ts';
import { type TableTask, throughsOf } from '../plan/table-task.ts';
import type { CohortReport, Note, SourceReport, TableReport } from '../report/run-report.ts';
import { dropStatement } from '../source/statements/roster.ts';
import type { Schemas } from '../source/statements/source-table.ts';
import type { Warehouse } from '../source/warehouse.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { TransferPool } from '../transfer/transfer.ts';
import { upkeep } from '../upkeep/upkeep.ts';
import { heldReports, identity, inOrder, sourceReport, tableReport } from './cohort-report.ts';
import { type Comparison, compareTable } from './compare.ts';
import { emptyUnapproved } from './empty-table.ts';
import { gather } from './gather.ts';
import { throwIfInterrupted } from './interruption.ts';
import { judgeSource } from './judge-source.ts';
import { type Landed, landTable } from './land.ts';
import { type Observation, observe, recentFrom, surveyAgain } from './observe.ts';
import { exitCodeOf, noteOf } from './problem.ts';
import { verifyAndPublish } from './publish.ts';
import type { ReadyCohort } from './ready-cohort.ts';
import { rosterGuard } from './roster-guard.ts';
import type { TableWork } from './tasks.ts';

/** Everything outside that a sync touches, opened by its caller. */
export interface SyncRequest {
  readonly run: string;
  readonly cohorts: readonly ReadyCohort[];
  readonly warehouse: Warehouse;
  readonly schemas: Schemas;
  readonly landing: BlobStore;
  readonly pool: TransferPool;
  readonly log: Log;
  readonly limits: GuardLimits & { readonly recheck: bigint };
  /** Where a `load_dt` without zone is read; undefined: such a `load_dt` is an error. */
  readonly timeZone: string | undefined;
  readonly rowsPerSlice: number;
  /** When old weeks become one slice, and how long a snapshot can be read. */
  readonly upkeep: { readonly mergeSlices: number; readonly keepSnapshots: bigint };
  /** What owners answered to findings before. */
  readonly overrides: Overrides;
  /** Only these tables; all approved ones when absent. */
  readonly tables?: readonly string[];
  /** Aborted when the run is to end. */
  readonly signal?: AbortSignal;
  /** Plan, and move nothing. */
  readonly dryRun: boolean;
  /** Compare all history, not only what the survey shows to have changed. */
  readonly full: boolean;
}

export interface SyncResult {
  /** Undefined when no table was fit to be read. */
  readonly frontier: Instant | undefined;
  readonly sources: readonly SourceReport[];
  readonly cohorts: readonly CohortReport[];
  readonly warnings: readonly Note[];
  readonly exitCode: number;
}

/** A name for a run, in time order, fit for a table's name. */
export function newRun(now: Instant = runnerNow()): string {
  const stamp = formatInstant(now).slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase();
  return `${stamp}_${randomBytes(4).toString('hex')}`;
}

/**
 * Makes each cohort's landing equal to the source restricted to its persons: observes the source once for all, compares,
 * moves the difference, verifies and publishes. One cohort's failure does not stop the others; a guard stops all of them.
 */
export async function sync(request: SyncRequest): Promise<SyncResult> {
  const held = new Map<string, unknown>();
  const hold = (cohort: string, error: unknown): void => {
    held.set(cohort, error);
    request.log({ kind: 'cohort-held', cohort, ...noteOf(error) });
  };
  if (!request.dryRun) await removeFirst(request, hold);
  const works = await gather({ ...request, hold, isHeld: (cohort) => held.has(cohort) });
  if (works.length === 0) {
    const cohorts = heldReports(request.cohorts, held, []);
    return { frontier: undefined, sources: [], cohorts, warnings: [], exitCode: exitCodeOf(held) };
  }
  const observation = await observeWorks(request, works);
  const findings = await judgeSource(works, observation, request.limits, request.overrides, request.log);
  for (const { code, message, remedy } of findings) request.log({ kind: 'warning', code, message, remedy });
  const whole = request.tables === undefined ? request.cohorts.map(({ cohort }) => cohort) : [];
  const full = (await healsAsked(request.overrides, whole, request.log)) || request.full;
  const stages: string[] = [];
  try {
    // All tables are observed whichever are asked for: there is one frontier, or a load would be seen half.
    const chosen = works.filter(({ source }) => request.tables?.includes(source.table) ?? true);
    const planned = await compareAll({ ...request, full }, chosen, observation, stages);
    for (const { comparison } of planned) for (const plan of comparison.plans) announcePlan(request, plan);
    const active = request.cohorts.filter((cohort) => !held.has(cohort.cohort));
    const limit = pLimit(COHORTS_AT_ONCE);
    const reports = await Promise.all(
      active.map((cohort) => limit(() => syncCohort(request, cohort, planned, observation, hold))),
    );
    return {
      frontier: observation.until - 1n,
      sources: works.map(sourceReport),
      cohorts: [...reports, ...heldReports(request.cohorts, held, reports)],
      warnings: findings.map(({ code, message, remedy }) => ({ code, message, remedy })),
      exitCode: exitCodeOf(held),
    };
  } finally {
    await dropStages(request, stages);
  }
}

/** Removals come before anything that could fail or be stopped. */
async function removeFirst(
  request: SyncRequest,
  hold: (cohort: string, error: unknown) => void,
): Promise<void> {
  for (const cohort of request.cohorts) {
    try {
      await emptyUnapproved(request.landing, request.run, cohort, request.log);
    } catch (error) {
      hold(cohort.cohort, error);
    }
  }
}

function announcePlan({ log }: SyncRequest, plan: TablePlan): void {
  const { cohort, table } = plan;
  log({ kind: 'table-planned', cohort, table, rows: rowsOf(plan), slices: slicesOf(plan) });
}

function slicesOf(plan: TablePlan): number {
  return plan.units.reduce((count, unit) => count + unit.transfers.length, 0);
}

function zoneOf(request: SyncRequest): string {
  return request.timeZone ?? 'UTC';
}

const COHORTS_AT_ONCE = 4;
const TABLES_AT_ONCE = 3;

async function observeWorks(request: SyncRequest, works: readonly TableWork[]): Promise<Observation> {
  const observation = await observe(request.warehouse, request.schemas, {
    sources: works,
    throughs: works.flatMap((work) => work.tasks.flatMap(throughsOf)),
    settle: request.limits.settle,
    recheck: request.limits.recheck,
  });
  const frontier = formatInstant(observation.until - 1n);
  request.log({ kind: 'source-surveyed', tables: works.length, frontier });
  return observation;
}

interface Planned {
  readonly work: TableWork;
  readonly comparison: Comparison;
}

async function compareAll(
  request: SyncRequest,
  works: readonly TableWork[],
  observation: Observation,
  stages: string[],
): Promise<readonly Planned[]> {
  const limit = pLimit(TABLES_AT_ONCE);
  const guardRosters = rosterGuard(request);
  return Promise.all(
    works.map((work) =>
      limit(async (): Promise<Planned> => {
        throwIfInterrupted(request.signal);
        const state = observation.tables.get(work.source.table);
        if (state === undefined) throw new RangeError('a table that was not observed');
        const stage = `cohort_sync_stage_${request.run}_${work.source.table}`;
        stages.push(stage);
        const comparison = await compareTable({
          warehouse: request.warehouse,
          schemas: request.schemas,
          state,
          tasks: work.tasks,
          until: observation.until,
          recentFrom: recentFrom(observation.until, request.limits.recheck),
          rowsPerSlice: request.rowsPerSlice,
          full: request.full,
          keyColumns: work.keyColumns,
          stage,
          guardRosters,
          // A dry run stages as well, and moves nothing.
          ...(request.dryRun ? {} : { onStage: () => void request.pool.warm() }),
          surveyAgain: () =>
            surveyAgain(
              request.warehouse,
              request.schemas,
              state,
              work.columns,
              request.limits.settle,
              observation.until,
            ),
        });
        if (comparison.stage !== undefined) request.log({ kind: 'table-staged', table: work.source.table });
        return { work, comparison };
      }),
    ),
  );
}

/** A stage that cannot be dropped is told, and no more: what failed before that is what counts. */
async function dropStages(request: SyncRequest, stages: readonly string[]): Promise<void> {
  const dropped = await Promise.allSettled(
    stages.map((stage) => request.warehouse.execute(dropStatement(request.schemas, stage))),
  );
  if (dropped.every((outcome) => outcome.status === 'fulfilled')) return;
  request.log({
    kind: 'warning',
    code: 'STAGE_NOT_DROPPED',
    message: `A stage of run ${request.run} was left in the sandbox.`,
    remedy: 'Nothing is to be done: the next sync drops what dead runs left.',
  });
}

async function syncCohort(
  request: SyncRequest,
  cohort: ReadyCohort,
  planned: readonly Planned[],
  observation: Observation,
  hold: (cohort: string, error: unknown) => void,
): Promise<CohortReport> {
  const tables: TableReport[] = [];
  const states = new Map(cohort.landed);
  try {
    const limit = pLimit(TABLES_AT_ONCE);
    const outcomes = await Promise.allSettled(
      planned.map(({ work, comparison }) =>
        limit(async () => {
          const task = work.tasks.find((candidate) => candidate.cohort === cohort.cohort);
          const plan = comparison.plans.find((candidate) => candidate.cohort === cohort.cohort);
          if (task === undefined || plan === undefined) return;
          const landed = await land(request, cohort, work, task, plan, comparison.stage, observation.until);
          if (landed.state !== undefined) states.set(plan.table, landed.state);
          tables.push(tableReport(task, plan, landed, observation.until));
        }),
      ),
    );
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
    const snapshot = request.dryRun ? null : await publish(request, cohort, states);
    const moved = tables.some((table) => table.mode !== 'none');
    const state = request.dryRun ? 'planned' : moved ? 'synced' : 'unchanged';
    return { ...identity(cohort), state, snapshot, problem: null, tables: inOrder(tables, cohort) };
  } catch (error) {
    hold(cohort.cohort, error);
    const report = {
      ...identity(cohort),
      snapshot: null,
      problem: noteOf(error),
      tables: inOrder(tables, cohort),
    };
    return { ...report, state: 'failed' };
  }
}

async function land(
  request: SyncRequest,
  cohort: ReadyCohort,
  work: TableWork,
  task: TableTask,
  plan: TablePlan,
  stage: string | undefined,
  until: Instant,
): Promise<Landed> {
  const state = cohort.landed.get(plan.table);
  if (request.dryRun) return { state, rows: rowsOf(plan), slices: slicesOf(plan), files: 0, bytes: 0 };
  return landTable({
    ...request,
    timeZone: zoneOf(request),
    plan,
    state,
    columns: task.columns,
    keyColumns: work.keyColumns,
    stage,
    persons: new Map(cohort.groups.map((group) => [group.key, group.shared])),
    until,
    assertHeld: cohort.assertHeld,
  });
}

/** With a choice of tables the others may stand elsewhere: then the snapshot waits for a run over all of them. */
async function publish(
  request: SyncRequest,
  cohort: ReadyCohort,
  states: ReadonlyMap<string, TableState>,
): Promise<number | null> {
  const tables = [...cohort.tables.keys()].flatMap((table) => states.get(table) ?? []);
  if (tables.length < cohort.tables.size) return null;
  try {
    const published = {
      ...request,
      timeZone: zoneOf(request),
      cohort: cohort.cohort,
      tables,
      persons: new Map(cohort.groups.map((group) => [group.group, group.shared])),
      assertHeld: cohort.assertHeld,
    };
    const snapshot = await verifyAndPublish(published);
    const { rowsPerSlice, upkeep: due, limits } = request;
    const kept = { ...due, rowsPerSlice, recheck: limits.recheck };
    return (await upkeep({ ...published, snapshot, limits: kept, now: runnerNow() })).number;
  } catch (error) {
    const partial = request.tables !== undefined;
    if (partial && error instanceof CohortSyncError && error.code === 'SNAPSHOT_INCONSISTENT') return null;
    throw error;
  }
}
