import type { Instant } from '../instant.ts';
import { quoteText } from './catalog.ts';
import type { ParameterSet } from './parameters.ts';
import { SqlError } from './sql-error.ts';
import {
  call,
  castTo,
  isBlank,
  isObject,
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

/** Casts written as functions: `bigint(x)`. */
const CAST_FUNCTIONS: Readonly<Record<string, string>> = {
  bigint: 'BIGINT',
  int: 'INTEGER',
  smallint: 'SMALLINT',
  tinyint: 'TINYINT',
  string: 'VARCHAR',
  double: 'DOUBLE',
  float: 'FLOAT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMPTZ',
};

export function rewriteFunction(payload: Payload, context: ExpressionContext, rewrite: Rewrite): Node {
  const name = String(payload.name).toLowerCase();
  const args = listOf(payload.args);
  if (payload.distinct === true) throw unsupported(`DISTINCT in ${name}`);
  const translated = args.map(rewrite);
  const macro = MACRO_OF[name];
  if (macro !== undefined) return call(macro, ...translated);
  if (SAME_FUNCTIONS.has(name)) return call(name, ...translated);
  const type = CAST_FUNCTIONS[name];
  if (type !== undefined && args.length === 1) {
    return cast(translated[0], type, isStaticInteger(args[0], context.parameters));
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
      return rewriteCast(payload, context, rewrite);
    case 'try_cast':
      return rewriteTryCast(payload, rewrite);
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

function rewriteCast(payload: Payload, context: ExpressionContext, rewrite: Rewrite): Node {
  if (!isBlank(payload.format) || !isBlank(payload.default)) throw unsupported('CAST with a format');
  const isInteger = isStaticInteger(payload.this, context.parameters);
  return cast(rewrite(payload.this), duckdbTypeOf(payload.to), isInteger);
}

function rewriteTryCast(payload: Payload, rewrite: Rewrite): Node {
  const type = duckdbTypeOf(payload.to);
  const macro = TRUNCATING[type]?.replace('spark_', 'spark_try_');
  const value = rewrite(payload.this);
  if (macro !== undefined) return call(macro, value);
  return type === 'VARCHAR' ? call('spark_string', value) : castTo(value, type, 'try_cast');
}

const TRUNCATING: Readonly<Record<string, string>> = {
  BIGINT: 'spark_bigint',
  INTEGER: 'spark_int',
  SMALLINT: 'spark_smallint',
  TINYINT: 'spark_tinyint',
};

function cast(value: unknown, type: string, isInteger: boolean): Node {
  const macro = TRUNCATING[type];
  if (macro !== undefined && !isInteger) return call(macro, value);
  return type === 'VARCHAR' ? call('spark_string', value) : castTo(value, type);
}

const SIMPLE_TYPES: Readonly<Record<string, string>> = {
  big_int: 'BIGINT',
  long: 'BIGINT',
  int: 'INTEGER',
  integer: 'INTEGER',
  small_int: 'SMALLINT',
  short: 'SMALLINT',
  tiny_int: 'TINYINT',
  byte: 'TINYINT',
  string: 'VARCHAR',
  text: 'VARCHAR',
  double: 'DOUBLE',
  float: 'FLOAT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMPTZ',
  timestampltz: 'TIMESTAMPTZ',
  timestampntz: 'TIMESTAMP',
};

/** A Databricks type as DuckDB spells it. */
export function duckdbTypeOf(type: unknown): string {
  if (!isObject(type)) throw unsupported('This type');
  const name = String(type.data_type === 'custom' ? type.name : type.data_type).toLowerCase();
  if (name === 'decimal') return `DECIMAL(${type.precision ?? 10}, ${type.scale ?? 0})`;
  const simple = SIMPLE_TYPES[name];
  if (simple === undefined) throw unsupported(`The type ${name}`);
  return simple;
}
