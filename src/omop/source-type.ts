import type { ColumnType } from './column-type.ts';

/** Databricks' own names on the left, as DESCRIBE TABLE writes them. */
const SIMPLE: Readonly<Record<string, ColumnType>> = {
  bigint: 'long',
  int: 'integer',
  smallint: 'short',
  tinyint: 'byte',
  float: 'float',
  double: 'double',
  boolean: 'boolean',
  string: 'string',
  date: 'date',
  timestamp: 'timestamp',
  timestamp_ntz: 'timestamp_ntz',
};

const TEXT = /^(?:varchar|char)\(\d+\)$/;
const DECIMAL = /^decimal\((\d{1,2}),\s?(\d{1,2})\)$/;
const DECIMAL_DIGITS = 38;

/**
 * The type that a column lands as, from the type that DESCRIBE TABLE gives it; undefined for a type that cannot be
 * landed (binary, struct, array, map, interval, variant, void, a string with a collation of its own), which the
 * caller refuses.
 */
export function sourceColumnType(describedType: string): ColumnType | undefined {
  const type = describedType.trim().toLowerCase();
  if (Object.hasOwn(SIMPLE, type)) return SIMPLE[type];
  if (TEXT.test(type)) return 'string';
  const decimal = DECIMAL.exec(type);
  if (!decimal) return undefined;
  const [precision, scale] = [Number(decimal[1]), Number(decimal[2])];
  if (precision < 1 || precision > DECIMAL_DIGITS || scale > precision) return undefined;
  return `decimal(${precision},${scale})`;
}
