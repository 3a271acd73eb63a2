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
import { changeRows } from './row-changes.ts';
import { RowStream } from './row-stream.ts';
import { insertRows, writable } from './row-writes.ts';
import { applySetting } from './session-state.ts';
import { SqlError } from './sql-error.ts';
import { prepare, type StatementRun } from './statement-run.ts';
import { translateQuery } from './translate.ts';
import { unload } from './unload.ts';
import { setRetention, vacuum } from './vacuum.ts';

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
    case 'vacuum':
      return await vacuum(run, qualified(command.name));
    case 'reorg':
      writable(run, qualified(command.name));
      return undefined;
    case 'setRetention':
      return await setRetention(run, qualified(command.name), command.interval);
    case 'unload':
      return await unload(run, command);
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
