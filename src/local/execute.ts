import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import {
  catalogTables,
  describeEntry,
  describeHistory,
  type Literals,
  literalRows,
  schemaList,
} from './catalog-answers.ts';
import { createTable, createView, dropEntry } from './catalog-writes.ts';
import { type Command, readCommand } from './commands.ts';
import type { Engine } from './engine.ts';
import { type BoundParameter, ParameterSet } from './parameters.ts';
import { RowStream } from './row-stream.ts';
import { changeRows, insertRows } from './row-writes.ts';
import { SqlError } from './sql-error.ts';
import { unsupported } from './sql-tree.ts';
import { type TranslationContext, translateQuery } from './translate.ts';

/** What a session has set. */
export interface SessionState {
  schema: string;
  timeZone: string;
  readonly user: string;
}

/** One statement on its way: its connection, its meaning, and what it turned out to touch. */
export interface StatementRun {
  readonly engine: Engine;
  readonly session: SessionState;
  readonly connection: DuckDBConnection;
  /** The Databricks SQL as the client sent it. */
  readonly sql: string;
  readonly context: TranslationContext;
  readonly written: string[];
  /** What becomes of the DuckDB SQL just before it runs. */
  readonly rewrite: (sql: string) => string;
}

export function startRun(
  engine: Engine,
  session: SessionState,
  connection: DuckDBConnection,
  sql: string,
  parameters: readonly BoundParameter[] = [],
  rewrite: (sql: string, databricksSql: string) => string = (duckdbSql) => duckdbSql,
): StatementRun {
  const context: TranslationContext = {
    catalog: engine.catalog,
    catalogName: engine.catalog.name,
    schema: session.schema,
    user: session.user,
    now: engine.now(),
    parameters: new ParameterSet(parameters),
    reads: [],
    hidden: new Set(),
  };
  return { engine, session, connection, sql, context, written: [], rewrite: (text) => rewrite(text, sql) };
}

/**
 * Executes one Databricks statement. Its rows, if it has any, stream over the run's connection, which the stream then
 * owns; statements without rows give undefined.
 */
export async function execute(run: StatementRun): Promise<RowStream | undefined> {
  const sql = await performStatement(run);
  if (sql === undefined) return undefined;
  const prepared = await prepare(run, sql);
  return await new RowStream(await prepared.stream(), run.connection, run.session.timeZone).start();
}

/** Does what the statement does; what rows it answers are still to be read, by the DuckDB SQL returned. */
export async function performStatement(run: StatementRun): Promise<string | undefined> {
  const answer = await perform(run, readCommand(run.sql));
  return typeof answer === 'object' ? literalRows(answer) : answer;
}

/** DuckDB SQL of a query, literal rows, or nothing. */
async function perform(run: StatementRun, command: Command): Promise<string | Literals | undefined> {
  const { engine, session, context } = run;
  const qualified = (name: readonly string[]) => engine.catalog.qualify(name, session.schema);
  switch (command.kind) {
    case 'query':
      return run.rewrite(translateQuery(command.query, context));
    case 'set':
      return applySetting(session, command.key, command.value);
    case 'use':
      return useName(run, command.level, command.name);
    case 'describe':
      return await describeEntry(run, qualified(command.name));
    case 'history':
      return describeHistory(engine.catalog.get(qualified(command.name)), session.user, command.limit);
    case 'showTables':
      return catalogTables(
        engine.catalog,
        engine.catalog.qualify(['', ...command.name].reverse(), session.schema).schema,
      );
    case 'showSchemas':
      return schemaList(engine.catalog);
    case 'createSchema':
      return await createSchema(run, command.name, command.ifNotExists);
    case 'createTable':
      return await createTable(run, qualified(command.name), command);
    case 'createView':
      return await createView(run, qualified(command.name), command.mode, command.query);
    case 'drop':
      return await dropEntry(run, qualified(command.name), command.what, command.ifExists);
    case 'insert':
      return modified(await insertRows(run, command.payload), 'num_inserted_rows');
    case 'update':
    case 'delete':
      return modified(await changeRows(run, command.kind, command.payload));
  }
}

function modified(rows: bigint, ...more: readonly string[]): Literals {
  const names = ['num_affected_rows', ...more];
  return { columns: names.map((name) => [name, 'BIGINT'] as const), rows: [names.map(() => rows)] };
}

/** Settings that change nothing here may be set to what they are; any other is refused, never ignored. */
export function applySetting(session: SessionState, key: string, value: string): undefined {
  const name = key.toLowerCase();
  if (name === 'timezone' || name === 'spark.sql.session.timezone') {
    session.timeZone = timeZone(value);
    return undefined;
  }
  if (name === 'ansi_mode' || name === 'spark.sql.ansi.enabled') {
    if (value.toLowerCase() === 'true') return undefined;
    throw unsupported('Anything but ANSI mode');
  }
  if (name === 'use_cached_result') return undefined;
  throw unsupported(`The setting "${name}"`);
}

function timeZone(value: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return value;
  } catch (error) {
    throw new SqlError('INVALID_PARAMETER_VALUE', `'${value}' is not a time zone.`, { cause: error });
  }
}

function useName(run: StatementRun, level: 'catalog' | 'schema', name: readonly string[]): undefined {
  const { catalog } = run.engine;
  if (level === 'catalog') {
    catalog.qualify([name[0] ?? '', run.session.schema, ''], run.session.schema);
    return undefined;
  }
  const { schema } = catalog.qualify([...name, ''], run.session.schema);
  if (!catalog.hasSchema(schema))
    throw new SqlError('SCHEMA_NOT_FOUND', `The schema \`${schema}\` cannot be found.`);
  run.session.schema = schema;
  return undefined;
}

async function createSchema(
  run: StatementRun,
  name: readonly string[],
  ifNotExists: boolean,
): Promise<undefined> {
  const { schema } = run.engine.catalog.qualify([...name, ''], run.session.schema);
  if (run.engine.catalog.hasSchema(schema)) {
    if (ifNotExists) return undefined;
    throw new SqlError(
      'SCHEMA_ALREADY_EXISTS',
      `Cannot create schema \`${schema}\` because it already exists.`,
    );
  }
  await run.engine.createSchema(schema);
  return undefined;
}

/** Prepares DuckDB SQL and binds the statement's text parameters, as far as this SQL names them. */
export async function prepare(run: StatementRun, sql: string): Promise<DuckDBPreparedStatement> {
  const prepared = await run.connection.prepare(sql);
  const { bindings } = run.context.parameters;
  for (let index = 1; index <= prepared.parameterCount; index += 1) {
    prepared.bindVarchar(index, bindings[prepared.parameterName(index)] ?? '');
  }
  return prepared;
}
