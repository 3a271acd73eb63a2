import { GuardError } from '../errors.ts';
import type { TableState } from '../landing/table-state.ts';
import type { Column } from '../omop/column-type.ts';
import type { Finding } from '../override/finding.ts';
import type { Overrides } from '../override/overrides.ts';

type Landed = Pick<TableState, 'schema' | 'files'>;

/** Approved columns that have landed and that the source has no more, or has with another type; in landing order. */
export function driftedColumns(
  landed: Landed | undefined,
  approved: readonly string[],
  columns: readonly Column[],
): readonly Column[] {
  // A table without files takes any columns: after a purge, or when it is landed anew.
  if (landed === undefined || landed.files.size === 0) return [];
  const now = new Map(columns.map((column) => [column.name, column.type]));
  return landed.schema.filter(({ name, type }) => approved.includes(name) && now.get(name) !== type);
}

/**
 * Whether a table has to be landed anew because its columns are others now: one was approved, or an approved one has come at
 * the source, and comes with its history; or one is approved no longer, and goes out of all files.
 */
export function landsAnew(landed: Landed, columns: readonly Column[]): boolean {
  if (landed.files.size === 0) return false;
  const form = (list: readonly Column[]): string =>
    list
      .map(({ name, type }) => `${name} ${type}`)
      .sort()
      .join();
  return form(landed.schema) !== form(columns);
}

/** Stops a cohort whose landed columns are gone or retyped at the source, under a finding that an owner can answer. */
export async function columnDrift(
  overrides: Pick<Overrides, 'find'>,
  { cohort, table, schema }: Pick<TableState, 'cohort' | 'table' | 'schema'>,
  drifted: readonly Column[],
  columns: readonly Column[],
): Promise<GuardError> {
  const finding: Finding = {
    code: 'COLUMN_DRIFT',
    override: 'rebuild',
    cohort,
    table,
    seen: { landed: schema.map(formOf), source: columns.map(formOf) },
  };
  const [answer] = await overrides.find([finding]);
  const [first] = drifted;
  const gone = !columns.some((column) => column.name === first?.name);
  const more = drifted.length > 1 ? ` (and ${drifted.length - 1} more)` : '';
  return new GuardError(
    `${table}.${first?.name} has landed before and ${gone ? 'is gone' : 'changed its type'}.${more}`,
    {
      code: 'COLUMN_DRIFT',
      remedy:
        'Ask the collaborator to restore the column; or exclude it in the cohort file; or have an owner answer the finding: then the table is landed anew as it is now.',
      findings: answer?.name === undefined ? [] : [answer.name],
    },
  );
}

function formOf({ name, type }: Column): { readonly name: string; readonly type: string } {
  return { name, type };
}
