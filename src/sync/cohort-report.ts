import { formatInstant, type Instant } from '../instant.ts';
import type { PlannedTable } from '../plan/stored-plan.ts';
import type { SourceReport, TableReport } from '../report/run-report.ts';
import type { ReadyCohort } from './ready-cohort.ts';
import type { Landed } from './resume.ts';
import type { TableWork } from './tasks.ts';

/** How a source table was read. */
export function sourceReport({ source, columnsNotRead, columnsMissing }: TableWork): SourceReport {
  return { table: source.table, version: source.version, columnsNotRead, columnsMissing };
}

/** What became of one table of one cohort. */
export function tableReport(
  { plan, mode, firstLanding }: PlannedTable,
  { rows, slices, files, bytes, persons, version }: Landed,
  until: Instant | null,
): TableReport {
  const appends = plan.units.flatMap((unit) => unit.transfers).map((transfer) => transfer.since);
  const from = appends.includes(null)
    ? null
    : appends.reduce((a, b) => (a === null || (b !== null && b < a) ? b : a), null);
  return {
    table: plan.table,
    mode,
    rows,
    slices,
    files,
    bytes,
    from: from === null ? null : formatInstant(from),
    through: until === null ? null : formatInstant(until - 1n),
    version,
    persons,
    ...(firstLanding ? { firstLanding } : {}),
  };
}

/** Tables in the order of the cohort's own list, whichever ended first. */
export function inOrder(
  tables: readonly TableReport[],
  cohort: ReadyCohort | undefined,
): readonly TableReport[] {
  const order = [...(cohort?.tables.keys() ?? [])];
  return tables.toSorted((a, b) => order.indexOf(a.table) - order.indexOf(b.table));
}
