import type { Instant } from '../instant.ts';
import { castCalled, isCastFunction, rewriteCast, rewriteTryCast } from './casts.ts';
import { quoteText } from './catalog.ts';
import type { ParameterSet } from './parameters.ts';
import { SqlError } from './sql-error.ts';
import {
  call,
  castTo,
  isBlank,
  listOf,
  literalOf,
  type Node,
  type Payload,
  printExpression,
  raw,
  unsupported,
} from './sql-tree.ts';
import { isNonZeroLiteral, isStaticInteger } from './static-integer.ts';

/** What expressions mean depends on this. */
export interface ExpressionContext {
  readonly catalogName: string;
  /** The current schema. */
  readonly schema: string;
  readonly user: string;
  readonly now: Instant;
  readonly parameters: ParameterSet;
}

/** Rewrites a part of the tree: handed in, because expressions hold queries and queries expressions. */
export type Rewrite = (value: unknown) => unknown;

/** Databricks functions that a macro of the same arguments imitates. */
const MACRO_OF: Readonly<Record<string, string>> = {
  ceil: 'spark_ceil',
  ceiling: 'spark_ceil',
  date_add: 'spark_date_add',
  date_diff: 'spark_datediff',
  date_from_unix_date: 'spark_date_from_unix_date',
  date_sub: 'spark_date_sub',
  datediff: 'spark_datediff',
  day: 'spark_day',
  dayofmonth: 'spark_day',
  floor: 'spark_floor',
  from_utc_timestamp: 'spark_from_utc_timestamp',
  mod: 'spark_mod',
  month: 'spark_month',
  pmod: 'spark_pmod',
  timestamp_micros: 'spark_timestamp_micros',
  to_utc_timestamp: 'spark_to_utc_timestamp',
  unix_date: 'spark_unix_date',
  unix_micros: 'spark_unix_micros',
  year: 'spark_year',
};

const SAME_FUNCTIONS = new Set([
  'any_value',
  'count_if',
  'greatest',
  'ifnull',
  'least',
  'nullif',
  'round',
  'split_part',
]);

export function rewriteFunction(payload: Payload, context: ExpressionContext, rewrite: Rewrite): Node {
  const name = String(payload.name).toLowerCase();
  const args = listOf(payload.args);
  if (payload.distinct === true) throw unsupported(`DISTINCT in ${name}`);
  const translated = args.map(rewrite);
  const macro = MACRO_OF[name];
  if (macro !== undefined) return call(macro, ...translated);
  if (SAME_FUNCTIONS.has(name)) return call(name, ...translated);
  if (args.length === 1 && isCastFunction(name)) {
    return castCalled(name, translated[0], isStaticInteger(args[0], context.parameters));
  }
  const special = SPECIAL[name];
  if (special === undefined)
    throw new SqlError('UNRESOLVED_ROUTINE', `Cannot resolve the routine \`${name}\`.`);
  return special(translated, args, context);
}

type Special = (translated: readonly unknown[], args: readonly unknown[], context: ExpressionContext) => Node;

const user: Special = (_, __, context) => raw(quoteText(context.user));
const schema: Special = (_, __, context) => raw(quoteText(context.schema));
const now: Special = (_, __, context) => raw(`make_timestamptz(${context.now})`);

const SPECIAL: Readonly<Record<string, Special>> = {
  xxhash64: (items) =>
    call('spark_hash_list', call('list_value', ...items.map((item) => call('spark_hash_item', item)))),
  split: ([text, separator, ...more], [, pattern]) => {
    const literal = literalOf(pattern);
    if (more.length > 0 || literal?.type !== 'string')
      throw unsupported('split with a limit or a computed pattern');
    // The pattern is a regular expression; a plain one is split the fast way.
    const isPlain = /^[\w\s,;:/-]+$/.test(literal.value);
    return call(isPlain ? 'string_split' : 'string_split_regex', text, separator);
  },
  explode: (items) => call('unnest', ...items),
  concat: (items) => concatenate(items),
  concat_ws: ([separator, ...items]) =>
    call('concat_ws', separator, ...items.map((item) => call('spark_string', item))),
  current_timestamp: now,
  now,
  current_date: (...given) => castTo(now(...given), 'DATE'),
  current_user: user,
  session_user: user,
  user,
  current_catalog: (_, __, context) => raw(quoteText(context.catalogName)),
  current_schema: schema,
  current_database: schema,
};

