import { positionalName } from './parameters.ts';
import { SqlError } from './sql-error.ts';
import { keyword, readName, type SqlToken, tokenize } from './sql-tokens.ts';
import { listOf, type Node, type Payload, parseSql, payloadOf, unsupported } from './sql-tree.ts';

/** A Databricks statement, told apart. Names are as written; queries and expressions are syntax trees. */
export type Command =
  | { readonly kind: 'query'; readonly query: Node }
  | { readonly kind: 'set'; readonly key: string; readonly value: string }
  | { readonly kind: 'use'; readonly level: 'catalog' | 'schema'; readonly name: readonly string[] }
  | { readonly kind: 'describe' | 'history'; readonly name: readonly string[]; readonly limit?: number }
  | { readonly kind: 'showTables' | 'showSchemas'; readonly name: readonly string[] }
  | { readonly kind: 'createSchema'; readonly name: readonly string[]; readonly ifNotExists: boolean }
  | CreateTable
  | {
      readonly kind: 'createView';
      readonly name: readonly string[];
      readonly mode: CreateMode;
      readonly query: string;
    }
  | {
      readonly kind: 'drop';
      readonly what: 'table' | 'view';
      readonly name: readonly string[];
      readonly ifExists: boolean;
    }
  | { readonly kind: 'vacuum' | 'reorg'; readonly name: readonly string[] }
  | {
      readonly kind: 'setRetention';
      readonly name: readonly string[];
      /** The property's text; undefined takes it away. */
      readonly interval: string | undefined;
    }
  | Unload
  | { readonly kind: 'insert' | 'update' | 'delete'; readonly payload: Payload };

export type CreateMode = 'create' | 'replace' | 'ifNotExists';

export interface CreateTable {
  readonly kind: 'createTable';
  readonly name: readonly string[];
  readonly mode: CreateMode;
  /** Column definitions as the parser gives them; empty with a query. */
  readonly columns: readonly Payload[];
  readonly clusterBy: readonly string[];
  readonly query: Node | undefined;
}

/** INSERT OVERWRITE DIRECTORY. */
export interface Unload {
  readonly kind: 'unload';
  readonly directory: string;
  readonly compression: 'zstd' | 'snappy';
  readonly query: Node;
}

/** Reads one statement. Databricks' own clauses, which the parser does not know, are read here, token by token. */
export function readCommand(statement: string): Command {
  const sql = prepareText(statement);
  const tokens = tokenize(sql);
  const words = tokens.slice(0, 3).map(keyword);
  switch (words[0]) {
    case 'SET':
      return readSet(tokens);
    case 'USE':
      return readUse(tokens);
    case 'DESCRIBE':
    case 'DESC':
      return readDescribe(tokens);
    case 'SHOW':
      return readShow(tokens);
    case 'CREATE':
      return readCreate(sql, tokens);
    case 'DROP':
      return readDrop(tokens);
    case 'VACUUM':
      return readVacuum(tokens);
    case 'REORG':
      return readReorg(tokens);
    case 'ALTER':
      return readRetention(tokens);
    case 'INSERT':
      return words[1] === 'OVERWRITE' && words[2] === 'DIRECTORY' ? readUnload(sql, tokens) : readParsed(sql);
    default:
      return readParsed(sql);
  }
}

/** Gives every `?` a name, so that no later step depends on their order, and spells typed literals the parser does not know as casts. */
function prepareText(sql: string): string {
  const tokens = tokenize(sql);
  const edits: { start: number; end: number; text: string }[] = [];
  let marks = 0;
  for (const [index, token] of tokens.entries()) {
    const type = TYPED_LITERALS[keyword(token)];
    const next = tokens[index + 1];
    if (token.kind === 'symbol' && token.text === '?') {
      edits.push({ start: token.start, end: token.end, text: `:${positionalName(marks)}` });
      marks += 1;
    } else if (type !== undefined && next?.kind === 'string') {
      edits.push({ start: token.start, end: next.end, text: `CAST(${next.text} AS ${type})` });
    }
  }
  return edits.reduceRight((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), sql);
}

const TYPED_LITERALS: Readonly<Record<string, string>> = {
  TIMESTAMP_NTZ: 'TIMESTAMP_NTZ',
  TIMESTAMP_LTZ: 'TIMESTAMP',
};

