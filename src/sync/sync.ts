import { randomBytes } from 'node:crypto';
import pLimit from 'p-limit';
import { CohortSyncError, EXIT, GuardError } from '../errors.ts';
import { formatInstant, type Instant, runnerNow } from '../instant.ts';
import type { TableState } from '../landing/table-state.ts';
import type { Log } from '../log/events.ts';
import { type GuardFinding, type GuardLimits, judge, type KnownTable } from '../plan/guards.ts';
import { modeOf, rowsOf, type TablePlan } from '../plan/plan-table.ts';
import type { TableTask } from '../plan/table-task.ts';
import type { CohortReport, Note, RunReport, TableReport } from '../report/run-report.ts';
import { describeTable } from '../source/describe.ts';
import { dropStatement } from '../source/statements/roster.ts';
import type { Schemas } from '../source/statements/source-table.ts';
import type { Warehouse } from '../source/warehouse.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { TransferPool } from '../transfer/transfer.ts';
import { type Comparison, compareTable } from './compare.ts';
import { type Landed, landTable } from './land.ts';
import { type Observation, observe, recentFrom, surveyAgain } from './observe.ts';
import { verifyAndPublish } from './publish.ts';
import type { ReadyCohort } from './ready-cohort.ts';
import { checkRosters, ensureRosters, type RosterGroup } from './sandbox-roster.ts';
import { checkColumns, slotsOf, type TableWork, tableWork } from './tasks.ts';

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
  /** Only these tables; all approved ones when absent. */
  readonly tables?: readonly string[];
  /** Plan, and move nothing. */
  readonly dryRun: boolean;
}

