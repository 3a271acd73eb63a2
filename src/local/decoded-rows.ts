import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  type DuckDBMaterializedResult,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';

/**
 * Rows as objects, for tests and loaders: BIGINT and whole DECIMALs as bigint, other DECIMALs as text, instants and
 * timestamps as bigint microseconds, dates as YYYY-MM-DD.
 */
export async function decodedRows(
  result: DuckDBMaterializedResult,
): Promise<readonly Record<string, unknown>[]> {
  const names = result.columnNames();
  const rows = await result.getRows();
  return rows.map((row) => Object.fromEntries(row.map((value, index) => [names[index], decoded(value)])));
}

function decoded(value: DuckDBValue): unknown {
  if (value instanceof DuckDBDecimalValue) return value.scale === 0 ? value.value : value.toString();
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue) return value.micros;
  if (value instanceof DuckDBDateValue) return value.toString();
  return value;
}
