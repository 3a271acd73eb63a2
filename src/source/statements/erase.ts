import type { ControlRow, Statement } from '../warehouse.ts';
import { integer, text } from './decode.ts';
import { qualified, quote, type Schemas } from './source-table.ts';

/**
 * Statements that take persons out of the sandbox, with the history that Delta keeps of it. A DELETE has no subquery: Databricks
 * takes some, Delta Lake on Spark none. So a list is searched for each row, and has to be short.
 */

export function sandboxTablesStatement({ catalog, sandbox }: Schemas): Statement {
  const schema = [catalog, sandbox].flatMap((name) => (name === undefined ? [] : [quote(name)])).join('.');
  return { label: 'list sandbox', sql: `SHOW TABLES IN ${schema}` };
}

export function decodeTables(rows: readonly ControlRow[]): readonly string[] {
  return rows.map((row) => text(row, 'tableName'));
}

export function rosterKeysStatement(schemas: Schemas, table: string): Statement {
  return {
    label: 'list sandbox rosters',
    sql: `SELECT DISTINCT r.group_key FROM ${qualified(schemas, 'sandbox', table)} r`,
  };
}

export function decodeKeys(rows: readonly ControlRow[]): readonly string[] {
  return rows.map((row) => text(row, 'group_key'));
}

export function deleteKeysStatement(schemas: Schemas, table: string, keys: readonly string[]): Statement {
  return {
    label: 'erase sandbox rosters',
    sql: `DELETE FROM ${qualified(schemas, 'sandbox', table)}
WHERE array_contains(split(:group_keys, ','), group_key)`,
    parameters: { group_keys: keys.join(',') },
  };
}

export function deleteAllStatement(schemas: Schemas, table: string): Statement {
  return {
    label: 'empty sandbox table',
    sql: `DELETE FROM ${qualified(schemas, 'sandbox', table)} WHERE true`,
  };
}

/** @param ids one chunk, as one text parameter, as rosters are loaded; shorter, because each row is compared with all of it */
export function deletePersonsStatement(schemas: Schemas, table: string, ids: string): Statement {
  return {
    label: 'erase persons from a stage',
    sql: `DELETE FROM ${qualified(schemas, 'sandbox', table)}
WHERE array_contains(split(:ids, ','), CAST(person_id AS STRING))`,
    parameters: { ids },
  };
}

export function countStatement(schemas: Schemas, table: string): Statement {
  return {
    label: 'count sandbox table',
    sql: `SELECT count(*) AS total FROM ${qualified(schemas, 'sandbox', table)}`,
  };
}

export function decodeCount(rows: readonly ControlRow[]): bigint {
  const [row] = rows;
  if (row === undefined) throw new RangeError('a count without a row');
  return integer(row, 'total');
}

/**
 * What makes a DELETE an erasure: files rewritten where only a deletion vector hides rows, then every file of older versions
 * removed at once. VACUUM without a time of its own goes by the table's property; a time below it is refused unless a session
 * setting is changed, which SQL warehouses do not let anybody do. The property is set back afterwards.
 */
export function forgetHistoryStatements(schemas: Schemas, table: string): readonly Statement[] {
  const name = qualified(schemas, 'sandbox', table);
  const property = "'delta.deletedFileRetentionDuration'";
  return [
    { label: 'purge deletion vectors', sql: `REORG TABLE ${name} APPLY (PURGE)` },
    {
      label: 'let history go',
      sql: `ALTER TABLE ${name} SET TBLPROPERTIES (${property} = 'interval 0 hours')`,
    },
    { label: 'erase history', sql: `VACUUM ${name}` },
    { label: 'keep history again', sql: `ALTER TABLE ${name} UNSET TBLPROPERTIES IF EXISTS (${property})` },
  ];
}