export interface SyncResult {
  readonly frontier: Instant;
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
  const works = await gather(request, held);
  const observation = await observeWorks(request, works);
  const findings = judgeAll(request, works, observation);
  const stops = findings.filter((finding) => finding.stop);
  if (stops.length > 0) throw stopped(stops);
  const stages: string[] = [];
  try {
    const planned = await compareAll(request, works, observation, stages);
    for (const { comparison } of planned) for (const plan of comparison.plans) announcePlan(request, plan);
    const active = request.cohorts.filter((cohort) => !held.has(cohort.cohort));
    const limit = pLimit(COHORTS_AT_ONCE);
    const reports = await Promise.all(
      active.map((cohort) => limit(() => syncCohort(request, cohort, planned, observation, held))),
    );
    return {
      frontier: observation.until - 1n,
      cohorts: [...reports, ...heldReports(request, held, reports)],
      warnings: findings.map(({ code, message, remedy }) => ({ code, message, remedy })),
      exitCode: exitCodeOf(held),
    };
  } finally {
    await dropStages(request, stages);
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

/** Describes and pins every table that a cohort wants; a cohort whose table is not fit is held, the others go on. */
async function gather(request: SyncRequest, held: Map<string, unknown>): Promise<readonly TableWork[]> {
  const names = new Set(request.cohorts.flatMap((cohort) => [...cohort.tables.keys()]));
  const wanted = [...names].filter((name) => request.tables === undefined || request.tables.includes(name));
  const described = await Promise.all(
    wanted.map(async (table) => ({
      table,
      found: await describeTable(request.warehouse, request.schemas, table, zoneOf(request)),
    })),
  );
  for (const { table, found } of described) {
    for (const cohort of request.cohorts) {
      if (!cohort.tables.has(table) || held.has(cohort.cohort)) continue;
      try {
        if (found === undefined) throw tableMissing(table);
        const [task] = tableWork(found.source, [cohort], new Map()).tasks;
        checkColumns(
          found.source,
          found.refused,
          task?.columns ?? [],
          cohort.landed.get(table),
          request.timeZone,
        );
      } catch (error) {
        hold(request, held, cohort.cohort, error);
      }
    }
  }
  const fit = request.cohorts.filter((cohort) => !held.has(cohort.cohort));
  const slots = slotsOf(fit);
  return described.flatMap(({ found }) => {
    const work = found && tableWork(found.source, fit, slots);
    return work && work.tasks.length > 0 ? [work] : [];
  });
}

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

function throughsOf(task: TableTask): readonly Instant[] {
  return (task.coverage?.groups ?? []).flatMap((group) => (group.through === null ? [] : [group.through]));
}

function judgeAll(
  request: SyncRequest,
  works: readonly TableWork[],
  observation: Observation,
): readonly GuardFinding[] {
  const findings = works.flatMap((work) => {
    const state = observation.tables.get(work.source.table);
    return state === undefined ? [] : judge(state, observation.until, newestClaim(work), request.limits);
  });
  for (const { stop, code, message, remedy } of findings) {
    if (!stop) request.log({ kind: 'warning', code, message, remedy });
  }
  return findings;
}

/** What any landing knew last of a source table, all patients together. */
function newestClaim(work: TableWork): KnownTable | undefined {
  const known = work.tasks.flatMap((task): KnownTable[] => {
    const claim = task.coverage?.survey;
    const [through] = [...throughsOf(task)].sort((a, b) => (a > b ? -1 : 1));
    return claim === undefined || through === undefined ? [] : [{ claim, through }];
  });
  return known.reduce<KnownTable | undefined>(
    (a, b) => (a === undefined || b.through > a.through ? b : a),
    undefined,
  );
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
          keyColumns: work.keyColumns,
          stage,
          guardRosters,
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

/** Loads the rosters that are missing, once and one after another, and checks those that are about to be read or were just read. */
function rosterGuard(request: SyncRequest): (keys: readonly string[]) => Promise<void> {
  const groups = new Map<string, RosterGroup>();
  for (const cohort of request.cohorts) for (const group of cohort.groups) groups.set(group.key, group);
  const serial = pLimit(1);
  const ensured = new Set<string>();
  return (keys) =>
    serial(async () => {
      const wanted = [...new Set(keys)].flatMap((key) => groups.get(key) ?? []);
      const fresh = wanted.filter((group) => !ensured.has(group.key));
      if (fresh.length > 0 || wanted.length === 0) {
        const loaded = await ensureRosters(
          request.warehouse,
          request.schemas,
          `cohort_sync_loading_${request.run}`,
          fresh,
        );
        for (const group of fresh) ensured.add(group.key);
        announceRosters(request, loaded);
      }
      await checkRosters(request.warehouse, request.schemas, wanted);
    });
}

function announceRosters(request: SyncRequest, loaded: readonly RosterGroup[]): void {
  const keys = new Set(loaded.map((group) => group.key));
  for (const cohort of request.cohorts) {
    const persons = cohort.groups
      .filter((group) => keys.has(group.key))
      .reduce((sum, group) => sum + group.persons.length, 0);
    if (persons > 0) request.log({ kind: 'roster-loaded', cohort: cohort.cohort, persons });
  }
}

/** Stages that cannot be dropped now carry the run's name, and a later run drops them; what failed before that is what counts. */
async function dropStages(request: SyncRequest, stages: readonly string[]): Promise<void> {
  const dropped = await Promise.allSettled(
    stages.map((stage) => request.warehouse.execute(dropStatement(request.schemas, stage))),
  );
  if (dropped.every((outcome) => outcome.status === 'fulfilled')) return;
  request.log({
    kind: 'warning',
    code: 'STAGE_NOT_DROPPED',
    message: `A stage of run ${request.run} was left in the sandbox.`,
    remedy: `Drop the sandbox tables whose name begins with cohort_sync_stage_${request.run}.`,
  });
}

async function syncCohort(
  request: SyncRequest,
  cohort: ReadyCohort,
  planned: readonly Planned[],
  observation: Observation,
  held: Map<string, unknown>,
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
    hold(request, held, cohort.cohort, error);
    const report = {
      ...identity(cohort),
      snapshot: null,
      problem: noteOf(error),
      tables: inOrder(tables, cohort),
    };
    return { ...report, state: 'failed' };
  }
}

function inOrder(tables: readonly TableReport[], cohort: ReadyCohort): readonly TableReport[] {
  const order = [...cohort.tables.keys()];
  return tables.toSorted((a, b) => order.indexOf(a.table) - order.indexOf(b.table));
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
    const snapshot = await verifyAndPublish({
      ...request,
      timeZone: zoneOf(request),
      cohort: cohort.cohort,
      tables,
      persons: new Map(cohort.groups.map((group) => [group.group, group.shared])),
      assertHeld: cohort.assertHeld,
    });
    return snapshot.number;
  } catch (error) {
    const partial = request.tables !== undefined;
    if (partial && error instanceof CohortSyncError && error.code === 'SNAPSHOT_INCONSISTENT') return null;
    throw error;
  }
}

function tableReport(task: TableTask, plan: TablePlan, landed: Landed, until: Instant): TableReport {
  const mode = modeOf(task, plan);
  const appends = plan.units.flatMap((unit) => unit.transfers).map((transfer) => transfer.since);
  const from = appends.includes(null)
    ? null
    : appends.reduce((a, b) => (a === null || (b !== null && b < a) ? b : a), null);
  return {
    table: plan.table,
    mode,
    rows: landed.rows,
    slices: landed.slices,
    files: landed.files,
    bytes: landed.bytes,
    from: from === null ? null : formatInstant(from),
    through: formatInstant(until - 1n),
    version: landed.state?.version ?? null,
  };
}

function identity(cohort: ReadyCohort): Pick<CohortReport, 'cohort' | 'revision' | 'persons'> {
  return { cohort: cohort.cohort, revision: cohort.revision, persons: cohort.persons };
}

function heldReports(
  request: SyncRequest,
  held: ReadonlyMap<string, unknown>,
  reported: readonly CohortReport[],
): readonly CohortReport[] {
  const done = new Set(reported.map((report) => report.cohort));
  return request.cohorts
    .filter((cohort) => held.has(cohort.cohort) && !done.has(cohort.cohort))
    .map((cohort) => ({
      ...identity(cohort),
      state: 'held' as const,
      snapshot: null,
      problem: noteOf(held.get(cohort.cohort)),
      tables: [],
    }));
}

function hold(request: SyncRequest, held: Map<string, unknown>, cohort: string, error: unknown): void {
  held.set(cohort, error);
  request.log({ kind: 'cohort-held', cohort, ...noteOf(error) });
}

/** An error as a report names it; what is not ours says only that it happened. */
export function noteOf(error: unknown): Note {
  if (error instanceof CohortSyncError)
    return { code: error.code, message: error.message, remedy: error.remedy };
  return {
    code: 'INTERNAL',
    message: 'An unexpected error stopped this cohort.',
    remedy: 'Run again; if it comes back, report it with the diagnostics of this run.',
  };
}

/** Failed before held: whoever reads only the exit code learns the worst. */
export function exitCodeOf(problems: ReadonlyMap<string, unknown>): number {
  const codes = [...problems.values()].map((error) =>
    error instanceof CohortSyncError ? error.exitCode : EXIT.failed,
  );
  return [EXIT.failed, EXIT.guard, EXIT.configuration].find((code) => codes.includes(code)) ?? EXIT.done;
}

export function verdict(exitCode: number): RunReport['verdict'] {
  return exitCode === EXIT.done ? 'done' : 'failed';
}

function tableMissing(table: string): CohortSyncError {
  return new CohortSyncError(`The source has no table ${table}.`, {
    code: 'SOURCE_TABLE_MISSING',
    remedy: 'Check source.schema and the grants; or take the table out of the cohort file.',
  });
}

function stopped(findings: readonly GuardFinding[]): GuardError {
  const [first] = findings;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  return new GuardError(`${first?.message ?? ''}${more} No row was moved.`, {
    code: first?.code ?? 'GUARD',
    remedy: first?.remedy ?? '',
  });
}