/** Null if one part is null, as in Spark; DuckDB's own concat would leave nulls out. */
function concatenate(items: readonly unknown[]): Node {
  return raw(`(${items.map((item) => printExpression(call('spark_string', item))).join(' || ')})`);
}

/** Expressions that mean something else in DuckDB, or look different; undefined for all others. */
export function rewriteScalar(
  type: string,
  payload: Payload,
  context: ExpressionContext,
  rewrite: Rewrite,
): Node | undefined {
  const sides = () =>
    [rewrite(payload.left ?? payload.this), rewrite(payload.right ?? payload.expression)] as const;
  const right = payload.right ?? payload.expression;
  switch (type) {
    case 'literal':
      return rewriteLiteral(payload);
    case 'neg':
      return rewriteNegative(payload);
    case 'cast':
      return rewriteCast(payload, rewrite(payload.this), isStaticInteger(payload.this, context.parameters));
    case 'try_cast':
      return rewriteTryCast(payload, rewrite(payload.this));
    case 'nvl':
      return call('coalesce', ...sides());
    case 'sum':
      return call('spark_sum_result', { sum: parts(payload, rewrite) });
    case 'avg':
      return { avg: { ...parts(payload, rewrite), this: call('spark_not_decimal', rewrite(payload.this)) } };
    case 'div':
      return call('spark_divide', ...sides());
    case 'int_div':
      return call(isNonZeroLiteral(right) ? 'spark_div_nonzero' : 'spark_div', ...sides());
    case 'mod':
      return isNonZeroLiteral(right) ? undefined : call('spark_mod', ...sides());
    case 'concat':
      return concatenate(sides());
    case 'array_contains':
      return call('list_contains', ...sides());
    case 'explode':
      return call('unnest', rewrite(payload.this));
    case 'floor':
    case 'ceil':
    case 'year':
    case 'month':
    case 'day':
      if (!isBlank(payload.decimals) || !isBlank(payload.to)) throw unsupported(`${type} with a scale`);
      return call(`spark_${type}`, rewrite(payload.this));
    case 'like':
      if (literalOf(payload.right)?.value.includes('\\') !== false || !isBlank(payload.escape))
        throw unsupported('LIKE with an escape');
      return undefined;
    default:
      return undefined;
  }
}

function parts(payload: Payload, rewrite: Rewrite): Payload {
  return Object.fromEntries(Object.entries(payload).map(([key, part]) => [key, rewrite(part)]));
}

const LONG_MAXIMUM = 9_223_372_036_854_775_807n;
const INT_MINIMUM = -2_147_483_648n;

function rewriteLiteral(payload: Payload): Node | undefined {
  const text = String(payload.value);
  switch (payload.literal_type) {
    case 'string':
    case 'date':
      return { literal: payload };
    case 'timestamp':
      return raw(`CAST(${quoteText(text)} AS TIMESTAMPTZ)`);
    case 'number':
      // Beyond a BIGINT, Spark takes whole numbers as decimals, DuckDB as 128-bit integers.
      if (/^\d+$/.test(text) && BigInt(text) > LONG_MAXIMUM)
        return raw(`CAST(${text} AS DECIMAL(${text.length}, 0))`);
      return { literal: payload };
    default:
      throw unsupported(`A literal of type ${payload.literal_type}`);
  }
}

/** The smallest numbers of a type are one literal in Spark: their positive twin would not fit. */
function rewriteNegative(payload: Payload): Node | undefined {
  const literal = literalOf(payload.this);
  if (literal?.type !== 'number' || !/^\d+$/.test(literal.value)) return undefined;
  const value = -BigInt(literal.value);
  if (value === -LONG_MAXIMUM - 1n) return raw(`CAST('${value}' AS BIGINT)`);
  return value === INT_MINIMUM ? raw(`CAST('${value}' AS INTEGER)`) : undefined;
}
