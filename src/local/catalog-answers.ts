import {
  type Catalog,
  type CatalogEntry,
  latestGeneration,
  quoteName,
  quoteText,
  type TableName,
} from './catalog.ts';
import { wireColumn } from './column-types.ts';
import { SqlError } from './sql-error.ts';
import { parseSql } from './sql-tree.ts';
import { prepare, type StatementRun } from './statement-run.ts';
import { translateQuery } from './translate.ts';

/** Rows that the warehouse knows without reading a table. Columns by name and DuckDB type; null is NULL. */
export interface Literals {
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly rows: readonly (readonly (string | bigint | null)[])[];
}

export function literalRows({ columns, rows }: Literals): string {
  const select = (row: readonly (string | bigint | null)[]) =>
    `SELECT ${columns
      .map(([name, type], index) => {
        const value = row[index] ?? null;
        return `CAST(${value === null ? 'NULL' : quoteText(String(value))} AS ${type}) AS ${quoteName(name)}`;
      })
      .join(', ')}`;
  if (rows.length === 0) return `${select([])} WHERE false`;
  return rows.map(select).join(' UNION ALL ');
}

const DESCRIPTION = [
  ['col_name', 'VARCHAR'],
  ['data_type', 'VARCHAR'],
  ['comment', 'VARCHAR'],
] as const;

/** DESCRIBE TABLE: columns with Databricks' type names; behind them the clustering, as Databricks shows it. */
export async function describeEntry(run: StatementRun, name: TableName): Promise<Literals> {
  const entry = run.engine.catalog.get(name);
  const columns = await entryColumns(run, entry);
  const rows: (string | null)[][] = columns.map((column) => [column.name, column.type, null]);
  const clusterBy = entry.kind === 'table' ? entry.clusterBy : [];
  if (clusterBy.length > 0) {
    const clustered = columns.filter((column) =>
      clusterBy.some((key) => key.toLowerCase() === column.name.toLowerCase()),
    );
    rows.push(['# Clustering Information', '', ''], ['# col_name', 'data_type', 'comment']);
    rows.push(...clustered.map((column) => [column.name, column.type, null]));
  }
  return { columns: DESCRIPTION, rows };
}

async function entryColumns(
  run: StatementRun,
  entry: CatalogEntry,
): Promise<readonly { name: string; type: string }[]> {
  if (entry.kind === 'table') {
    return latestGeneration(entry).columns.map((column) => wireColumn(column.name, column.type));
  }
  const context = { ...run.context, schema: entry.home, hidden: new Set<string>() };
  const prepared = await prepare(run, translateQuery(parseSql(entry.query), context));
  return Array.from({ length: prepared.columnCount }, (_, index) =>
    wireColumn(prepared.columnName(index), String(prepared.columnType(index))),
  );
}

/** DESCRIBE HISTORY, newest first. Maps travel as text, as they do to a client that does not ask for more. */
export function describeHistory(entry: CatalogEntry, user: string, limit: number | undefined): Literals {
  if (entry.kind === 'view') {
    throw new SqlError(
      'EXPECT_TABLE_NOT_VIEW',
      `'DESCRIBE HISTORY' expects a table but \`${entry.name}\` is a view.`,
    );
  }
  const rows = entry.history.toReversed().map((commit) => {
    const read = commit.version === 0 ? null : BigInt(commit.version - 1);
    const at = new Date(Number(commit.at / 1000n)).toISOString();
    return [
      BigInt(commit.version),
      at,
      null,
      user,
      commit.operation,
      '{}',
      null,
      read,
      'WriteSerializable',
      String(commit.isBlindAppend),
      '{}',
      null,
      null,
    ];
  });
  return {
    columns: [
      ['version', 'BIGINT'],
      ['timestamp', 'TIMESTAMPTZ'],
      ['userId', 'VARCHAR'],
      ['userName', 'VARCHAR'],
      ['operation', 'VARCHAR'],
      ['operationParameters', 'VARCHAR'],
      ['clusterId', 'VARCHAR'],
      ['readVersion', 'BIGINT'],
      ['isolationLevel', 'VARCHAR'],
      ['isBlindAppend', 'BOOLEAN'],
      ['operationMetrics', 'VARCHAR'],
      ['userMetadata', 'VARCHAR'],
      ['engineInfo', 'VARCHAR'],
    ],
    rows: rows.slice(0, limit ?? rows.length),
  };
}

export function catalogTables(catalog: Catalog, schema: string): Literals {
  return {
    columns: [
      ['database', 'VARCHAR'],
      ['tableName', 'VARCHAR'],
      ['isTemporary', 'BOOLEAN'],
    ],
    rows: catalog.entries(schema).map((entry) => [schema, entry.name, 'false']),
  };
}

export function schemaList(catalog: Catalog): Literals {
  return { columns: [['databaseName', 'VARCHAR']], rows: catalog.schemas().map((schema) => [schema]) };
}
