import {
  displayName,
  latestGeneration,
  latestVersion,
  physicalName,
  quoteName,
  type TableEntry,
  TO_COLUMN,
  versionSql,
} from './catalog.ts';
import { aliases, preparedColumns, versionColumns } from './catalog-writes.ts';
import { columnOf, commit, refuseOthers, requireAssignable, targetName, writable } from './row-writes.ts';
import {
  identifierName,
  isObject,
  listOf,
  type Node,
  type Payload,
  printSql,
  raw,
  selectOf,
} from './sql-tree.ts';
import { prepare, type StatementRun } from './statement-run.ts';
import { rewrite } from './translate.ts';

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
