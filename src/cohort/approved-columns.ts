import { LOAD_COLUMN, omopTable } from '../omop/tables.ts';
import type { Cohort } from './cohort-schema.ts';

/** A table with its approved columns, in the order in which they land. */
export interface ApprovedTable {
  readonly table: string;
  readonly columns: readonly string[];
}

/**
 * The approved columns of a cohort's table: those of CDM 5.3 but the excluded ones, then `load_dt`, then the included
 * ones in the order of the file. Any other column of the source is never read.
 */
export function approvedColumns(
  cohort: Pick<Cohort, 'columns'>,
  table: Cohort['tables'][number],
): readonly string[] {
  const excluded = cohort.columns.exclude[table] ?? [];
  const standard = omopTable(table)?.columns.map((column) => column.name) ?? [];
  return [
    ...standard.filter((column) => !excluded.includes(column)),
    LOAD_COLUMN,
    ...(cohort.columns.include[table] ?? []),
  ];
}

/** All tables of a cohort with their columns: what an approval record keeps, so that a new version cannot widen it. */
export function approvedTables(cohort: Pick<Cohort, 'columns' | 'tables'>): readonly ApprovedTable[] {
  return cohort.tables.map((table) => ({ table, columns: approvedColumns(cohort, table) }));
}