function readParsed(sql: string): Command {
  const node = parseSql(sql);
  for (const kind of ['insert', 'update', 'delete'] as const) {
    const payload = payloadOf(node, kind);
    if (payload !== undefined) return { kind, payload };
  }
  const [type = ''] = Object.keys(node);
  if (!['select', 'union', 'intersect', 'except', 'subquery', 'values'].includes(type)) {
    throw unsupported(`A statement of type "${type}"`);
  }
  return { kind: 'query', query: node };
}

function readSet(tokens: readonly SqlToken[]): Command {
  const words = tokens.map(keyword);
  if (words[1] === 'TIME' && words[2] === 'ZONE')
    return { kind: 'set', key: 'timezone', value: textOf(tokens[3]) };
  const equals = words.indexOf('=');
  if (equals < 2) throw unsupported('This form of SET');
  const key = tokens
    .slice(1, equals)
    .map((token) => token.text)
    .join('')
    .toLowerCase();
  return { kind: 'set', key, value: textOf(tokens[equals + 1]) };
}

function textOf(token: SqlToken | undefined): string {
  if (token === undefined) throw new SqlError('PARSE_SYNTAX_ERROR', 'A value is expected.');
  return token.kind === 'string' ? token.text.slice(1, -1) : token.text;
}

function readUse(tokens: readonly SqlToken[]): Command {
  const level = keyword(tokens[1]);
  const named = ['CATALOG', 'SCHEMA', 'DATABASE'].includes(level);
  const { name } = readName(tokens, named ? 2 : 1);
  return { kind: 'use', level: level === 'CATALOG' ? 'catalog' : 'schema', name };
}

function readDescribe(tokens: readonly SqlToken[]): Command {
  const word = keyword(tokens[1]);
  if (word === 'HISTORY') {
    const { name, next } = readName(tokens, 2);
    const limit = keyword(tokens[next]) === 'LIMIT' ? Number(tokens[next + 1]?.text) : undefined;
    return { kind: 'history', name, ...(limit === undefined ? {} : { limit }) };
  }
  const { name, next } = readName(tokens, word === 'TABLE' ? 2 : 1);
  if (tokens[next] !== undefined) throw unsupported('This form of DESCRIBE');
  return { kind: 'describe', name };
}

function readShow(tokens: readonly SqlToken[]): Command {
  const what = keyword(tokens[1]);
  if (what !== 'TABLES' && what !== 'SCHEMAS' && what !== 'DATABASES') throw unsupported(`SHOW ${what}`);
  const named = ['IN', 'FROM'].includes(keyword(tokens[2]));
  const { name, next } = named ? readName(tokens, 3) : { name: [], next: 2 };
  if (tokens[next] !== undefined) throw unsupported('This form of SHOW');
  return { kind: what === 'TABLES' ? 'showTables' : 'showSchemas', name };
}

function readDrop(tokens: readonly SqlToken[]): Command {
  const what = keyword(tokens[1]);
  if (what !== 'TABLE' && what !== 'VIEW') throw unsupported(`DROP ${what}`);
  const ifExists = keyword(tokens[2]) === 'IF';
  const { name } = readName(tokens, ifExists ? 4 : 2);
  return { kind: 'drop', what: what === 'TABLE' ? 'table' : 'view', name, ifExists };
}

function readVacuum(tokens: readonly SqlToken[]): Command {
  const { name, next } = readName(tokens, 1);
  // A time of its own would need a setting that a SQL warehouse does not let a client change.
  if (tokens[next] !== undefined) throw unsupported('This form of VACUUM');
  return { kind: 'vacuum', name };
}

/** There are no deletion vectors here: a DELETE leaves nothing behind that an older version does not hold. */
function readReorg(tokens: readonly SqlToken[]): Command {
  const { name, next } = readName(tokens, 2);
  const rest = tokens.slice(next).map(keyword).join(' ');
  if (keyword(tokens[1]) !== 'TABLE' || rest !== 'APPLY ( PURGE )') throw unsupported('This form of REORG');
  return { kind: 'reorg', name };
}

/** ALTER TABLE, for the one property that something follows from here: how long VACUUM leaves what was deleted. */
function readRetention(tokens: readonly SqlToken[]): Command {
  const { name, next } = readName(tokens, 2);
  const [verb, what] = tokens.slice(next).map(keyword);
  const texts = tokens.slice(next).filter(({ kind }) => kind === 'string');
  const [property, interval] = texts.map((token) => textOf(token));
  const known = keyword(tokens[1]) === 'TABLE' && what === 'TBLPROPERTIES';
  if (!known || property !== 'delta.deletedFileRetentionDuration' || (verb !== 'SET' && verb !== 'UNSET')) {
    throw unsupported('This form of ALTER');
  }
  return { kind: 'setRetention', name, interval: verb === 'SET' ? interval : undefined };
}

