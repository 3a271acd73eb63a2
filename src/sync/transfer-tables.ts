import pLimit from 'p-limit';
import type { Log } from '../log/events.ts';
import type { PlannedTable, StoredPlan } from '../plan/stored-plan.ts';
import type { StoredProblem } from '../plan/stored-run.ts';
import type { Schemas } from '../source/statements/source-table.ts';
import type { Warehouse } from '../source/warehouse.ts';
import type { Staging } from '../staging/staging.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { TransferPool } from '../transfer/transfer.ts';
import { landTable } from './land.ts';
import { problemOf } from './problem.ts';
import { lostHold, type ReadyCohort } from './ready-cohort.ts';
import { type Landed, nothingYet, planOutdated } from './resume.ts';
import { keyColumns } from './tasks.ts';

/** What became of one planned table; its cohort is published only when none of them has a problem. */
export interface TableResult {
  readonly cohort: string;
  readonly table: string;
  readonly landed: Landed;
  readonly problem: StoredProblem | null;
}

export interface TransferRequest {
  readonly plan: StoredPlan;
  readonly cohorts: readonly ReadyCohort[];
  /** What has stopped a planned cohort since. */
  readonly problems: ReadonlyMap<string, unknown>;
  readonly warehouse: Warehouse;
  readonly schemas: Schemas;
  readonly landing: BlobStore;
  readonly pool: TransferPool;
  /** Where the warehouse writes the files; undefined where the rows are streamed. */
  readonly staging: Staging | undefined;
  readonly log: Log;
  readonly timeZone: string | undefined;
  readonly signal?: AbortSignal;
}

/** The pool of workers is the real bound; these only keep it busy while statements run and commits are made. */
const TABLES_AT_ONCE = 12;

/**
 * Moves what the plan gives to some tables, from their stages alone: no source table is read here. Never throws for a
 * table: its problem is its result, and the others go on.
 */
export async function transferTables(
  request: TransferRequest,
  tables: readonly PlannedTable[],
): Promise<readonly TableResult[]> {
  const limit = pLimit(TABLES_AT_ONCE);
  return Promise.all(tables.map((table) => limit(() => transferTable(request, table))));
}

async function transferTable(request: TransferRequest, planned: PlannedTable): Promise<TableResult> {
  const { cohort: id, table } = planned.plan;
  const cohort = request.cohorts.find((each) => each.cohort === id);
  const state = cohort?.landed.get(table);
  try {
    const { plan, problems } = request;
    if (cohort === undefined) throw problems.get(id) ?? planOutdated(id);
    if (plan.until === null || !approves(cohort, planned)) throw planOutdated(id);
    const landed = await landTable({
      ...request,
      ...planned,
      run: plan.run,
      state,
      stage: planned.stage ?? undefined,
      keyColumns: keyColumns(table),
      timeZone: request.timeZone ?? 'UTC',
      persons: new Map(cohort.groups.map((group) => [group.key, group.shared])),
      until: plan.until,
      assertHeld: cohort.assertHeld,
    });
    return { cohort: id, table, landed, problem: null };
  } catch (failure) {
    const lost = cohort === undefined ? undefined : lostHold(cohort);
    const problem = problemOf(lost ?? failure);
    request.log({ kind: 'cohort-held', cohort: id, ...problem.note });
    return { cohort: id, table, landed: nothingYet(state), problem };
  }
}

/** A stage holds the columns of all cohorts together: what may be read of it the approval in force says, not the plan. */
function approves(cohort: ReadyCohort, { plan, columns }: PlannedTable): boolean {
  const approved = cohort.tables.get(plan.table);
  return columns.every(({ name }) => approved?.includes(name));
}
