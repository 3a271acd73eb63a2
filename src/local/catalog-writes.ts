import type { DuckDBPreparedStatement } from '@duckdb/node-api';
import { duckdbTypeOf } from './casts.ts';
import {
  displayName,
  FROM_COLUMN,
  type Generation,
  LAST_VERSION,
  latestVersion,
  physicalName,
  quoteName,
  type TableColumn,
  type TableEntry,
  type TableName,
  TO_COLUMN,
} from './catalog.ts';
import { wireColumn } from './column-types.ts';
import type { CreateMode, CreateTable } from './commands.ts';
import type { Engine } from './engine.ts';
import { SqlError } from './sql-error.ts';
import { identifierName, isBlank, listOf, type Payload, parseSql, unsupported } from './sql-tree.ts';
import { prepare, type StatementRun } from './statement-run.ts';
import { translateQuery } from './translate.ts';

/** CREATE TABLE, with a list of columns or with a query. */
export async function createTable(
  run: StatementRun,
  name: TableName,
  command: CreateTable,
): Promise<undefined> {
  await run.engine.locked(name, async () => {
    if (!mayCreate(run, name, command.mode)) return;
    const select =
      command.query === undefined ? emptySelect(command.columns) : translateQuery(command.query, run.context);
    const operation = command.query === undefined ? 'CREATE TABLE' : 'CREATE TABLE AS SELECT';
    const replaced =
      command.mode === 'replace' ? `CREATE OR REPLACE${operation.slice('CREATE'.length)}` : operation;
    await writeGeneration(run, name, select, replaced, command);
  });
  run.written.push(displayName(name));
  return undefined;
}

/** A table's next (or first) version from a DuckDB SELECT. */
export async function replaceTable(run: StatementRun, name: TableName, select: string): Promise<void> {
  await run.engine.locked(name, () =>
    writeGeneration(run, name, select, 'CREATE OR REPLACE TABLE AS SELECT', { columns: [], clusterBy: [] }),
  );
}

function mayCreate(run: StatementRun, name: TableName, mode: CreateMode): boolean {
  const existing = run.engine.catalog.find(name);
  if (existing === undefined || (mode === 'replace' && existing.kind === 'table')) return true;
  if (mode === 'ifNotExists') return false;
  throw alreadyExists(name);
}

function emptySelect(columns: readonly Payload[]): string {
  if (columns.length === 0) throw unsupported('A table without columns');
  const items = columns.map((column) => {
    if (!isBlank(column.default) || column.auto_increment === true)
      throw unsupported('DEFAULT or IDENTITY of a column');
    return `CAST(NULL AS ${duckdbTypeOf(column.data_type)}) AS ${quoteName(identifierName(column.name) ?? '')}`;
  });
  return `SELECT ${items.join(', ')} WHERE false`;
}

/** The physical table of a new or replaced table: written whole, and only then named. */
async function writeGeneration(
  run: StatementRun,
  name: TableName,
  select: string,
  operation: string,
  command: Pick<CreateTable, 'columns' | 'clusterBy'>,
): Promise<void> {
  const { engine } = run;
  const sql = run.rewrite(select);
  const shape = await prepare(run, sql);
  const columns = preparedColumns(shape);
  requireDistinct(columns);
  const existing = engine.catalog.find(name);
  const table = existing?.kind === 'table' ? existing : undefined;
  const version = table === undefined ? 0 : latestVersion(table) + 1;
  const generation: Generation = { physical: engine.nextPhysical(name), firstVersion: version, columns };
  const items = columns.map(
    (column, index) => `CAST(c${index} AS ${column.type}) AS ${quoteName(column.name)}`,
  );
  await (
    await prepare(
      run,
      `CREATE TABLE ${physicalName(generation)} AS SELECT ${items.join(', ')}, ${versionColumns(version)} FROM (${sql}) AS q(${aliases(columns)})`,
    )
  ).run();
  for (const column of command.columns) {
    if (!listOf(column.constraint_order).includes('NotNull')) continue;
    await run.connection.run(
      `ALTER TABLE ${physicalName(generation)} ALTER COLUMN ${quoteName(identifierName(column.name) ?? '')} SET NOT NULL`,
    );
  }
  await nameGeneration(engine, name, generation);
  engine.catalog.set({
    kind: 'table',
    ...name,
    clusterBy: command.clusterBy,
    generations: [...(table?.generations ?? []), generation],
    history: [...(table?.history ?? []), { version, at: engine.now(), operation, isBlindAppend: false }],
  });
}

