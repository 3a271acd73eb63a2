import { call, castTo, isBlank, isObject, type Node, type Payload, unsupported } from './sql-tree.ts';

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

export function isCastFunction(name: string): boolean {
  return name in CAST_FUNCTIONS;
}

/** A cast written as a function. */
export function castCalled(name: string, value: unknown, isInteger: boolean): Node {
  return cast(value, CAST_FUNCTIONS[name] ?? '', isInteger);
}

/** `CAST(value AS type)`; a value known to be an integer needs no macro to become another integer. */
export function rewriteCast(payload: Payload, value: unknown, isInteger: boolean): Node {
  if (!isBlank(payload.format) || !isBlank(payload.default)) throw unsupported('CAST with a format');
  return cast(value, duckdbTypeOf(payload.to), isInteger);
}

/** `TRY_CAST(value AS type)`. */
export function rewriteTryCast(payload: Payload, value: unknown): Node {
  const type = duckdbTypeOf(payload.to);
  const macro = TRUNCATING[type]?.replace('spark_', 'spark_try_');
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
