import { formatInstant, type Instant } from '../instant.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { Log } from '../log/events.ts';
import { healsAsked } from '../override/heals.ts';
import type { Overrides } from '../override/overrides.ts';
import type { GuardLimits } from '../plan/guards.ts';
import { modeOf, rowsOf, slicesOf } from '../plan/plan-table.ts';
import { assignShards } from '../plan/shards.ts';
import type { PlannedTable, StoredPlan } from '../plan/stored-plan.ts';
import { cutsOf } from '../plan/table-task.ts';
import { dropStages } from '../sandbox/drop-stages.ts';
import type { Schemas } from '../source/statements/source-table.ts';
import type { Warehouse } from '../source/warehouse.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { TransferPool } from '../transfer/transfer.ts';
import { sourceReport } from './cohort-report.ts';
import { type Compared, compareTables } from './compare-tables.ts';
import { emptyForColumns } from './empty-table.ts';
import { gather } from './gather.ts';
import { judgeSource } from './judge-source.ts';
import { type Observation, observe } from './observe.ts';
import { noteOf } from './problem.ts';
import { lostHold, type ReadyCohort } from './ready-cohort.ts';
import { removeFromAll } from './remove-first.ts';
import type { TableWork } from './tasks.ts';

/** Everything outside that the planning of a run touches, opened by its caller. */
export interface PrepareRequest {
  readonly run: string;
  readonly cohorts: readonly ReadyCohort[];
  readonly warehouse: Warehouse;
  readonly schemas: Schemas;
  readonly landing: BlobStore;
  /** Writes anew, and reads again, what a removal leaves. */
  readonly pool: TransferPool;
  readonly log: Log;
  readonly limits: GuardLimits & { readonly recheck: bigint; readonly jobs: number };
  /** Where a `load_dt` without zone is read; undefined: such a `load_dt` is an error. */
  readonly timeZone: string | undefined;
  readonly rowsPerSlice: number;
  /** What owners answered to findings before. */
  readonly overrides: Overrides;
  /** Only these tables; all approved ones when absent. */
  readonly tables?: readonly string[];
  /** Called when rows are about to be staged: there will be some to move. */
  readonly onStage?: () => void;
  /** Aborted when the run is to end. */
  readonly signal?: AbortSignal;
  /** Plan, and move nothing. */
  readonly dryRun: boolean;
  /** Compare all history, not only what the survey shows to have changed. */
  readonly full: boolean;
}

/** What is to be moved, and what has stopped cohorts on the way. */
export type Prepared = Pick<StoredPlan, 'until' | 'sources' | 'warnings' | 'tables' | 'stages'> & {
  readonly held: ReadonlyMap<string, unknown>;
  /** The cohorts with their tables as the plan builds on them: removals are done by then. */
  readonly ready: readonly ReadyCohort[];
};

/**
 * The only part of a run that reads source tables: observes and judges each once for all cohorts, compares, and stages the
 * rows that are to be moved. One cohort's failure does not stop the others; a guard stops all of them.
 */
