import type { CohortFileResult } from '../cohort/cohort-file.ts';
import { COHORT_ID } from '../cohort/cohort-schema.ts';
import { ConfigurationError } from '../errors.ts';
import { omopTable } from '../omop/tables.ts';

/** The cohort files that a command was asked for; all of them when it named none. */
export function chooseCohorts(
  files: readonly CohortFileResult[],
  wanted: readonly string[],
): readonly CohortFileResult[] {
  if (wanted.length === 0) return files;
  const known = new Set(files.map((file) => file.id));
  const unknown = wanted.filter((id) => !known.has(id));
  if (unknown.length > 0) {
    throw new ConfigurationError(`There is no cohort file for ${namesOf(unknown)}.`, {
      code: 'COHORT_UNKNOWN',
      remedy: 'Name cohorts by the id of their file in the cohorts directory.',
    });
  }
  return files.filter((file) => file.id !== undefined && wanted.includes(file.id));
}

/** What was asked for and is not there, by name where it could be one; other text may be anything. */
export function namesOf(unknown: readonly string[]): string {
  const names = unknown.filter((name) => COHORT_ID.test(name));
  const others = unknown.length - names.length;
  return [...names, ...(others === 0 ? [] : [`${others} that can be no cohort's id`])].join(', ');
}

/** The tables that a command was asked for must be tables that could ever land. */
export function checkTables(tables: readonly string[]): void {
  if (tables.every((table) => omopTable(table) !== undefined)) return;
  throw new ConfigurationError('A table that was asked for is none of OMOP CDM 5.3 that can land.', {
    code: 'TABLE_UNKNOWN',
    remedy: 'Name tables as cohorts/README.md does, for example measurement.',
  });
}
