import { type Catalog, displayName, quoteName, type TableName, versionSql } from './catalog.ts';
import { type ExpressionContext, rewriteFunction, rewriteScalar } from './expressions.ts';
import { SqlError } from './sql-error.ts';
import {
  aliased,
  call,
  castTo,
  identifierName,
  isBlank,
  isObject,
  listOf,
  literalOf,
  type Node,
  nodeType,
  type Payload,
  parseSql,
  payloadOf,
  printSql,
  raw,
  tableParts,
  unsupported,
} from './sql-tree.ts';

/** What a statement's names and functions mean while it is translated. */
export interface TranslationContext extends ExpressionContext {
  readonly catalog: Catalog;
  /** Collects each table and view that is read, once for every place where it is named. */
  readonly reads: string[];
  /** Names of common table expressions: they hide tables. */
  readonly hidden: Set<string>;
}

/** Translates a Databricks query to DuckDB SQL, every table pinned to the version that is newest now (or to the one asked for). */
export function translateQuery(query: Node, context: TranslationContext): string {
  return printSql(rewriteNode(query, context));
}

/** Nodes whose meaning is the same on both sides. */
const SAME_MEANING: ReadonlySet<string> = new Set(
  `select union intersect except subquery alias star neg not and or eq neq lt lte gt gte add sub concat null_safe_eq case
  coalesce between in exists paren is_null is_true is_false boolean null tuple values count min max if_func nvl abs upper
  lower length like mod mul identifier raw count_if`.split(/\s+/),
);

/** Rewrites any part of the tree: nodes by their type, identifiers quoted, lists item by item. */
export function rewrite(value: unknown, context: TranslationContext): unknown {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, context));
  if (!isObject(value)) return value;
  if (nodeType(value) !== undefined) return rewriteNode(value, context);
  if (typeof value.name === 'string' && typeof value.quoted === 'boolean') {
    return { ...value, quoted: true, trailing_comments: [] };
  }
  return rewriteParts(value, context);
}

export function rewriteParts(payload: Payload, context: TranslationContext): Payload {
  return Object.fromEntries(Object.entries(payload).map(([key, part]) => [key, rewrite(part, context)]));
}

export function rewriteNode(node: Node, context: TranslationContext): Node {
  const type = nodeType(node);
  if (type === undefined) return rewriteParts(node, context);
  const payload = node[type] as Payload;
  switch (type) {
    case 'table':
      return rewriteTable(payload, context);
    case 'annotated':
      return rewrite(payload.this, context) as Node;
    case 'parameter':
      return raw(context.parameters.sql(String(payload.name)));
    case 'function':
      return rewriteFunction(payload, context, (value) => rewrite(value, context));
    case 'select':
      return { select: rewriteSelect(payload, context) };
    case 'window_function':
      return rewriteWindow(payload, context);
    case 'column':
      return { column: { ...rewriteParts(payload, context), trailing_comments: [] } };
    default:
      return (
        rewriteScalar(type, payload, context, (value) => rewrite(value, context)) ??
        rewriteSame(type, payload, context)
      );
  }
}

function rewriteSame(type: string, payload: Payload, context: TranslationContext): Node {
  if (!SAME_MEANING.has(type)) throw unsupported(`The expression "${type}"`);
  hideCommonTables(payload, context);
  return { [type]: rewriteParts(payload, context) };
}

const REFUSED_CLAUSES = [
  'lateral_views',
  'distribute_by',
  'cluster_by',
  'sort_by',
  'fetch',
  'distinct_on',
  'top',
  'sample',
  'connect',
  'into',
  'locks',
];

function rewriteSelect(select: Payload, context: TranslationContext): Payload {
  for (const clause of REFUSED_CLAUSES) {
    if (!isBlank(select[clause])) throw unsupported(`The clause "${clause}"`);
  }
  hideCommonTables(select, context);
  const rewritten = rewriteParts({ ...select, hint: null, leading_comments: [] }, context);
  const joins = listOf(rewritten.joins).map((join) => renameSemiJoin(join as Payload));
  return { ...rewritten, joins, expressions: listOf(rewritten.expressions).map(asWritten) };
}

