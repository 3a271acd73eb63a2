import path from 'node:path';
import type { LocalWarehouse, StatementRecord } from '../local/local-warehouse.ts';
import { DEFAULT_TABLES, LOAD_COLUMN, omopTable } from '../omop/tables.ts';
import { type DemoWorld, listFile } from './demo-world.ts';
import { liveFiles } from './export-landing.ts';

/** How a cohort's exported landing stands against the source, as multisets of whole rows over the approved columns. */
export interface Standing {
  /** Rows of the source, restricted to the cohort, that the landing does not have. */
  readonly lacked: bigint;
  /** Rows of the landing that the source, restricted to the cohort, does not have. */
  readonly surplus: bigint;
  readonly landed: bigint;
  /** Delta commits of all its tables. */
  readonly commits: number;
}

/**
 * Compares by DuckDB over the files that the log names: no count, fingerprint or list of the product's own is believed.
 * The persons are those of the list that the roster was sealed from.
 */
export async function standing(world: DemoWorld, cohort: string): Promise<Standing> {
  const list = `read_csv(${text(listFile(world, cohort))}, header = true, columns = {'person_id': 'BIGINT'})`;
  const tables = await Promise.all(DEFAULT_TABLES.map((table) => compareTable(world, cohort, table, list)));
  return tables.reduce((sum, table) => ({
    lacked: sum.lacked + table.lacked,
    surplus: sum.surplus + table.surplus,
    landed: sum.landed + table.landed,
    commits: sum.commits + table.commits,
  }));
}

async function compareTable(
  { warehouse, directory }: DemoWorld,
  cohort: string,
  table: string,
  list: string,
): Promise<Standing> {
  const { version, files } = await liveFiles(path.join(directory, 'landing', cohort, table));
  const columns = await approvedColumns(warehouse, table);
  const landing =
    files.length === 0
      ? `SELECT ${columns} FROM omop.${table} WHERE false`
      : `SELECT ${columns} FROM read_parquet([${files.map(text).join(', ')}])`;
  const source = `SELECT ${columns} FROM omop.${table} WHERE person_id IN (SELECT person_id FROM ${list})`;
  const [row] =
    await warehouse.duckdb(`WITH source AS MATERIALIZED (${source}), landing AS MATERIALIZED (${landing})
    SELECT (SELECT count(*) FROM (FROM source EXCEPT ALL FROM landing)) AS lacked,
      (SELECT count(*) FROM (FROM landing EXCEPT ALL FROM source)) AS surplus,
      (SELECT count(*) FROM landing) AS landed`);
  const count = (name: string) => BigInt(String(row?.[name]));
  return {
    lacked: count('lacked'),
    surplus: count('surplus'),
    landed: count('landed'),
    commits: version + 1,
  };
}

/** The columns of the CDM and `load_dt`, as far as the source has them: what the demo's cohorts are approved for. */
async function approvedColumns(warehouse: LocalWarehouse, table: string): Promise<string> {
  const approved = new Set([...(omopTable(table)?.columns ?? []).map((column) => column.name), LOAD_COLUMN]);
  const described = await warehouse.duckdb(`DESCRIBE omop.${table}`);
  const names = described.map((column) => String(column.column_name)).filter((name) => approved.has(name));
  return names.map((name) => `"${name}"`).join(', ');
}

/** What the warehouse's log says that clients took out of it. */
export interface Departure {
  /** Rows of patients. */
  readonly patientRows: bigint;
  readonly patientBytes: bigint;
  /** Rows of everything else: descriptions, counts, fingerprints. */
  readonly otherRows: bigint;
  /** How often client statements read each source table. */
  readonly tableReads: number;
}

const AGGREGATE = /\b(?:count|sum|max|min)\s*\(/i;

/** Sums up the log. Whatever selects rows without counting or summing them counts as patients' rows. */
export function departure(records: readonly StatementRecord[]): Departure {
  const rows = (kept: readonly StatementRecord[]) => kept.reduce((sum, record) => sum + record.rows, 0n);
  const patients = records.filter(
    ({ sql, tables }) => /^\s*(?:SELECT|WITH)\b/i.test(sql) && tables.length > 0 && !AGGREGATE.test(sql),
  );
  return {
    patientRows: rows(patients),
    patientBytes: patients.reduce((sum, record) => sum + record.bytes, 0n),
    otherRows: rows(records) - rows(patients),
    tableReads: records.flatMap(({ tables }) => tables.filter((table) => table.startsWith('omop.'))).length,
  };
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
