import { CohortSyncError, ConfigurationError } from '../errors.ts';
import { reachedBy } from '../landing/table-change.ts';
import type { TableState } from '../landing/table-state.ts';
import type { Column } from '../omop/column-type.ts';
import { omopTable } from '../omop/tables.ts';
import type { TableTask } from '../plan/table-task.ts';
import type { DescribedTable } from '../source/describe.ts';
import {
  columnsDigest,
  LOAD_COLUMN,
  PERSON_COLUMN,
  type SourceTable,
} from '../source/statements/source-table.ts';
import { landsAnew } from './column-drift.ts';
import { landedColumns, type ReadyCohort } from './ready-cohort.ts';

/** One source table with all that is to be landed from it. */
export interface TableWork {
  readonly source: SourceTable;
  readonly keyColumns: readonly string[];
  /** The columns of all tasks together: what the survey's change fingerprint covers. */
  readonly columns: readonly Column[];
  readonly tasks: readonly TableTask[];
  /** Columns of the source that are not read, and approved ones that it does not have. */
  readonly columnsNotRead: readonly string[];
  readonly columnsMissing: readonly string[];
}

/** Numbers each (cohort, group) of a run, for the censuses. */
export function slotsOf(cohorts: readonly ReadyCohort[]): ReadonlyMap<string, number> {
  const names = cohorts.flatMap((cohort) =>
    cohort.groups.map((group) => slotName(cohort.cohort, group.group)),
  );
  return new Map(names.map((name, slot) => [name, slot]));
}

function slotName(cohort: string, group: string): string {
  return `${cohort}/${group}`;
}

/** Gathers, per source table, what every cohort wants of it. */
export function tableWork(
  { source, refused }: DescribedTable,
  cohorts: readonly ReadyCohort[],
  slots: ReadonlyMap<string, number>,
): TableWork {
  const sets = new Map<string, number>();
  const tasks = cohorts.flatMap((cohort): TableTask[] => {
    const approved = cohort.tables.get(source.table);
    if (approved === undefined) return [];
    const columns = landedColumns(approved, source.columns);
    const digest = columnsDigest(columns);
    const columnSet = sets.get(digest) ?? sets.size;
    sets.set(digest, columnSet);
    return [
      {
        cohort: cohort.cohort,
        table: source.table,
        revision: cohort.revision,
        columns,
        columnSet,
        ...coverageFor(cohort.landed.get(source.table), columns),
        groups: cohort.groups.map(({ group, key }) => ({
          group,
          key,
          slot: slots.get(slotName(cohort.cohort, group)) ?? -1,
        })),
      },
    ];
  });
  const union = new Map(tasks.flatMap((task) => task.columns).map((column) => [column.name, column]));
  const approved = new Set(cohorts.flatMap((cohort) => cohort.tables.get(source.table) ?? []));
  const held = new Set(source.columns.map((column) => column.name));
  return {
    source,
    keyColumns: keyColumns(source.table),
    columns: [...union.values()],
    tasks,
    columnsNotRead: [...refused, ...[...held].filter((name) => !approved.has(name))],
    columnsMissing: [...approved].filter((name) => !held.has(name)),
  };
}

/** What the plan goes by: of a table whose columns are others now, nothing that has landed counts. */
function coverageFor(
  landed: TableState | undefined,
  columns: readonly Column[],
): Pick<TableTask, 'coverage' | 'known' | 'reached'> {
  if (landed === undefined) return { coverage: undefined };
  const { coverage: known } = landed;
  const coverage = landsAnew(landed, columns)
    ? { run: known.run, revision: known.revision, groups: [] }
    : known;
  return { coverage, known, reached: reachedBy(landed) };
}

export function keyColumns(table: string): readonly string[] {
  return (omopTable(table)?.keyColumns ?? []).filter(
    (name) => name !== PERSON_COLUMN && name !== LOAD_COLUMN,
  );
}

/** A source table is fit to be read when it has the columns that every row is judged by. */
export function checkColumns(source: SourceTable, timeZone: string | undefined): void {
  const names = new Set(source.columns.map((column) => column.name));
  const missing = [PERSON_COLUMN, LOAD_COLUMN, ...keyColumns(source.table)].filter(
    (name) => !names.has(name),
  );
  if (missing.length > 0) {
    throw new CohortSyncError(
      `The source table ${source.table} has no usable column ${missing.join(', ')}.`,
      {
        code: 'SOURCE_COLUMN_MISSING',
        remedy: 'Ask the collaborator for the column, or take the table out of the cohort file.',
      },
    );
  }
  const load = source.columns.find((column) => column.name === LOAD_COLUMN);
  if (load?.type !== 'timestamp' && load?.type !== 'timestamp_ntz') {
    throw new CohortSyncError(`load_dt of ${source.table} is no timestamp.`, {
      code: 'LOAD_DT_TYPE',
      remedy: 'Ask the collaborator for load_dt as TIMESTAMP.',
    });
  }
  if (load.type === 'timestamp_ntz' && timeZone === undefined) {
    throw new ConfigurationError(
      `load_dt of ${source.table} has no zone, and the configuration names none.`,
      {
        code: 'LOAD_DT_ZONE',
        remedy: 'Set source.timeZone to the zone in which the collaborator writes load_dt.',
      },
    );
  }
}