/** A column comes out under the name that the query gives it; DuckDB would take the spelling of the table. */
function asWritten(expression: unknown): unknown {
  const name = payloadOf(expression, 'column')?.name;
  return identifierName(name) === undefined ? expression : aliased(expression, name);
}

/** Hints and comments aside, DuckDB knows semi and anti joins without the word LEFT. */
function renameSemiJoin(join: Payload): Payload {
  if (join.kind === 'LeftSemi') return { ...join, kind: 'Semi' };
  if (join.kind === 'LeftAnti') return { ...join, kind: 'Anti' };
  return join;
}

function hideCommonTables(payload: Payload, context: TranslationContext): void {
  if (!isObject(payload.with)) return;
  if (payload.with.recursive === true) throw unsupported('WITH RECURSIVE');
  for (const table of listOf(payload.with.ctes)) {
    const name = isObject(table) ? identifierName(table.alias) : undefined;
    if (name !== undefined) context.hidden.add(name.toLowerCase());
  }
}

const RANKS = ['row_number', 'rank', 'dense_rank'];

/** A sum over a window is summed first and checked afterwards; ranks are INT in Spark. */
function rewriteWindow(payload: Payload, context: TranslationContext): Node {
  const { this: inner, ...rest } = payload;
  const sum = payloadOf(inner, 'sum');
  if (sum !== undefined) {
    const summed = { sum: rewriteParts(sum, context) };
    return call('spark_sum_result', { window_function: { ...rewriteParts(rest, context), this: summed } });
  }
  const isRank = isObject(inner) && RANKS.some((rank) => rank in inner);
  if (isRank) return castTo({ window_function: { ...rewriteParts(rest, context), this: inner } }, 'INTEGER');
  return { window_function: rewriteParts(payload, context) };
}

const TABLE_PARTS = new Set([
  'name',
  'schema',
  'catalog',
  'alias',
  'alias_explicit_as',
  'column_aliases',
  'trailing_comments',
  'version',
  'span',
]);

function rewriteTable(table: Payload, context: TranslationContext): Node {
  const refused = Object.entries(table).find(([key, part]) => !TABLE_PARTS.has(key) && !isBlank(part));
  if (refused !== undefined) throw unsupported(`"${refused[0]}" of a table`);
  const parts = tableParts(table);
  if (parts.length === 1 && context.hidden.has(parts[0]?.toLowerCase() ?? '') && isBlank(table.version)) {
    return { table: rewriteParts(table, context) as Payload };
  }
  const name = context.catalog.qualify(parts, context.schema);
  const alias = identifierName(table.alias) ?? name.name;
  const aliases = listOf(table.column_aliases).map((column) => quoteName(identifierName(column) ?? ''));
  const columns = aliases.length === 0 ? '' : ` (${aliases.join(', ')})`;
  return raw(`${relationSql(name, versionOf(table.version), context)} AS ${quoteName(alias)}${columns}`);
}

function versionOf(version: unknown): number | undefined {
  if (isBlank(version) || !isObject(version)) return undefined;
  const literal = literalOf(version.expression);
  if (payloadOf(version.this, 'identifier')?.name !== 'VERSION' || !/^\d{1,15}$/.test(literal?.value ?? '')) {
    throw unsupported('Time travel by anything but VERSION AS OF a number');
  }
  return Number(literal?.value);
}

function relationSql(name: TableName, version: number | undefined, context: TranslationContext): string {
  const entry = context.catalog.get(name);
  context.reads.push(displayName(name));
  if (entry.kind === 'view') {
    if (version !== undefined) {
      throw new SqlError(
        'DELTA_UNSUPPORTED_TIME_TRAVEL_VIEWS',
        'Cannot time travel views, subqueries, streams or change data feed queries.',
      );
    }
    const inner = { ...context, schema: entry.home, hidden: new Set<string>() };
    return `(${translateQuery(parseSql(entry.query), inner)})`;
  }
  return versionSql(entry, version);
}
