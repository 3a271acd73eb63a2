import pLimit from 'p-limit';
import { CohortSyncError } from '../errors.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { Log } from '../log/events.ts';
import type { GuardLimits } from '../plan/guards.ts';
import type { TableTask } from '../plan/table-task.ts';
import { type Comparison, compareTable } from './compare.ts';
import { type Observation, recentFrom, surveyAgain } from './observe.ts';
import { type RosterGuardRequest, rosterGuard } from './roster-guard.ts';
import { RosterMismatch } from './sandbox-roster.ts';
import type { TableWork } from './tasks.ts';

export interface CompareTablesRequest extends RosterGuardRequest {
  readonly log: Log;
  readonly limits: GuardLimits & { readonly recheck: bigint };
  readonly rowsPerSlice: number;
  /** Compare all history, not only what the survey shows to have changed. */
  readonly full: boolean;
  /** Called when rows are about to be staged. */
  readonly onStage?: () => void;
  /** Aborted when the run is to end. */
  readonly signal?: AbortSignal;
  /** Told of each cohort that a table cannot be compared for. */
  readonly hold: (cohort: string, error: unknown) => void;
  readonly isHeld: (cohort: string) => boolean;
}

/** A source table, and what the cohorts that were fit to the end need of it. */
export interface Compared {
  readonly work: TableWork;
  readonly comparison: Comparison;
}

const TABLES_AT_ONCE = 3;

/**
 * Compares the landings of each table with the source, and stages the rows that are to be moved.
 * @param stages gets the name of every stage before it is made, for whoever drops them
 */
export async function compareTables(
  request: CompareTablesRequest,
  works: readonly TableWork[],
  observation: Observation,
  stages: string[],
): Promise<readonly Compared[]> {
  const { warehouse, schemas, limits, rowsPerSlice, full, onStage } = request;
  const { until } = observation;
  const limit = pLimit(TABLES_AT_ONCE);
  const guardRosters = rosterGuard(request);
  return Promise.all(
    works.map((work) =>
      limit(() =>
        compareForFit(request, work, async (tasks, attempt) => {
          throwIfInterrupted(request.signal);
          const state = observation.tables.get(work.source.table);
          if (state === undefined) throw new RangeError('a table that was not observed');
          const name = `cohort_sync_stage_${request.run}_${work.source.table}`;
          const stage = attempt === 1 ? name : `${name}_${attempt}`;
          stages.push(stage);
          return compareTable({
            warehouse,
            schemas,
            state,
            tasks,
            until,
            recentFrom: recentFrom(until, limits.recheck),
            rowsPerSlice,
            full,
            keyColumns: work.keyColumns,
            stage,
            guardRosters,
            ...(onStage === undefined ? {} : { onStage }),
            surveyAgain: () => surveyAgain(warehouse, schemas, state, work.columns, limits.settle, until),
          });
        }),
      ),
    ),
  );
}

/**
 * Compares a table for the cohorts that are fit. What fails for some is done again without them, behind a new stage; what
 * fails for all holds those that want this table, and no other cohort.
 */
async function compareForFit(
  { hold, isHeld, signal, log }: CompareTablesRequest,
  work: TableWork,
  compare: (tasks: readonly TableTask[], attempt: number) => Promise<Comparison>,
): Promise<Compared> {
  for (let attempt = 1; ; attempt++) {
    const tasks = renumbered(work.tasks.filter(({ cohort }) => !isHeld(cohort)));
    if (tasks.length === 0) return { work, comparison: { plans: [], stage: undefined } };
    try {
      const comparison = await compare(tasks, attempt);
      if (comparison.stage !== undefined) log({ kind: 'table-staged', table: work.source.table });
      return { work, comparison };
    } catch (error) {
      // Told to stop, or a defect of our own: neither is about a cohort.
      if (signal?.aborted || !(error instanceof CohortSyncError)) throw error;
      const concerned = tasks.filter((task) => concerns(error, task));
      if (concerned.length === 0) throw error;
      for (const { cohort } of concerned) hold(cohort, error);
    }
  }
}

function concerns(error: CohortSyncError, { groups }: TableTask): boolean {
  return !(error instanceof RosterMismatch) || groups.some(({ key }) => error.keys.has(key));
}

/** The column sets of the tasks that are left, numbered from 0 without a gap. */
function renumbered(tasks: readonly TableTask[]): readonly TableTask[] {
  const sets = [...new Set(tasks.map(({ columnSet }) => columnSet))];
  return tasks.map((task) => ({ ...task, columnSet: sets.indexOf(task.columnSet) }));
}
