import type { Instant } from '../instant.ts';
import type { OmopColumn } from '../omop/tables.ts';

/** One row of a small result, by column name. */
export interface ResultRow {
  readonly [column: string]: unknown;
}

/** What the loader and the generator need of the local warehouse. */
export interface OmopTarget {
  now(): Instant;
  /** Creates or replaces a table from a DuckDB SELECT: its first version. */
  createTable(schema: string, table: string, duckdbSelect: string): Promise<void>;
  /** Appends a DuckDB SELECT's rows: a further version. */
  appendTable(schema: string, table: string, duckdbSelect: string): Promise<void>;
  /** Databricks SQL, over the tables by their names. */
  run(sql: string): Promise<readonly ResultRow[]>;
  /** DuckDB SQL, over files and table functions. */
  duckdb(sql: string): Promise<readonly ResultRow[]>;
}

/** The schema that collaborators keep their OMOP tables in. */
export const OMOP_SCHEMA = 'omop';

/** Rows by table name. */
export type RowCounts = Readonly<Record<string, bigint>>;

/** The DuckDB type of a column of the CDM. Integers are 64 bits wide; datetimes are instants. */
export function duckdbType(column: OmopColumn): 'BIGINT' | 'DOUBLE' | 'DATE' | 'TIMESTAMPTZ' | 'VARCHAR' {
  switch (column.cdmType) {
    case 'integer':
      return 'BIGINT';
    case 'float':
      return 'DOUBLE';
    case 'date':
      return 'DATE';
    case 'datetime':
      return 'TIMESTAMPTZ';
    default:
      return 'VARCHAR';
  }
}

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
