import { COHORT_ID } from '../cohort/cohort-schema.ts';
import { CohortSyncError, ConfigurationError, type FindingName, type Mistake } from '../errors.ts';
import { OMOP_TABLES, type OmopTableName } from '../omop/tables.ts';
import { isKnownMistake } from '../review/known-mistakes.ts';
import { isShowable } from '../review/place.ts';
import type { RunEvent } from './events.ts';
import { publicCode } from './public-errors.ts';
import { type PublicEvent, type PublicMistake, publicCohortId } from './public-events.ts';

/** The part of an exact event that may be told in public; undefined for one of which nothing may, or need be. */
export function toPublic(event: RunEvent): PublicEvent | undefined {
  switch (event.kind) {
    case 'run-started':
      return { kind: event.kind, run: event.run, cohorts: event.cohorts };
    case 'warehouse-starting':
      return { kind: event.kind };
    case 'source-surveyed':
      // A `load_dt` has microseconds, and so may be a value of one row: only its day is told.
      return { kind: event.kind, tables: event.tables, through: event.frontier.slice(0, 10) };
    case 'roster-loaded':
      return { kind: event.kind, cohort: cohortName(event.cohort) };
    case 'cohort-held':
      return {
        kind: event.kind,
        cohort: cohortName(event.cohort),
        code: publicCode(event.code),
        findings: (event.findings ?? []).flatMap(toFinding),
      };
    case 'warning':
      return { kind: event.kind, code: publicCode(event.code) };
    case 'finding': {
      const [finding] = toFinding(event);
      return finding && { kind: event.kind, answered: event.answered, ...finding };
    }
    case 'snapshot-published':
      return { kind: event.kind, cohort: cohortName(event.cohort), number: event.number };
    case 'cohort-purged': {
      const { kind, scope, certificate } = event;
      return { kind, cohort: cohortName(event.cohort), scope, certificate };
    }
    case 'change-reviewed':
      return event;
    // That a table is staged or committed, or that anybody left, may hang on rows of a single person: of one who withdrew, that the person had died.
    case 'table-staged':
    case 'table-committed':
    // Figures of whom nobody knows yet how many persons stand behind them; the report has those that may be shown.
    case 'removed':
    case 'table-planned':
    case 'rows-moved':
      return undefined;
    // Each withdrawn snapshot leaves a mark in the landing, which names the run.
    case 'snapshots-retired':
      return undefined;
  }
}

/**
 * An error as it may be told: its code, and places of mistakes.
 * @param directory where cohort files lie in the repository, which name themselves without it
 */
export function toProblem(error: unknown, directory = 'cohorts'): PublicEvent & { readonly kind: 'problem' } {
  const own = error instanceof CohortSyncError ? error : undefined;
  const mistakes = error instanceof ConfigurationError ? error.mistakes : [];
  return {
    kind: 'problem',
    code: publicCode(own?.code ?? 'INTERNAL'),
    mistakes: mistakes.slice(0, 500).map((mistake) => toMistake(mistake, directory)),
    findings: (own?.findings ?? []).slice(0, 500).flatMap(toFinding),
  };
}

/** The id, or null where it could itself be an identifier. */
export function cohortName(id: string | null): string | null {
  return publicCohortId.safeParse(id).success ? id : null;
}

export function tableName(name: string | null): OmopTableName | null {
  return OMOP_TABLES.find((table) => table.name === name)?.name ?? null;
}

const DIGEST = /^[0-9a-f]{64}$/;

function toFinding({ code, override, cohort, table, digest }: FindingName) {
  if (!DIGEST.test(digest)) return [];
  const about = { cohort: cohortName(cohort), table: tableName(table) };
  return [{ code: publicCode(code), override, ...about, digest }];
}

function toMistake({ file, line, column, rule }: Mistake, directory: string): PublicMistake {
  const shown = placeOf(file, directory);
  return {
    ...(shown === undefined ? {} : { file: shown }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(isKnownMistake(rule) ? { rule } : {}),
  };
}

/** A path from the repository's root that may be shown; a cohort file names itself without its directory. */
function placeOf(file: string, directory: string): string | undefined {
  const stem = file.endsWith('.yml') ? file.slice(0, -'.yml'.length) : '';
  const isCohort = stem !== 'cohort-sync' && COHORT_ID.test(stem);
  const place = isCohort ? `${directory}/${file}` : file;
  return isShowable(place) ? place : undefined;
}
