import { throwIfInterrupted } from '../interruption.ts';
import { commitTable } from '../landing/commit.ts';
import { sumAccounts } from '../landing/slice-account.ts';
import type { TableState } from '../landing/table-state.ts';
import type { Log } from '../log/events.ts';
import type { Column } from '../omop/column-type.ts';
import type { TablePlan } from '../plan/plan-table.ts';
import type { RemovedReport } from '../report/run-report.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { landsAnew } from './column-drift.ts';
import type { ReadyCohort } from './ready-cohort.ts';

/**
 * Takes all rows out of landed tables that the approval in force does not name any more. It needs neither the source nor a
 * guard's consent: what reduces access comes before anything else.
 */
export async function emptyUnapproved(
  landing: BlobStore,
  run: string,
  cohort: ReadyCohort,
  log: Log,
): Promise<RemovedReport['tables']> {
  const emptied: RemovedReport['tables'][number][] = [];
  for (const state of cohort.unapproved) {
    cohort.assertHeld();
    const { version } = await emptyTable(landing, run, cohort.revision, state, state.schema, 'REMOVAL');
    const { table, files } = state;
    log({ kind: 'table-committed', cohort: cohort.cohort, table, version: BigInt(version) });
    emptied.push({ table, version, rows: sumAccounts(files.values()).rows });
  }
  return emptied;
}

export interface ColumnsRequest {
  readonly run: string;
  readonly landing: BlobStore;
  readonly cohorts: readonly ReadyCohort[];
  /** Plan, and move nothing. */
  readonly dryRun: boolean;
  /** Told of each cohort of which that cannot be done. */
  readonly hold: (cohort: string, error: unknown) => void;
  readonly isHeld: (cohort: string) => boolean;
  /** Aborted when the run is to end. */
  readonly signal?: AbortSignal;
}

/**
 * Where the columns of a planned table are others now, a commit takes all files out and says the new ones; what the plan
 * moves is a backfill behind it. It comes with the planning: a shard that is tried again finds nothing but its own commits.
 * @returns the cohorts with their tables as they stand then
 */
export async function emptyForColumns(
  { run, landing, cohorts, dryRun, hold, isHeld, signal }: ColumnsRequest,
  planned: readonly { readonly plan: TablePlan; readonly columns: readonly Column[] }[],
): Promise<readonly ReadyCohort[]> {
  if (dryRun) return cohorts;
  const emptied = new Map(cohorts.map((cohort) => [cohort.cohort, new Map(cohort.landed)]));
  for (const { plan, columns } of planned) {
    const cohort = cohorts.find((each) => each.cohort === plan.cohort);
    const state = cohort?.landed.get(plan.table);
    if (cohort === undefined || state === undefined || isHeld(plan.cohort)) continue;
    if (plan.units.length === 0 || !landsAnew(state, columns)) continue;
    throwIfInterrupted(signal);
    try {
      cohort.assertHeld();
      const empty = await emptyTable(landing, run, plan.revision, state, columns, 'REBUILD');
      emptied.get(plan.cohort)?.set(plan.table, empty);
    } catch (error) {
      hold(plan.cohort, error);
    }
  }
  return cohorts.map((cohort) => ({ ...cohort, landed: emptied.get(cohort.cohort) ?? cohort.landed }));
}

/** One commit that removes every file, and covers nothing: whatever is approved then comes with its history. */
async function emptyTable(
  landing: BlobStore,
  run: string,
  revision: number,
  state: TableState,
  schema: readonly Column[],
  operation: 'REMOVAL' | 'REBUILD',
): Promise<TableState> {
  const committed = await commitTable(landing, state, state, {
    operation,
    add: [],
    remove: [...state.files.keys()],
    coverage: { run, revision, groups: [] },
    schema,
  });
  return committed.state;
}
