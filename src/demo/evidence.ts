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
  const columns = await approvedColumns(world.warehouse);
  const logs = await Promise.all(
    DEFAULT_TABLES.map((table) => liveFiles(path.join(world.directory, 'landing', cohort, table))),
  );
  const compared = DEFAULT_TABLES.map((table, index) =>
    comparison(table, columns.get(table) ?? [], logs[index]?.files ?? [], list),
  );
  const [row] =
    await world.warehouse.duckdb(`SELECT sum(lacked)::BIGINT AS lacked, sum(surplus)::BIGINT AS surplus,
    sum(landed)::BIGINT AS landed FROM (${compared.join(' UNION ALL ')})`);
  return {
    lacked: row?.lacked as bigint,
    surplus: row?.surplus as bigint,
    landed: row?.landed as bigint,
    commits: logs.reduce((sum, { version }) => sum + version + 1, 0),
  };
}

/** One table's differences in both directions, as SQL of one row. */
function comparison(
  table: string,
  columns: readonly string[],
  files: readonly string[],
  list: string,
): string {
  const names = columns.map((name) => `"${name}"`).join(', ');
  const landing =
    files.length === 0
      ? `SELECT ${names}, 1 AS _side FROM omop.${table} WHERE false`
      : `SELECT ${names}, 1 AS _side FROM read_parquet([${files.map(text).join(', ')}])`;
  const source = `SELECT ${names}, -1 AS _side FROM omop.${table} WHERE person_id IN (SELECT person_id FROM ${list})`;
  // Each row counts for the landing and against the source. EXCEPT ALL would say the same in eight times the time.
  const rows = `SELECT sum(_side) AS excess, count(*) FILTER (_side = 1) AS landed
    FROM (${landing} UNION ALL ${source}) GROUP BY ${names}`;
  return `SELECT coalesce(sum(greatest(-excess, 0)), 0) AS lacked, coalesce(sum(greatest(excess, 0)), 0) AS surplus,
    coalesce(sum(landed), 0) AS landed FROM (${rows})`;
}

/** By table, the columns of the CDM and `load_dt` as far as the source has them: what the demo's cohorts are approved for. */
async function approvedColumns(warehouse: LocalWarehouse): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await warehouse.duckdb(
    "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'omop' ORDER BY column_index",
  );
  return new Map(
    DEFAULT_TABLES.map((table) => {
      const approved = new Set([...(omopTable(table)?.columns ?? []).map(({ name }) => name), LOAD_COLUMN]);
      const there = rows.filter((row) => row.table_name === table).map((row) => String(row.column_name));
      return [table, there.filter((name) => approved.has(name))];
    }),
  );
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
