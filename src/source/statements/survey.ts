import { type Instant, WEEK } from '../../instant.ts';
import type { Column } from '../../omop/column-type.ts';
import { type Cell, cellSql, FIRST_CELL, NULL_CELL } from '../../plan/week-grid.ts';
import type { ControlRow, Statement } from '../warehouse.ts';
import { integer, optionalInteger } from './decode.ts';
import {
  changeSql,
  LOAD_COLUMN,
  loadBoundSql,
  loadMicrosSql,
  pinned,
  quote,
  type Schemas,
  type SourceTable,
} from './source-table.ts';

/** The whole table in one row: answered from the table's own statistics, without reading it. */
export interface TableTotals {
  readonly rows: bigint;
  readonly lastLoad: Instant | null;
  /** The warehouse's clock, by which all instants of a run are judged. */
  readonly now: Instant;
}

export function totalsStatement(schemas: Schemas, source: SourceTable): Statement {
  return {
    label: `count ${source.table}`,
    sql: `SELECT t.total, ${loadMicrosSql(source, 't')} AS last_load, unix_micros(current_timestamp()) AS now
FROM (SELECT count(*) AS total, max(${quote(LOAD_COLUMN)}) AS ${quote(LOAD_COLUMN)} FROM ${pinned(schemas, source)}) t`,
  };
}

export function decodeTotals(row: ControlRow): TableTotals {
  return {
    rows: integer(row, 'total'),
    lastLoad: optionalInteger(row, 'last_load'),
    now: integer(row, 'now'),
  };
}

/**
 * A handful of rows of one recent cell: those of one burst (a stretch of load_dt as long as the settle time) and one
 * segment (between two watermarks). Bursts show where loading paused; segments keep a watermark from cutting a count.
 */
export interface SurveyedBurst {
  readonly cell: Cell;
  readonly rows: bigint;
  readonly change: bigint;
  /** Bounds of `load_dt`, inclusive; null for the rows without one. */
  readonly first: Instant | null;
  readonly last: Instant | null;
}

export interface SurveyRequest {
  readonly columns: readonly Column[];
  /** Nothing before this instant is surveyed, except rows without `load_dt`. */
  readonly from: Instant;
  readonly settle: bigint;
  /** Watermarks of the landings, at most 200: no burst crosses one. */
  readonly cuts: readonly Instant[];
}

/** The one aggregate a table, without any roster: counts and change fingerprints of the recent cells. Prunable by `load_dt`. */
export function surveyStatement(schemas: Schemas, source: SourceTable, request: SurveyRequest): Statement {
  const cuts = request.cuts.map((_, index) => `CASE WHEN t.us >= :cut${index} THEN 1 ELSE 0 END`);
  const grouping = ['t.cell', `(t.us + ${BURST_SHIFT}) DIV ${request.settle}`];
  if (cuts.length > 0) grouping.push(cuts.join(' + '));
  return {
    label: `survey ${source.table}`,
    sql: `SELECT t.cell, count(*) AS row_count, sum(t.change) AS change, min(t.us) AS first_load, max(t.us) AS last_load
FROM (SELECT u.us, coalesce(${cellSql('u.us')}, ${NULL_CELL}) AS cell, u.change
  FROM (SELECT ${loadMicrosSql(source, 's')} AS us, ${changeSql(request.columns, 's')} AS change
    FROM ${pinned(schemas, source)} s
    WHERE ${loadBoundSql(source, 's', '>=', ':survey_from')} OR s.${quote(LOAD_COLUMN)} IS NULL) u
  WHERE u.us >= :survey_from OR u.us IS NULL) t
GROUP BY ${grouping.join(', ')}`,
    parameters: {
      survey_from: request.from,
      ...Object.fromEntries(request.cuts.map((cut, index) => [`cut${index}`, cut])),
    },
  };
}

/** Makes the dividend positive for every year from 1 on. */
const BURST_SHIFT = BigInt(-FIRST_CELL) * WEEK;

export function decodeSurvey(rows: readonly ControlRow[]): readonly SurveyedBurst[] {
  return rows.map((row) => ({
    cell: Number(integer(row, 'cell')),
    rows: integer(row, 'row_count'),
    change: integer(row, 'change'),
    first: optionalInteger(row, 'first_load'),
    last: optionalInteger(row, 'last_load'),
  }));
}
