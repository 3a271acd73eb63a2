import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import type { Engine } from './engine.ts';
import { type BoundParameter, ParameterSet } from './parameters.ts';
import type { SessionState } from './session-state.ts';
import type { TranslationContext } from './translate.ts';

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

/** Begins a statement: from here on the clock, the schema and the parameters are fixed. */
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

/** Prepares DuckDB SQL and binds the statement's text parameters, as far as this SQL names them. */
export async function prepare(run: StatementRun, sql: string): Promise<DuckDBPreparedStatement> {
  const prepared = await run.connection.prepare(sql);
  const { bindings } = run.context.parameters;
  for (let index = 1; index <= prepared.parameterCount; index += 1) {
    prepared.bindVarchar(index, bindings[prepared.parameterName(index)] ?? '');
  }
  return prepared;
}
