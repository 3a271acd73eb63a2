import type { CohortFile } from '../cohort/cohort-file.ts';
import { CohortSyncError } from '../errors.ts';
import { formatInstant, type Instant } from '../instant.ts';
import { NOBODY } from '../source/statements/preview.ts';
import { noteOf } from '../sync/problem.ts';
import type { CountedTable, countPersons } from './count-persons.ts';
import type { Listed } from './list-persons.ts';
import type { CohortPreview, TablePreview } from './preview-report.ts';

/**
 * What was counted of a cohort.
 * @param hold told why it is held, where a table that it wants is not fit
 */
export function countedCohort(
  { file, listed, list }: Listed,
  counted: Awaited<ReturnType<typeof countPersons>>,
  hold: (cohort: string, error: unknown) => void,
): CohortPreview {
  const tables: TablePreview[] = [];
  let problem: CohortSyncError | undefined;
  for (const table of file.cohort.tables) {
    const found = counted.get(table);
    if (found instanceof CohortSyncError) problem ??= found;
    else if (found !== undefined) tables.push(tablePreview(table, found, list.key));
  }
  if (problem !== undefined) hold(file.id, problem);
  return {
    ...pinned(file),
    listed,
    withdrawn: listed - list.persons.length,
    state: problem === undefined ? 'counted' : 'held',
    problem: problem === undefined ? null : noteOf(problem),
    tables,
  };
}

function tablePreview(table: TablePreview['table'], { version, counts }: CountedTable, key: string) {
  const { firstLoad, lastLoad, ...count } = counts.get(key) ?? NOBODY;
  const written = (instant: Instant | null): string | null =>
    instant === null ? null : formatInstant(instant);
  return { table, version, ...count, firstLoad: written(firstLoad), lastLoad: written(lastLoad) };
}

/** A cohort that was not counted, and why. */
export function notCounted(file: CohortFile, state: 'inactive' | 'held', error: unknown): CohortPreview {
  return { ...pinned(file), listed: null, withdrawn: null, state, problem: noteOf(error), tables: [] };
}

function pinned({ id, content, cohort }: CohortFile) {
  return { cohort: id, file: content.blob, roster: cohort.roster.sha256 };
}
