import { type Instant, SECOND, WEEK } from '../instant.ts';
import type { OmopTableName } from '../omop/tables.ts';

/** What determines every row that is generated. */
export interface Generation {
  /** Persons at `lastSunday`. */
  readonly persons: number;
  readonly seed: number;
  /** Sundays of weekly growth, the last one `lastSunday`; what is older was loaded over the five years before. */
  readonly weeks: number;
  /** A Sunday, 03:00 UTC: week 0. */
  readonly lastSunday: Instant;
}

export type GeneratedTable = Extract<
  OmopTableName,
  | 'person'
  | 'death'
  | 'visit_occurrence'
  | 'condition_occurrence'
  | 'drug_exposure'
  | 'procedure_occurrence'
  | 'measurement'
  | 'observation'
  | 'specimen'
>;

/** Rows per person, about those of real sources; all whole numbers but that of the dead. */
export const ROWS_PER_PERSON: Readonly<Record<GeneratedTable, number>> = {
  person: 1,
  death: 0.04,
  visit_occurrence: 8,
  condition_occurrence: 12,
  drug_exposure: 15,
  procedure_occurrence: 6,
  measurement: 40,
  observation: 8,
  specimen: 2,
};

const GROWTH = 1.0025;
const HISTORY_SUNDAYS = 5 * 52;

/**
 * The place of a death within its ordinal. The persons of whom one dies come so that they are loaded before the death:
 * see omop-lives.ts.
 */
const OFFSET: Partial<Record<GeneratedTable, number>> = { death: 0.95 };

/** Rows of a table at `lastSunday`. */
export function rowsAtLastSunday(generation: Generation, table: GeneratedTable): number {
  return Math.floor(generation.persons * ROWS_PER_PERSON[table]);
}

/**
 * The week in which row `ordinal` (SQL, BIGINT, from 0) of a table is loaded, as SQL; week 0 is that of `lastSunday`.
 * It depends only on the row's place in its table, ordinal / rows at week 0, and never falls as the place rises. So
 * whatever refers to nothing beyond its own place refers to rows that are loaded already.
 */
export function weekSql(generation: Generation, table: GeneratedTable, ordinal: string): string {
  const { weeks } = generation;
  const place = `((${ordinal} + ${OFFSET[table] ?? 0}::DOUBLE) / ${rowsAtLastSunday(generation, table)}::DOUBLE)`;
  const history = `${GROWTH ** -weeks}::DOUBLE`;
  const grown = `floor(ln(greatest(${place}, ${history})) / ${Math.log(GROWTH)}::DOUBLE) + 1`;
  const earlier = `least(floor(${place} / ${history} * ${HISTORY_SUNDAYS}), ${HISTORY_SUNDAYS - 1})`;
  return (
    `CAST(CASE WHEN ${place} < ${history} THEN ${1 - weeks - HISTORY_SUNDAYS} + ${earlier} ` +
    `ELSE greatest(${grown}, ${1 - weeks}) END AS BIGINT)`
  );
}

/** Seconds since 1970 at which the load of that row's week begins, as SQL. */
export function loadSecondsSql(generation: Generation, table: GeneratedTable, ordinal: string): string {
  return `(${generation.lastSunday / SECOND} + ${weekSql(generation, table, ordinal)} * ${WEEK / SECOND})`;
}

/** Every row of a table up to week 0, or those of a later week: a DuckDB SELECT of their ordinals, `i`. */
export function ordinalsSql(generation: Generation, table: GeneratedTable, week: number): string {
  const rows = rowsAtLastSunday(generation, table);
  if (week === 0) return `SELECT range AS i FROM range(0, ${rows})`;
  // Two rows more on each side than the week has: DuckDB's logarithm decides, not this one.
  const first = Math.max(0, Math.floor(rows * GROWTH ** (week - 1)) - 2);
  const until = Math.ceil(rows * GROWTH ** week) + 2;
  return `SELECT range AS i FROM range(${first}, ${rows === 0 ? 0 : until}) WHERE ${weekSql(generation, table, 'range')} = ${week}`;
}
