import { Dialect, generate, parse } from '@polyglot-sql/sdk';
import { SqlError } from './sql-error.ts';

/**
 * The parser's syntax tree, as plain JSON: a node is an object with one key, its type, and under it the payload. Only
 * what the translation touches is described here.
 */
export type Payload = Readonly<Record<string, unknown>>;
export type Node = Readonly<Record<string, unknown>>;

/** Parses one Databricks statement. */
export function parseSql(sql: string): Node {
  const result = parse(sql, Dialect.Databricks);
  if (!result.success) throw new SqlError('PARSE_SYNTAX_ERROR', `${result.error}`);
  const [statement, ...more] = result.ast as Node[];
  if (statement === undefined || more.length > 0) {
    throw new SqlError('PARSE_SYNTAX_ERROR', 'Exactly one statement is expected.');
  }
  return statement;
}

/** Prints a tree whose Databricks parts have been rewritten as DuckDB SQL. */
export function printSql(node: Node): string {
  const result = generate([node], Dialect.DuckDB);
  const [sql] = result.success ? (result.sql ?? []) : [];
  if (sql === undefined)
    throw new SqlError('UNSUPPORTED_FEATURE', `The statement cannot be translated: ${result.error}.`);
  return sql;
}

/** Prints one expression. */
export function printExpression(node: Node): string {
  return printSql(selectOf([node])).slice('SELECT '.length);
}

/** A bare SELECT of the given expressions, to which FROM and WHERE can be added. */
export function selectOf(expressions: readonly Node[], clauses: Payload = {}): Node {
  const template = payloadOf(parseSql('SELECT 1'), 'select');
  if (template === undefined) throw new Error('the parser has changed');
  return { select: { ...template, ...clauses, expressions } };
}

export function raw(sql: string): Node {
  return { raw: { sql } };
}

export function call(name: string, ...args: readonly unknown[]): Node {
  return {
    function: {
      name,
      args,
      distinct: false,
      trailing_comments: [],
      use_bracket_syntax: false,
      no_parens: false,
      quoted: false,
    },
  };
}

export function castTo(node: unknown, duckdbType: string, kind: 'cast' | 'try_cast' = 'cast'): Node {
  const to = { data_type: 'custom', name: duckdbType };
  return { [kind]: { this: node, to, trailing_comments: [], double_colon_syntax: false } };
}

/** `node AS name`; the name is an identifier object. */
export function aliased(node: unknown, name: unknown): Node {
  return {
    alias: {
      this: node,
      alias: name,
      column_aliases: [],
      alias_explicit_as: true,
      pre_alias_comments: [],
      trailing_comments: [],
    },
  };
}

export function isObject(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type of a node, or undefined where the object is no node but a part of one. */
export function nodeType(value: Payload): string | undefined {
  const [key, ...more] = Object.keys(value);
  if (key === undefined || key === 'this' || more.length > 0) return undefined;
  return isObject(value[key]) ? key : undefined;
}

export function payloadOf(value: unknown, type: string): Payload | undefined {
  if (!isObject(value)) return undefined;
  const payload = value[type];
  return isObject(payload) ? payload : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The name in an identifier object. */
export function identifierName(value: unknown): string | undefined {
  return isObject(value) && typeof value.name === 'string' ? value.name : undefined;
}

/** Catalog, schema and name of a table reference, as far as they are given. */
export function tableParts(table: Payload): readonly string[] {
  return [table.catalog, table.schema, table.name].map(identifierName).filter((part) => part !== undefined);
}

export function literalOf(value: unknown): { type: string; value: string } | undefined {
  const literal = payloadOf(value, 'literal');
  if (literal === undefined) return undefined;
  return { type: String(literal.literal_type), value: String(literal.value) };
}

/** True where a part of the tree says nothing: null, false, or an empty list. */
export function isBlank(value: unknown): boolean {
  return (
    value === null || value === undefined || value === false || (Array.isArray(value) && value.length === 0)
  );
}

export function unsupported(what: string): SqlError {
  return new SqlError('UNSUPPORTED_FEATURE', `${what} is not supported by the local warehouse.`);
}
