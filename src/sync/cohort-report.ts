import { formatInstant, type Instant } from '../instant.ts';
import { modeOf, type TablePlan } from '../plan/plan-table.ts';
import type { TableTask } from '../plan/table-task.ts';
import type { CohortReport, SourceReport, TableReport } from '../report/run-report.ts';
import type { Landed } from './land.ts';
import { noteOf } from './problem.ts';
import type { ReadyCohort } from './ready-cohort.ts';
import type { TableWork } from './tasks.ts';

/** How a source table was read. */
export function sourceReport({ source, columnsNotRead, columnsMissing }: TableWork): SourceReport {
  return { table: source.table, version: source.version, columnsNotRead, columnsMissing };
}

/** What became of one table of one cohort. */
export function tableReport(task: TableTask, plan: TablePlan, landed: Landed, until: Instant): TableReport {
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
    ...(task.coverage === undefined ? { firstLanding: true } : {}),
  };
}

/** The part of a report that is known before anything is read. */
export function identity(cohort: ReadyCohort): Pick<CohortReport, 'cohort' | 'revision' | 'persons'> {
  return { cohort: cohort.cohort, revision: cohort.revision, persons: cohort.persons };
}

/** Reports of the cohorts that were held before their turn came. */
export function heldReports(
  cohorts: readonly ReadyCohort[],
  held: ReadonlyMap<string, unknown>,
  reported: readonly CohortReport[],
): readonly CohortReport[] {
  const done = new Set(reported.map((report) => report.cohort));
  return cohorts
    .filter((cohort) => held.has(cohort.cohort) && !done.has(cohort.cohort))
    .map((cohort) => ({
      ...identity(cohort),
      state: 'held' as const,
      snapshot: null,
      problem: noteOf(held.get(cohort.cohort)),
      tables: [],
    }));
}

/** Tables in the order of the cohort's own list, whichever ended first. */
export function inOrder(tables: readonly TableReport[], cohort: ReadyCohort): readonly TableReport[] {
  const order = [...cohort.tables.keys()];
  return tables.toSorted((a, b) => order.indexOf(a.table) - order.indexOf(b.table));
}
