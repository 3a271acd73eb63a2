import {
  displayName,
  FROM_COLUMN,
  type HistoryEntry,
  latestGeneration,
  latestVersion,
  physicalName,
  quoteName,
  type TableColumn,
  type TableEntry,
  type TableName,
  TO_COLUMN,
  versionSql,
} from './catalog.ts';
import { aliases, preparedColumns, versionColumns } from './catalog-writes.ts';
import { prepare, type StatementRun } from './execute.ts';
import { SqlError } from './sql-error.ts';
import {
  identifierName,
  isBlank,
  isObject,
  listOf,
  type Node,
  type Payload,
  printExpression,
  printSql,
  raw,
  selectOf,
  tableParts,
  unsupported,
} from './sql-tree.ts';
import { rewrite, translateQuery } from './translate.ts';

const INSERT_PARTS = new Set(['table', 'columns', 'query', 'values', 'leading_comments']);

/** INSERT INTO: the new rows get the next version; who reads an older one never sees them. Returns their number. */
export async function insertRows(run: StatementRun, payload: Payload): Promise<bigint> {
  refuseOthers(payload, INSERT_PARTS, 'INSERT');
  const name = targetName(run, payload.table);
  run.written.push(displayName(name));
  return await run.engine.locked(name, async () => {
    const table = writable(run, name);
    const select = run.rewrite(insertedSelect(run, payload));
    const given = preparedColumns(await prepare(run, select));
    const targets = insertedColumns(table, payload, given.length);
    for (const [index, target] of targets.entries()) requireAssignable(given[index], target);
    const version = latestVersion(table) + 1;
    const names = [...targets.map((column) => column.name), FROM_COLUMN, TO_COLUMN].map(quoteName).join(', ');
    const prepared = await prepare(
      run,
      `INSERT INTO ${physicalName(latestGeneration(table))} (${names}) SELECT ${aliases(given)}, ${versionColumns(version)} FROM (${select}) AS q(${aliases(given)})`,
    );
    const { rowsChanged } = await prepared.run();
    commit(run, table, 'WRITE', true);
    return BigInt(rowsChanged);
  });
}

/** Appends a DuckDB SELECT's rows, matched by column name, as the next version. */
export async function appendSelect(run: StatementRun, name: TableName, select: string): Promise<void> {
  await run.engine.locked(name, async () => {
    const table = writable(run, name);
    await run.connection.run(
      `INSERT INTO ${physicalName(latestGeneration(table))} BY NAME SELECT *, ${versionColumns(latestVersion(table) + 1)} FROM (${select}) AS q`,
    );
    commit(run, table, 'WRITE', true);
  });
}

function insertedSelect(run: StatementRun, payload: Payload): string {
  if (isObject(payload.query)) return translateQuery(payload.query, run.context);
  const rows = listOf(payload.values).map(
    (row) =>
      `(${listOf(row)
        .map((value) => printExpression(rewrite(value, run.context) as Node))
        .join(', ')})`,
  );
  return `VALUES ${rows.join(', ')}`;
}

function insertedColumns(table: TableEntry, payload: Payload, given: number): readonly TableColumn[] {
  const { columns } = latestGeneration(table);
  const names = listOf(payload.columns).map(identifierName);
  const targets = names.length === 0 ? columns : names.map((name) => columnOf(columns, name));
  if (targets.length !== given) {
    throw new SqlError(
      'INSERT_COLUMN_ARITY_MISMATCH',
      `${targets.length} columns are to be written, ${given} are given.`,
    );
  }
  return targets;
}

const CHANGE_PARTS = new Set([
  'table',
  'alias',
  'alias_explicit_as',
  'set',
  'where_clause',
  'leading_comments',
]);

/**
 * UPDATE and DELETE: the rows that the condition finds end with the newest version, and with UPDATE their successors
 * begin with the next. Nothing found, no version. Returns the number of rows found.
 */