/** How large row groups get changes no row: that option alone is passed over. */
function readUnload(sql: string, tokens: readonly SqlToken[]): Command {
  const [directory, using, format, options, open] = tokens.slice(3);
  const words = [using, format, options, open].map(keyword).join(' ');
  if (directory?.kind !== 'string' || words !== 'USING PARQUET OPTIONS (') {
    throw unsupported('This form of INSERT OVERWRITE DIRECTORY');
  }
  const end = closing(tokens, 7);
  const given = new Map<string, string>();
  for (let at = 8; at < end; at += 4) given.set(textOf(tokens[at]), textOf(tokens[at + 2]));
  const { compression = 'snappy', 'parquet.block.size': _, ...others } = Object.fromEntries(given);
  if (Object.keys(others).length > 0 || (compression !== 'zstd' && compression !== 'snappy')) {
    throw unsupported('An option of INSERT OVERWRITE DIRECTORY');
  }
  const query = parseSql(sql.slice(tokens[end]?.end));
  return { kind: 'unload', directory: textOf(directory), compression, query };
}

function readCreate(sql: string, tokens: readonly SqlToken[]): Command {
  const orReplace = keyword(tokens[1]) === 'OR' && keyword(tokens[2]) === 'REPLACE';
  const at = orReplace ? 3 : 1;
  const what = keyword(tokens[at]);
  const ifNotExists = keyword(tokens[at + 1]) === 'IF';
  const { name, next } = readName(tokens, at + (ifNotExists ? 4 : 1));
  const mode = orReplace ? 'replace' : ifNotExists ? 'ifNotExists' : 'create';
  if (what === 'SCHEMA' || what === 'DATABASE') return { kind: 'createSchema', name, ifNotExists };
  if (what !== 'TABLE' && what !== 'VIEW') throw unsupported(`CREATE ${what}`);
  const { columns, clusterBy, query } = readClauses(sql, tokens, next);
  if (what === 'TABLE') {
    return {
      kind: 'createTable',
      name,
      mode,
      columns,
      clusterBy,
      query: query === undefined ? undefined : parseSql(query),
    };
  }
  if (query === undefined || columns.length > 0) throw unsupported('This form of CREATE VIEW');
  return { kind: 'createView', name, mode, query };
}

interface Clauses {
  columns: readonly Payload[];
  clusterBy: readonly string[];
  query: string | undefined;
}

/** What stands behind the name in CREATE TABLE and CREATE VIEW, up to the query. */
function readClauses(sql: string, tokens: readonly SqlToken[], start: number): Clauses {
  const clauses: Clauses = { columns: [], clusterBy: [], query: undefined };
  let index = start;
  while (index < tokens.length) {
    const word = keyword(tokens[index]);
    const second = keyword(tokens[index + 1]);
    if (word === 'AS') return { ...clauses, query: sql.slice(tokens[index]?.end, tokens.at(-1)?.end) };
    if (word === '(') {
      const end = closing(tokens, index);
      clauses.columns = readColumns(sql.slice(tokens[index]?.start, tokens[end]?.end));
      index = end + 1;
    } else if (
      (word === 'CLUSTER' || word === 'PARTITIONED') &&
      second === 'BY' &&
      keyword(tokens[index + 2]) === '('
    ) {
      const end = closing(tokens, index + 2);
      const names = tokens.slice(index + 3, end).filter((token) => token.text !== ',');
      if (word === 'CLUSTER') clauses.clusterBy = names.map((token) => readName([token], 0).name[0] ?? '');
      index = end + 1;
    } else if (word === 'TBLPROPERTIES') index = closing(tokens, index + 1) + 1;
    else if (word === 'COMMENT' || (word === 'USING' && second === 'DELTA')) index += 2;
    else throw unsupported(`The clause "${word}" of CREATE`);
  }
  return clauses;
}

function closing(tokens: readonly SqlToken[], open: number): number {
  const depth = tokens[open]?.depth;
  const end = tokens.findIndex((token, index) => index > open && token.text === ')' && token.depth === depth);
  if (end < 0) throw new SqlError('PARSE_SYNTAX_ERROR', 'A parenthesis is not closed.');
  return end;
}

function readColumns(definitions: string): readonly Payload[] {
  const table = payloadOf(parseSql(`CREATE TABLE t ${definitions}`), 'create_table');
  return listOf(table?.columns) as readonly Payload[];
}
