import { RemoteError } from '../errors.ts';
import type { Column } from '../omop/column-type.ts';
import { sourceColumnType } from '../omop/source-type.ts';
import { integer, text } from './statements/decode.ts';
import { qualified, type Schemas, type SourceTable } from './statements/source-table.ts';
import type { Warehouse } from './warehouse.ts';

/** A source table and the columns of it that no landing can hold. */
export interface DescribedTable {
  readonly source: SourceTable;
  readonly refused: readonly string[];
}

/** Describes and pins one table; undefined when the source has no such table. */
export async function describeTable(
  warehouse: Warehouse,
  schemas: Schemas,
  table: string,
  timeZone: string,
): Promise<DescribedTable | undefined> {
  const columns = await describeColumns(warehouse, schemas, table);
  if (columns === undefined) return undefined;
  const version = await readableVersion(warehouse, schemas, table);
  return { source: { table, columns: columns.held, version, timeZone }, refused: columns.refused };
}

async function describeColumns(
  warehouse: Warehouse,
  schemas: Schemas,
  table: string,
): Promise<{ held: readonly Column[]; refused: readonly string[] } | undefined> {
  const rows = await unlessMissing(
    warehouse.query({
      label: `describe ${table}`,
      sql: `DESCRIBE TABLE ${qualified(schemas, 'schema', table)}`,
    }),
  );
  if (rows === undefined) return undefined;
  const held: Column[] = [];
  const refused: string[] = [];
  for (const row of rows) {
    const name = text(row, 'col_name');
    // Behind a blank or commented line Databricks goes on with partitioning and other metadata.
    if (name === '' || name.startsWith('#')) break;
    const type = sourceColumnType(text(row, 'data_type'));
    if (type === undefined) refused.push(name.toLowerCase());
    else held.push({ name: name.toLowerCase(), type });
  }
  return { held, refused };
}

/**
 * The newest version, if the table can be read by it. A view, or a table with row filters or masks, cannot, and some
 * show a history all the same: so it is tried, not assumed.
 */
async function readableVersion(
  warehouse: Warehouse,
  schemas: Schemas,
  table: string,
): Promise<bigint | null> {
  const name = qualified(schemas, 'schema', table);
  try {
    const [newest] = await warehouse.query({
      label: `pin ${table}`,
      sql: `DESCRIBE HISTORY ${name} LIMIT 1`,
    });
    if (newest === undefined) return null;
    const version = integer(newest, 'version');
    await warehouse.query({
      label: `pin ${table}`,
      sql: `SELECT 1 AS one FROM ${name} VERSION AS OF ${version} LIMIT 0`,
    });
    return version;
  } catch (error) {
    if (error instanceof RemoteError && REFUSALS.has(error.code)) return null;
    throw error;
  }
}

async function unlessMissing<T>(pending: Promise<T>): Promise<T | undefined> {
  try {
    return await pending;
  } catch (error) {
    if (error instanceof RemoteError && error.code === 'SOURCE_TABLE_MISSING') return undefined;
    throw error;
  }
}

const REFUSALS: ReadonlySet<string> = new Set([
  'SOURCE_STATEMENT_FAILED',
  'SOURCE_DENIED',
  'SOURCE_TABLE_MISSING',
]);
