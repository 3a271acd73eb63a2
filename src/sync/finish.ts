import pLimit from 'p-limit';
import { CohortSyncError, EXIT, RemoteError } from '../errors.ts';
import { formatInstant, runnerNow } from '../instant.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { TableState } from '../landing/table-state.ts';
import type { Log } from '../log/events.ts';
import { rowsOf, slicesOf } from '../plan/plan-table.ts';
import type { PlannedTable, StoredPlan } from '../plan/stored-plan.ts';
import type { PlannedCohort, StoredProblem } from '../plan/stored-run.ts';
import type { CohortReport, Note, RunReport } from '../report/run-report.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { TransferPool } from '../transfer/transfer.ts';
import { upkeep } from '../upkeep/upkeep.ts';
import { inOrder, tableReport } from './cohort-report.ts';
import { frontierOf } from './prepare.ts';
import { problemOf, verdict, worst } from './problem.ts';
import { verifyAndPublish } from './publish.ts';
import { lostHold, type ReadyCohort } from './ready-cohort.ts';
import { nothingYet, planOutdated } from './resume.ts';
import type { TableResult } from './transfer-tables.ts';

export interface FinishRequest {
  readonly plan: StoredPlan;
  readonly cohorts: readonly ReadyCohort[];
  /** What has stopped a planned cohort since. */
  readonly problems: ReadonlyMap<string, unknown>;
  readonly landing: BlobStore;
  /** Undefined where no cohort is ready. */
  readonly pool: TransferPool | undefined;
  readonly log: Log;
  readonly timeZone: string | undefined;
  readonly rowsPerSlice: number;
  readonly recheck: bigint;
  /** When old weeks become one slice, and how long a snapshot can be read. */
  readonly upkeep: { readonly mergeSlices: number; readonly keepSnapshots: bigint };
  readonly signal?: AbortSignal;
}

export interface Finished {
  readonly report: RunReport;
  readonly exitCode: number;
}

const COHORTS_AT_ONCE = 4;

/** Verifies and publishes each cohort whose tables have all come to their end, and reports on all. */
export async function finish(request: FinishRequest, results: readonly TableResult[]): Promise<Finished> {
  const { plan } = request;
  const limit = pLimit(COHORTS_AT_ONCE);
  const ended = await Promise.all(
    plan.cohorts.map((planned) => limit(() => finishCohort(request, planned, results))),
  );
  const exitCode = worst(ended.map((each) => each.exitCode));
  const order: readonly CohortReport['state'][] = ['inactive', 'held'];
  const cohorts = ended
    .map((each) => each.report)
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const warnings = [...plan.warnings, ...ended.flatMap((each) => each.warnings ?? [])];
  return { report: reportOf({ ...plan, warnings }, cohorts, exitCode), exitCode };
}

/** The report of a run as a whole. */
export function reportOf(
  plan: StoredPlan,
  cohorts: readonly CohortReport[],
  exitCode: number,
  problem: RunReport['problem'] = null,
): RunReport {
  return {
    run: plan.run,
    dryRun: plan.dryRun,
    startedAt: formatInstant(plan.startedAt),
    finishedAt: formatInstant(runnerNow()),
    frontier: frontierOf(plan.until),
    verdict: verdict(exitCode),
    problem,
    sources: plan.sources,
    cohorts,
    warnings: plan.warnings,
    whole: plan.everyCohort && plan.everyTable,
  };
}

interface Ended {
  readonly report: CohortReport;
  readonly exitCode: number;
  readonly warnings?: readonly Note[];
}

async function finishCohort(
  request: FinishRequest,
  planned: PlannedCohort,
  results: readonly TableResult[],
): Promise<Ended> {
  if (planned.state !== 'ready') return notRead(planned);
  const { plan, log } = request;
  const { cohort: id, revision, persons, removed } = planned;
  const tables = plan.tables.filter((each) => each.plan.cohort === id);
  const outcomes = tables.map((table) => ({ table, result: resultOf(request, table, results) }));
  const cohort = request.cohorts.find((each) => each.cohort === id);
  const reported = inOrder(
    outcomes
      .filter(({ result }) => result.problem === null)
      .map(({ table, result }) => tableReport(table, result.landed, plan.until)),
    cohort,
  );
  const known = { ...told({ cohort: id, revision, persons, removed }), tables: reported };
  const failed = (problem: StoredProblem): Ended => {
    const report = { ...known, state: 'failed', snapshot: null, problem: problem.note } as const;
    return { report, exitCode: problem.exitCode };
  };
  const stopped = outcomes.find(({ result }) => result.problem !== null)?.result.problem;
  if (stopped) return failed(stopped);
  try {
    if (cohort === undefined) throw request.problems.get(id) ?? planOutdated(id);
    throwIfInterrupted(request.signal);
    const states = statesAfter(
      cohort,
      outcomes.map(({ result }) => result),
    );
    const snapshot = plan.dryRun ? null : await publish(request, cohort, states);
    const warnings = plan.dryRun ? [] : withoutRows(cohort, states);
    for (const warning of warnings) log({ kind: 'warning', ...warning });
    const moved = removed !== undefined || reported.some((table) => table.mode !== 'none');
    const state = plan.dryRun ? 'planned' : moved ? 'synced' : 'unchanged';
    return { report: { ...known, state, snapshot, problem: null }, exitCode: EXIT.done, warnings };
  } catch (failure) {
    const lost = plan.dryRun || cohort === undefined ? undefined : lostHold(cohort);
    const problem = problemOf(lost ?? failure);
    log({ kind: 'cohort-held', cohort: id, ...problem.note });
    return failed(problem);
  }
}

