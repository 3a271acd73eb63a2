import { z } from 'zod';
import {
  publicCodeName,
  publicCohortId,
  publicFindingName,
  publicRun,
  publicTableName,
} from '../log/public-names.ts';
import type { OmopTableName } from '../omop/tables.ts';
import { publicFigure } from './public-figure.ts';

/**
 * What may be told of a run where anybody reads it (docs/decisions/0008-public-figures.md), closed: enumerated words, ids
 * of cohorts, names of tables, days, durations, rounded figures. No persons, no totals, nothing of small tables.
 */

const day = z.iso.date();
const number = z.int().min(0).max(1_000_000_000);
const milliseconds = z.int().min(0).max(10_000_000_000);

const publicTable = z
  .strictObject({
    table: publicTableName,
    mode: z.enum(['backfill', 'increment', 'repair']),
    /** Null: a figure that must not be shown (then `bytes` is null, too). */
    rows: publicFigure,
    bytes: publicFigure,
    /** The last day of which rows are in. */
    through: day.nullable(),
  })
  .refine(
    ({ rows, bytes }) => (rows === null) === (bytes === null),
    'withholds one figure and shows the other',
  )
  .refine(({ mode, rows }) => mode !== 'repair' || rows === null, 'shows how much a repair moved')
  .refine(({ table, rows }) => !hasRowAPerson(table) || rows === null, 'shows how many persons there are');

/**
 * True for a table that has one row of a person at most: its rows are a number of persons. Held against the number that the
 * cohort file says, it would tell how many withdrew, or live.
 */
export function hasRowAPerson(table: OmopTableName): boolean {
  return table === 'person' || table === 'death';
}

const problem = z.strictObject({ code: publicCodeName, findings: z.array(publicFindingName).max(500) });

const publicCohort = z.strictObject({
  /** Null for a file whose name is no id, and for an id that is not to be told. */
  cohort: publicCohortId,
  /** `current`: equal to the source, whether or not anything had to move for it. */
  state: z.enum(['current', 'planned', 'inactive', 'held', 'failed']),
  revision: number.nullable(),
  snapshot: number.nullable(),
  problem: problem.nullable(),
  /** Only tables in which rows of enough persons moved; of the others nothing is told, not even whether they moved. */
  tables: z.array(publicTable).max(publicTableName.options.length),
});

export const publicReportSchema = z.strictObject({
  run: publicRun,
  dryRun: z.boolean(),
  verdict: z.enum(['done', 'failed']),
  finishedAt: z.iso.datetime(),
  milliseconds,
  through: day.nullable(),
  smallCell: z.int().min(11).max(1_000_000),
  problem: problem.nullable(),
  week: z
    .strictObject({ state: z.enum(['loaded', 'already-done', 'not-yet', 'missing']), sunday: day })
    .nullable(),
  warehouse: z.strictObject({ milliseconds, bytes: publicFigure }).nullable(),
  warnings: z.array(publicCodeName).max(1000),
  expiring: z
    .array(z.strictObject({ cohort: publicCohortId, lastDay: day, days: z.int().min(0).max(60) }))
    .max(10_000),
  cohorts: z.array(publicCohort).max(10_000),
});

export type PublicReport = z.output<typeof publicReportSchema>;
export type PublicCohort = PublicReport['cohorts'][number];
export type PublicTable = PublicCohort['tables'][number];
export type PublicProblem = NonNullable<PublicReport['problem']>;

/** True when a run must be looked at: it failed, or a week went by without a load. */
export function isRed(report: PublicReport): boolean {
  return report.verdict === 'failed' || report.week?.state === 'missing';
}