export async function prepare(asked: PrepareRequest): Promise<Prepared> {
  const held = new Map<string, unknown>();
  const hold = (cohort: string, failure: unknown): void => {
    const ready = asked.cohorts.find((each) => each.cohort === cohort);
    const error = (asked.dryRun || ready === undefined ? undefined : lostHold(ready)) ?? failure;
    held.set(cohort, error);
    asked.log({ kind: 'cohort-held', cohort, ...noteOf(error) });
  };
  const isHeld = (cohort: string): boolean => held.has(cohort);
  const left = await removeFromAll({ ...asked, timeZone: asked.timeZone ?? 'UTC', hold });
  throwIfInterrupted(asked.signal);
  for (const { cohort, doubt } of left) if (doubt !== undefined && !isHeld(cohort)) hold(cohort, doubt);
  const request = { ...asked, cohorts: left };
  const works = await gather({ ...request, hold, isHeld });
  if (works.length === 0)
    return { until: null, sources: [], warnings: [], tables: [], stages: [], held, ready: left };
  const observation = await observeWorks(request, works);
  const findings = await judgeSource(works, observation, request.limits, request.overrides, request.log);
  const warnings = findings.map(({ code, message, remedy }) => ({ code, message, remedy }));
  for (const warning of warnings) request.log({ kind: 'warning', ...warning });
  const whole = request.tables === undefined ? request.cohorts.map(({ cohort }) => cohort) : [];
  const full = (await healsAsked(request.overrides, whole, request.log)) || request.full;
  const stages: string[] = [];
  try {
    // All tables are observed whichever are asked for: there is one frontier, or a load would be seen half.
    const chosen = works.filter(({ source }) => request.tables?.includes(source.table) ?? true);
    const compared = await compareTables({ ...request, full, hold, isHeld }, chosen, observation, stages);
    const planned = compared.flatMap((each) => plannedTables(each));
    throwIfInterrupted(request.signal);
    const ready = await emptyForColumns({ ...request, hold, isHeld }, planned);
    const tables = sharded(planned, { ...request, cohorts: ready, isHeld });
    for (const { plan } of tables) {
      const { cohort, table } = plan;
      request.log({ kind: 'table-planned', cohort, table, rows: rowsOf(plan), slices: slicesOf(plan) });
    }
    const { until } = observation;
    return { until, sources: works.map(sourceReport), warnings, tables, stages, held, ready };
  } catch (error) {
    await dropStages(request, stages);
    throw error;
  }
}

async function observeWorks(request: PrepareRequest, works: readonly TableWork[]): Promise<Observation> {
  const observation = await observe(request.warehouse, request.schemas, {
    sources: works,
    throughs: works.flatMap((work) => work.tasks.flatMap(cutsOf)),
    settle: request.limits.settle,
    recheck: request.limits.recheck,
  });
  const frontier = formatInstant(observation.until - 1n);
  request.log({ kind: 'source-surveyed', tables: works.length, frontier });
  return observation;
}

type Unsharded = Omit<PlannedTable, 'shard' | 'base'>;

function plannedTables({ work, comparison }: Compared): readonly Unsharded[] {
  return comparison.plans.flatMap((plan): Unsharded[] => {
    const task = work.tasks.find(({ cohort }) => cohort === plan.cohort);
    if (task === undefined) return [];
    const { columns, coverage } = task;
    const stage = rowsOf(plan) === 0n ? null : (comparison.stage ?? null);
    return [{ plan, stage, columns, mode: modeOf(task, plan), firstLanding: coverage === undefined }];
  });
}

/** A job starts in about a minute, in which it would have moved some slices: with fewer, one more is not worth it. */
const SLICES_PER_SHARD = 4;

function sharded(
  tables: readonly Unsharded[],
  {
    cohorts,
    limits,
    rowsPerSlice,
    dryRun,
    isHeld,
  }: PrepareRequest & { readonly isHeld: (cohort: string) => boolean },
): readonly PlannedTable[] {
  const going = tables.filter(({ plan }) => !isHeld(plan.cohort));
  const loads = going
    .filter(({ plan }) => !dryRun && plan.units.length > 0)
    .map(({ plan }) => ({ plan, cohort: plan.cohort, table: plan.table, rows: rowsOf(plan) }));
  const shards = assignShards(loads, limits.jobs, rowsPerSlice * SLICES_PER_SHARD);
  const numbers = new Map(shards.flatMap((shard, index) => shard.map(({ plan }) => [plan, index + 1])));
  const landed = new Map(cohorts.map((cohort) => [cohort.cohort, cohort.landed]));
  return going.map((each) => ({
    ...each,
    base: landed.get(each.plan.cohort)?.get(each.plan.table)?.version ?? null,
    shard: numbers.get(each.plan) ?? null,
  }));
}

/** What a run may move by, up to when: told apart from `until` of a run that asked nobody. */
export function frontierOf(until: Instant | null): string | null {
  return until === null ? null : formatInstant(until - 1n);
}