/** A cohort that was not read; only what has to be put right makes the run red. */
export function notRead({ state, problem, ...planned }: PlannedCohort): Ended {
  const report = { ...told(planned), snapshot: null, problem: problem?.note ?? null, tables: [] };
  if (state === 'inactive') return { report: { ...report, state }, exitCode: EXIT.done };
  return { report: { ...report, state: 'held' }, exitCode: problem?.exitCode ?? EXIT.failed };
}

/** What is told of a cohort whatever became of it. */
function told({
  cohort,
  revision,
  persons,
  removed,
}: Pick<PlannedCohort, 'cohort' | 'revision' | 'persons'> & {
  readonly removed?: PlannedCohort['removed'] | undefined;
}): Pick<CohortReport, 'cohort' | 'revision' | 'persons' | 'removed'> {
  return { cohort, revision, persons, ...(removed === undefined ? {} : { removed }) };
}

function resultOf(
  request: FinishRequest,
  { plan, base, shard }: PlannedTable,
  results: readonly TableResult[],
): TableResult {
  const { cohort, table } = plan;
  const found = results.find((each) => each.cohort === cohort && each.table === table);
  if (found !== undefined) return found;
  const state = request.cohorts.find((each) => each.cohort === cohort)?.landed.get(table);
  const nothing = nothingYet(state);
  if (shard !== null) {
    const problem = problemOf(shardLost(cohort));
    request.log({ kind: 'cohort-held', cohort, ...problem.note });
    return { cohort, table, landed: nothing, problem };
  }
  // Nothing to commit, or a dry run: then it is told what would have been moved.
  const landed = { ...nothing, version: base, rows: rowsOf(plan), slices: slicesOf(plan) };
  return { cohort, table, landed, problem: null };
}

/** The tables of a cohort as they stand once this run has moved what it could. */
function statesAfter(cohort: ReadyCohort, results: readonly TableResult[]): ReadonlyMap<string, TableState> {
  const states = new Map(cohort.landed);
  for (const { table, landed } of results) if (landed.state !== undefined) states.set(table, landed.state);
  return states;
}

/** Empty tables are a fact and no failure; that nobody of a cohort is in the source is mostly a wrong kind of id. */
function withoutRows(
  { cohort, persons }: ReadyCohort,
  states: ReadonlyMap<string, TableState>,
): readonly Note[] {
  if (persons === 0 || [...states.values()].some(({ files }) => files.size > 0)) return [];
  return [
    {
      code: 'COHORT_WITHOUT_ROWS',
      message: `The source has no row of any person of cohort ${cohort}.`,
      remedy: 'Check that the roster holds person_ids of this source; then have the right one approved.',
    },
  ];
}

/** With a choice of tables the others may stand elsewhere: then the snapshot waits for a run over all of them. */
async function publish(
  request: FinishRequest,
  cohort: ReadyCohort,
  states: ReadonlyMap<string, TableState>,
): Promise<number | null> {
  const { plan, pool, rowsPerSlice, recheck } = request;
  if (pool === undefined) throw new RangeError('a cohort that is ready, and nothing to read it with');
  const tables = [...cohort.tables.keys()].flatMap((table) => states.get(table) ?? []);
  if (tables.length < cohort.tables.size) return null;
  try {
    const published = {
      ...request,
      pool,
      run: plan.run,
      timeZone: request.timeZone ?? 'UTC',
      cohort: cohort.cohort,
      tables,
      persons: new Map(cohort.groups.map((group) => [group.group, group.shared])),
      assertHeld: cohort.assertHeld,
    };
    const snapshot = await verifyAndPublish(published);
    const limits = { ...request.upkeep, rowsPerSlice, recheck };
    return (await upkeep({ ...published, snapshot, limits, now: runnerNow() })).number;
  } catch (error) {
    const partial = !plan.everyTable;
    if (partial && error instanceof CohortSyncError && error.code === 'SNAPSHOT_INCONSISTENT') return null;
    throw error;
  }
}

function shardLost(cohort: string): RemoteError {
  return new RemoteError(`A job that was to move rows of cohort ${cohort} did not come to its end.`, {
    code: 'SHARD_LOST',
    remedy: 'What was committed stands; the next run goes on behind it.',
  });
}