export async function changeRows(
  run: StatementRun,
  kind: 'update' | 'delete',
  payload: Payload,
): Promise<bigint> {
  refuseOthers(payload, CHANGE_PARTS, kind.toUpperCase());
  const name = targetName(run, payload.table);
  run.written.push(displayName(name));
  return await run.engine.locked(name, async () => {
    const table = writable(run, name);
    await run.connection.run('BEGIN TRANSACTION');
    try {
      const rows = await replaceRows(run, table, kind, payload);
      await run.connection.run(rows === 0n ? 'ROLLBACK' : 'COMMIT');
      if (rows > 0n) commit(run, table, kind.toUpperCase(), false);
      return rows;
    } catch (error) {
      await run.connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  });
}

async function replaceRows(
  run: StatementRun,
  table: TableEntry,
  kind: 'update' | 'delete',
  payload: Payload,
): Promise<bigint> {
  const physical = physicalName(latestGeneration(table));
  const { columns } = latestGeneration(table);
  const version = latestVersion(table) + 1;
  const select = run.rewrite(changedSelect(run, table, payload));
  const shape = preparedColumns(await prepare(run, select));
  if (kind === 'update') {
    for (const [index, column] of columns.entries()) requireAssignable(shape[index + 1], column);
  }
  await (
    await prepare(run, `CREATE TEMP TABLE _changed AS SELECT * FROM (${select}) AS q(${aliases(shape)})`)
  ).run();
  const ended = await run.connection.run(
    `UPDATE ${physical} SET ${quoteName(TO_COLUMN)} = ${version} WHERE rowid IN (SELECT c0 FROM _changed)`,
  );
  if (kind === 'update') {
    const values = columns.map((_, index) => `c${index + 1}`).join(', ');
    await run.connection.run(
      `INSERT INTO ${physical} SELECT ${values}, ${versionColumns(version)} FROM _changed`,
    );
  }
  await run.connection.run('DROP TABLE _changed');
  return BigInt(ended.rowsChanged);
}

/** The rows that change: their place first, then (UPDATE) all columns with their new values. */
function changedSelect(run: StatementRun, table: TableEntry, payload: Payload): string {
  const target = isObject(payload.table) ? payload.table : {};
  const alias = identifierName(target.alias) ?? identifierName(payload.alias) ?? table.name;
  const { columns } = latestGeneration(table);
  const assigned = new Map<string, unknown>();
  for (const item of listOf(payload.set)) {
    const [column, value] = listOf(item);
    assigned.set(columnOf(columns, identifierName(column)).name, value);
  }
  const values = columns.map((column) => {
    const value = assigned.get(column.name);
    return value === undefined
      ? raw(`${quoteName(alias)}.${quoteName(column.name)}`)
      : (rewrite(value, run.context) as Node);
  });
  const isUpdate = payload.set !== undefined;
  const relation = raw(`${versionSql(table, undefined, ['rowid AS _rowid'])} AS ${quoteName(alias)}`);
  return printSql(
    selectOf([raw('_rowid'), ...(isUpdate ? values : [])], {
      from: { expressions: [relation] },
      where_clause: rewrite(payload.where_clause, run.context),
    }),
  );
}

function targetName(run: StatementRun, table: unknown): TableName {
  if (!isObject(table)) throw unsupported('This target');
  return run.engine.catalog.qualify(tableParts(table), run.session.schema);
}

function writable(run: StatementRun, name: TableName): TableEntry {
  const entry = run.engine.catalog.get(name);
  if (entry.kind === 'table') return entry;
  throw new SqlError('EXPECT_TABLE_NOT_VIEW', `A table is expected but \`${displayName(name)}\` is a view.`);
}

function columnOf(columns: readonly TableColumn[], name: string | undefined): TableColumn {
  const found = columns.find((column) => column.name.toLowerCase() === name?.toLowerCase());
  if (found === undefined)
    throw new SqlError('UNRESOLVED_COLUMN', `A column with name \`${name}\` cannot be resolved.`);
  return found;
}

function commit(run: StatementRun, table: TableEntry, operation: string, isBlindAppend: boolean): void {
  const entry: HistoryEntry = {
    version: latestVersion(table) + 1,
    at: run.engine.now(),
    operation,
    isBlindAppend,
  };
  run.engine.catalog.set({ ...table, history: [...table.history, entry] });
}

/** The store assignment of ANSI mode: numbers to numbers, dates and times to each other, anything to text. */
function requireAssignable(given: TableColumn | undefined, target: TableColumn): void {
  const from = kindOf(given?.type ?? '');
  const to = kindOf(target.type);
  if (given === undefined || from === to || to === 'text' || given.type === '"NULL"') return;
  throw new SqlError(
    'INCOMPATIBLE_DATA_FOR_TABLE',
    `Cannot safely cast \`${target.name}\` "${given.type}" to "${target.type}".`,
  );
}

function kindOf(type: string): string {
  if (/INT$|^INTEGER|^DECIMAL|^FLOAT$|^DOUBLE$/.test(type)) return 'number';
  if (/^DATE$|^TIMESTAMP/.test(type)) return 'time';
  return type === 'VARCHAR' ? 'text' : type;
}

function refuseOthers(payload: Payload, known: ReadonlySet<string>, what: string): void {
  const other = Object.entries(payload).find(([key, part]) => !known.has(key) && !isBlank(part));
  if (other !== undefined) throw unsupported(`"${other[0]}" of ${what}`);
}
