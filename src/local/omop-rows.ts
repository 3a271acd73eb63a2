import { omopTable } from '../omop/tables.ts';
import { withRow } from './omop-events.ts';
import { type GeneratedTable, type Generation, ordinalsSql } from './omop-growth.ts';
import { layer } from './omop-lives.ts';
import { draw, pick } from './omop-random.ts';
import { LOAD_DURATION } from './omop-sundays.ts';
import { duckdbType, quoteIdentifier } from './omop-target.ts';
import { CONCEPTS, VALUES } from './omop-values.ts';

/** Types that are not the registry's, because those of real sources are not, either. */
const OWN_TYPES: Readonly<Record<string, string>> = {
  'person.year_of_birth': 'INTEGER',
  'person.month_of_birth': 'INTEGER',
  'person.day_of_birth': 'INTEGER',
  'drug_exposure.quantity': 'DECIMAL(12,3)',
  'drug_exposure.days_supply': 'INTEGER',
  'procedure_occurrence.quantity': 'SMALLINT',
  'measurement.range_low': 'FLOAT',
  'measurement.range_high': 'FLOAT',
};

/** The DuckDB SELECT of a table's rows: all up to week 0 for week 0, for a later week those that it loads. */
export function generatedRows(generation: Generation, table: GeneratedTable, week: number): string {
  const row = withRow(generation, table, ordinalsSql(generation, table, week));
  const columns = (omopTable(table)?.columns ?? []).map((column) => {
    const type = OWN_TYPES[`${table}.${column.name}`] ?? duckdbType(column);
    return `CAST(${VALUES[table][column.name] ?? 'NULL'} AS ${type}) AS ${quoteIdentifier(column.name)}`;
  });
  const loadDt = `make_timestamptz(loaded * 1000000 + ${draw('root', 90, LOAD_DURATION)}) AS load_dt`;
  return `SELECT ${[...columns, loadDt].join(', ')} FROM (${layer(row, { k: conceptPosition(table) })})`;
}

function conceptPosition(table: GeneratedTable): string {
  const positions = (CONCEPTS[table] ?? []).map((_, index) => index + 1);
  return positions.length === 0 ? '0' : pick('root', 91, positions);
}
