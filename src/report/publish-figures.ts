import type { FindingName } from '../errors.ts';
import { DAY, formatInstant, type Instant, parseInstant } from '../instant.ts';
import { publicCode } from '../log/public-errors.ts';
import { publicCohortId, publicFindingName, publicTableName } from '../log/public-names.ts';
import { OMOP_TABLES, type OmopTableName } from '../omop/tables.ts';
import type { LoadWeek } from './load-week.ts';
import { roundFigure } from './public-figure.ts';
import {
  hasRowAPerson,
  type PublicCohort,
  type PublicProblem,
  type PublicReport,
  type PublicTable,
  publicReportSchema,
} from './public-report.ts';
import type { StoredReport } from './stored-reports.ts';

/** An exact report, of this run or as it was stored: a `RunReport` is one. */
export type ExactReport = Pick<
  StoredReport,
  'run' | 'dryRun' | 'startedAt' | 'finishedAt' | 'frontier' | 'verdict'
> & {
  readonly problem: ExactProblem | null;
  readonly cohorts: readonly ExactCohort[];
  readonly warnings: readonly { readonly code: string }[];
  readonly warehouse?: { readonly milliseconds: number; readonly bytes: number };
};

type ExactProblem = { readonly code: string; readonly findings?: readonly FindingName[] };
type ExactCohort = Pick<StoredReport['cohorts'][number], 'cohort' | 'state' | 'revision' | 'snapshot'> & {
  readonly problem: ExactProblem | null;
  readonly tables: readonly ExactTable[];
};
type ExactTable = StoredReport['cohorts'][number]['tables'][number];

export interface Publication {
  /** A figure needs so many distinct persons behind it (`limits.smallCell`). */
  readonly smallCell: number;
  readonly now: Instant;
  readonly week: LoadWeek | null;
  /** Active cohorts, and the first instant at which each is expired. */
  readonly agreements: readonly { readonly cohort: string; readonly expires: Instant }[];
}

const SOON = 60n;

/** The part of a run's report that may be told: the rules stand in docs/decisions/0008-public-figures.md. */
export function publishFigures(report: ExactReport, publication: Publication): PublicReport {
  const told = report.cohorts.map((cohort) => publicCohort(report, cohort, publication));
  const started = parseInstant(report.startedAt) ?? publication.now;
  const finished = parseInstant(report.finishedAt) ?? publication.now;
  const lasted = finished > started ? (finished - started) / 1000n : 0n;
  return publicReportSchema.parse({
    run: report.run,
    dryRun: report.dryRun,
    verdict: report.verdict,
    finishedAt: `${formatInstant(finished).slice(0, 19)}Z`,
    milliseconds: roundFigure(lasted),
    through: dayOf(report.frontier),
    smallCell: publication.smallCell,
    problem: publicProblem(report.problem),
    week: publication.week,
    warehouse: warehouse(report, told),
    warnings: [...new Set(report.warnings.map(({ code }) => publicCode(code)))].sort(),
    expiring: expiring(publication),
    cohorts: told.toSorted((a, b) =>
      compare(`${a.cohort} ${a.problem?.code}`, `${b.cohort} ${b.problem?.code}`),
    ),
  } satisfies PublicReport);
}

function publicCohort(report: ExactReport, exact: ExactCohort, publication: Publication): PublicCohort {
  const tables = report.dryRun ? [] : exact.tables.flatMap((table) => publicTable(table, publication) ?? []);
  return {
    cohort: cohortName(exact.cohort),
    state: STATES[exact.state] ?? 'failed',
    revision: exact.revision,
    snapshot: exact.snapshot,
    problem: publicProblem(exact.problem),
    tables: tables.toSorted((a, b) => position(a.table) - position(b.table)),
  };
}

/** `synced` and `unchanged` are one word: the difference is whether anything moved, be it a single row. */
const STATES: Readonly<Record<string, PublicCohort['state']>> = {
  synced: 'current',
  unchanged: 'current',
  planned: 'planned',
  inactive: 'inactive',
  held: 'held',
  failed: 'failed',
};

/** Undefined for a table of which nothing may be told: too few persons, or nobody, which must look the same. */
function publicTable(exact: ExactTable, { smallCell }: Publication): PublicTable | undefined {
  const { mode, persons = 0, rows, bytes } = exact;
  const name = tableName(exact.table);
  if (name === null || persons < smallCell) return undefined;
  if (mode !== 'backfill' && mode !== 'increment' && mode !== 'repair') return undefined;
  const shown = isCountedOnce(exact) && !hasRowAPerson(name);
  return {
    table: name,
    mode,
    rows: shown ? roundFigure(rows) : null,
    bytes: shown ? roundFigure(bytes) : null,
    through: dayOf(exact.through),
  };
}

/**
 * True when no figure before this one can have counted any of the rows: rows beyond the watermark alone, or the first that
 * ever landed. A slice that is fetched anew was counted before, and the difference may be one person; an increment has one
 * among its slices when `from` is open (rows that were deleted at the source, and came back).
 */
function isCountedOnce({ mode, from, firstLanding = false }: ExactTable): boolean {
  return mode === 'increment' ? from !== null : mode === 'backfill' && firstLanding;
}

/** The bytes are a total over all tables, and would give away what one of them withholds. */
function warehouse(exact: ExactReport, told: readonly PublicCohort[]): PublicReport['warehouse'] {
  if (exact.warehouse === undefined) return null;
  const { milliseconds, bytes } = exact.warehouse;
  const whole =
    exact.verdict === 'done' &&
    exact.cohorts.length > 0 &&
    exact.cohorts.every(({ tables }, index) => {
      const shown = told[index]?.tables ?? [];
      return (
        tables.length > 0 && shown.length === tables.length && shown.every(({ bytes }) => bytes !== null)
      );
    });
  return { milliseconds: roundFigure(milliseconds), bytes: whole ? roundFigure(bytes) : null };
}

function publicProblem(problem: ExactProblem | null): PublicProblem | null {
  if (problem === null) return null;
  const findings = (problem.findings ?? [])
    .map(({ code, override, cohort, table, digest }) => ({
      code: publicCode(code),
      override,
      cohort: cohortName(cohort),
      table: tableName(table),
      digest,
    }))
    .filter((finding) => publicFindingName.safeParse(finding).success);
  return { code: publicCode(problem.code), findings: findings.slice(0, 500) };
}

function cohortName(name: string | null): string | null {
  return publicCohortId.safeParse(name).data ?? null;
}

function tableName(name: string | null): OmopTableName | null {
  return publicTableName.safeParse(name).data ?? null;
}

function expiring({ agreements, now }: Publication): PublicReport['expiring'] {
  return agreements
    .filter(({ expires }) => expires > now && expires - now <= SOON * DAY)
    .map(({ cohort, expires }) => ({
      cohort: cohortName(cohort),
      lastDay: formatInstant(expires - 1n).slice(0, 10),
      days: Number((expires - now) / DAY),
    }))
    .toSorted((a, b) => a.days - b.days || compare(`${a.cohort}`, `${b.cohort}`));
}

/** A `load_dt` has microseconds, and so may be a value of one row: only its day is told. */
function dayOf(instant: string | null): string | null {
  return instant === null || parseInstant(instant) === undefined ? null : instant.slice(0, 10);
}

function position(table: string): number {
  return OMOP_TABLES.findIndex(({ name }) => name === table);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
