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
} from './catalog.ts';
import { aliases, preparedColumns, versionColumns } from './catalog-writes.ts';
import { SqlError } from './sql-error.ts';
import {
  identifierName,
  isBlank,
  isObject,
  listOf,
  type Node,
  type Payload,
  printExpression,
  tableParts,
  unsupported,
} from './sql-tree.ts';
import { prepare, type StatementRun } from './statement-run.ts';
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

export function targetName(run: StatementRun, table: unknown): TableName {
  if (!isObject(table)) throw unsupported('This target');
  return run.engine.catalog.qualify(tableParts(table), run.session.schema);
}

export function writable(run: StatementRun, name: TableName): TableEntry {
  const entry = run.engine.catalog.get(name);
  if (entry.kind === 'table') return entry;
  throw new SqlError('EXPECT_TABLE_NOT_VIEW', `A table is expected but \`${displayName(name)}\` is a view.`);
}

export function columnOf(columns: readonly TableColumn[], name: string | undefined): TableColumn {
  const found = columns.find((column) => column.name.toLowerCase() === name?.toLowerCase());
  if (found === undefined)
    throw new SqlError('UNRESOLVED_COLUMN', `A column with name \`${name}\` cannot be resolved.`);
  return found;
}

export function commit(
  run: StatementRun,
  table: TableEntry,
  operation: string,
  isBlindAppend: boolean,
): void {
  const entry: HistoryEntry = {
    version: latestVersion(table) + 1,
    at: run.engine.now(),
    operation,
    isBlindAppend,
  };
  run.engine.catalog.set({ ...table, history: [...table.history, entry] });
}

/** The store assignment of ANSI mode: numbers to numbers, dates and times to each other, anything to text. */
export function requireAssignable(given: TableColumn | undefined, target: TableColumn): void {
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

export function refuseOthers(payload: Payload, known: ReadonlySet<string>, what: string): void {
  const other = Object.entries(payload).find(([key, part]) => !known.has(key) && !isBlank(part));
  if (other !== undefined) throw unsupported(`"${other[0]}" of ${what}`);
}