/** Shows the newest version under the table's own name to whoever uses DuckDB SQL. */
async function nameGeneration(engine: Engine, name: TableName, generation: Generation): Promise<void> {
  const columns = generation.columns.map((column) => quoteName(column.name)).join(', ');
  await engine.run(
    `CREATE OR REPLACE VIEW ${quoteName(name.schema)}.${quoteName(name.name)} AS SELECT ${columns} FROM ${physicalName(generation)} WHERE ${quoteName(TO_COLUMN)} = ${LAST_VERSION}`,
  );
}

export function versionColumns(version: number): string {
  return `CAST(${version} AS BIGINT) AS ${quoteName(FROM_COLUMN)}, CAST(${LAST_VERSION} AS BIGINT) AS ${quoteName(TO_COLUMN)}`;
}

export function aliases(columns: readonly unknown[]): string {
  return columns.map((_, index) => `c${index}`).join(', ');
}

/** Names and types of a query's columns as a Databricks table can hold them. */
export function preparedColumns(prepared: DuckDBPreparedStatement): readonly TableColumn[] {
  return Array.from({ length: prepared.columnCount }, (_, index) => {
    const wire = wireColumn(prepared.columnName(index), String(prepared.columnType(index)));
    return { name: wire.name, type: wire.duckdb === 'HUGEINT' ? 'BIGINT' : wire.duckdb };
  });
}

function requireDistinct(columns: readonly TableColumn[]): void {
  const names = columns.map((column) => column.name.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new SqlError('COLUMN_ALREADY_EXISTS', `The column \`${twice}\` already exists.`);
}

export async function createView(
  run: StatementRun,
  name: TableName,
  mode: CreateMode,
  query: string,
): Promise<undefined> {
  const { catalog } = run.engine;
  await run.engine.locked(name, async () => {
    const existing = catalog.find(name);
    const replaces = mode === 'replace' && existing?.kind === 'view';
    if (existing !== undefined && !replaces && mode === 'ifNotExists') return;
    if (existing !== undefined && !replaces) throw alreadyExists(name);
    // A view that cannot be read is refused, as on Databricks.
    await prepare(run, translateQuery(parseSql(query), run.context));
    catalog.set({ kind: 'view', ...name, query, home: run.session.schema });
  });
  run.written.push(displayName(name));
  return undefined;
}

export async function dropEntry(
  run: StatementRun,
  name: TableName,
  what: 'table' | 'view',
  ifExists: boolean,
): Promise<undefined> {
  const { engine } = run;
  await engine.locked(name, async () => {
    const entry = engine.catalog.hasSchema(name.schema) ? engine.catalog.find(name) : undefined;
    if (entry === undefined && ifExists) return;
    if (entry === undefined) engine.catalog.get(name);
    else if (entry.kind !== what) {
      const condition = what === 'table' ? 'EXPECT_TABLE_NOT_VIEW' : 'EXPECT_VIEW_NOT_TABLE';
      throw new SqlError(condition, `'DROP ${what.toUpperCase()}' does not fit \`${displayName(name)}\`.`);
    } else {
      engine.catalog.delete(name);
      if (entry.kind === 'table') await dropTable(engine, entry);
      run.written.push(displayName(name));
    }
  });
  return undefined;
}

async function dropTable(engine: Engine, table: TableEntry): Promise<void> {
  await engine.run(`DROP VIEW IF EXISTS ${quoteName(table.schema)}.${quoteName(table.name)}`);
  await engine.retire(table.generations.map((generation) => generation.physical));
}

function alreadyExists(name: TableName): SqlError {
  return new SqlError(
    'TABLE_OR_VIEW_ALREADY_EXISTS',
    `Cannot create \`${displayName(name)}\` because it already exists.`,
  );
}
