import type { OmopColumn } from '../omop/tables.ts';
import type { FileColumn } from './omop-file.ts';
import { duckdbType, quoteIdentifier } from './omop-target.ts';

/*
 * Casts of what a file holds to what an OMOP table holds, as DuckDB SQL. None of them depends on the session's time
 * zone (a bare date or time is UTC), and none changes a value silently: DuckDB itself would round '1.5' to 2 and
 * drop the offset of '12:00:00+02:00'.
 */

const FLOATING = new Set(['FLOAT', 'DOUBLE']);
const WHOLE_NUMBER = String.raw`[+-]?[0-9]+(\.0+)?`;
const WITH_OFFSET = String.raw`.*:[0-9]{2}(\.[0-9]+)? ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)`;

/** A column of the CDM (or `load_dt`) with the type that the registry gives it; what cannot be taken fails. */
export function castColumn(file: FileColumn, column: OmopColumn): string {
  return cast(file, column, "error('not a whole number')");
}

/** The same where what cannot be taken is NULL. */
export function tryCastColumn(file: FileColumn, column: OmopColumn): string {
  return `TRY(${cast(file, column, 'NULL')})`;
}

function cast(file: FileColumn, column: OmopColumn, otherwise: string): string {
  const value = quoteIdentifier(file.spelling);
  if (duckdbType(column) === 'VARCHAR') return `CAST(${value} AS VARCHAR)`;
  return file.type === 'VARCHAR'
    ? castText(value, column, otherwise)
    : castTyped(value, file.type, column, otherwise);
}

function castText(value: string, column: OmopColumn, otherwise: string): string {
  const text = `nullif(trim(${value}), '')`;
  switch (duckdbType(column)) {
    case 'BIGINT':
      return unless(
        text,
        `regexp_full_match(${text}, '${WHOLE_NUMBER}')`,
        `CAST(split_part(${text}, '.', 1) AS BIGINT)`,
        otherwise,
      );
    case 'DATE':
      return `CAST(CAST(${text} AS TIMESTAMP) AS DATE)`;
    case 'TIMESTAMPTZ':
      return (
        `CASE WHEN regexp_full_match(${text}, '${WITH_OFFSET}') THEN CAST(${text} AS TIMESTAMPTZ) ` +
        `ELSE ${atUtc(`CAST(${text} AS TIMESTAMP)`)} END`
      );
    default:
      return `CAST(${text} AS DOUBLE)`;
  }
}

function castTyped(value: string, type: string, column: OmopColumn, otherwise: string): string {
  const zoned = type === 'TIMESTAMP WITH TIME ZONE';
  switch (duckdbType(column)) {
    case 'BIGINT':
      return FLOATING.has(type)
        ? unless(value, `${value} = trunc(${value})`, `CAST(${value} AS BIGINT)`, otherwise)
        : `CAST(${value} AS BIGINT)`;
    case 'DATE':
      return zoned ? `CAST(make_timestamp(epoch_us(${value})) AS DATE)` : `CAST(${value} AS DATE)`;
    case 'TIMESTAMPTZ':
      return zoned ? value : atUtc(`CAST(${value} AS TIMESTAMP)`);
    default:
      return `CAST(${value} AS DOUBLE)`;
  }
}

/** The instant at which clocks in UTC show that time. */
function atUtc(timestamp: string): string {
  return `make_timestamptz(epoch_us(${timestamp}))`;
}

function unless(value: string, condition: string, then: string, otherwise: string): string {
  return `CASE WHEN ${value} IS NULL THEN NULL WHEN ${condition} THEN ${then} ELSE ${otherwise} END`;
}

/** DuckDB types that Databricks lacks, and what a column that the CDM does not know is stored as instead. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  UTINYINT: 'SMALLINT',
  USMALLINT: 'INTEGER',
  UINTEGER: 'BIGINT',
  UBIGINT: 'DECIMAL(38,0)',
  HUGEINT: 'DECIMAL(38,0)',
  TIMESTAMP_S: 'TIMESTAMP',
  TIMESTAMP_MS: 'TIMESTAMP',
  TIMESTAMP_NS: 'TIMESTAMP',
  TIME: 'VARCHAR',
  UUID: 'VARCHAR',
};

/** A column that the CDM does not know: as it is. */
export function keepColumn(file: FileColumn): string {
  return `CAST(${quoteIdentifier(file.spelling)} AS ${REPLACEMENTS[file.type] ?? file.type})`;
}

/**
 * The types that the text of a CSV column unknown to the CDM may have, narrowest first, with the condition on a value.
 * Only where the text loses nothing by it: neither leading zeros nor digits beyond those of a double.
 */
export const TEXT_TYPES: readonly { readonly type: string; fits(value: string): string }[] = [
  { type: 'BIGINT', fits: (value) => both(value, '-?(0|[1-9][0-9]*)', 'BIGINT') },
  {
    type: 'DOUBLE',
    fits: (value) => both(value, String.raw`-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?`, 'DOUBLE'),
  },
  { type: 'DATE', fits: (value) => both(value, '[0-9]{4}-[0-9]{2}-[0-9]{2}', 'DATE') },
  {
    type: 'TIMESTAMP',
    fits: (value) =>
      both(value, String.raw`[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9:]{5,8}(\.[0-9]{1,6})?)?`, 'TIMESTAMP'),
  },
];

function both(value: string, pattern: string, type: string): string {
  return `regexp_full_match(${value}, '${pattern}') AND TRY_CAST(${value} AS ${type}) IS NOT NULL`;
}
