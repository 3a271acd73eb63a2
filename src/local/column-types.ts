import {
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Field,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  Timestamp,
  TimeUnit,
  Utf8,
} from 'apache-arrow';
import { SqlError } from './sql-error.ts';

/** A column as Databricks names its type, and as it travels. */
export interface WireColumn {
  readonly name: string;
  /** As `DESCRIBE TABLE` prints it, e.g. `decimal(38,0)`. */
  readonly type: string;
  readonly duckdb: string;
  /** Bytes of a value in a DuckDB vector. */
  readonly width: number;
  readonly layout: 'fixed' | 'bool' | 'string' | 'decimal' | 'hugeint';
}

const TYPES: Readonly<Record<string, Pick<WireColumn, 'type' | 'width' | 'layout'>>> = {
  BOOLEAN: { type: 'boolean', width: 1, layout: 'bool' },
  TINYINT: { type: 'tinyint', width: 1, layout: 'fixed' },
  SMALLINT: { type: 'smallint', width: 2, layout: 'fixed' },
  INTEGER: { type: 'int', width: 4, layout: 'fixed' },
  BIGINT: { type: 'bigint', width: 8, layout: 'fixed' },
  HUGEINT: { type: 'bigint', width: 16, layout: 'hugeint' },
  FLOAT: { type: 'float', width: 4, layout: 'fixed' },
  DOUBLE: { type: 'double', width: 8, layout: 'fixed' },
  VARCHAR: { type: 'string', width: 16, layout: 'string' },
  DATE: { type: 'date', width: 4, layout: 'fixed' },
  'TIMESTAMP WITH TIME ZONE': { type: 'timestamp', width: 8, layout: 'fixed' },
  TIMESTAMP: { type: 'timestamp_ntz', width: 8, layout: 'fixed' },
};

/** What a DuckDB column is on the wire; DuckDB types that Databricks does not have are refused. */
export function wireColumn(name: string, duckdb: string): WireColumn {
  const known = TYPES[duckdb];
  if (known !== undefined) return { name, duckdb, ...known };
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(duckdb);
  if (decimal === null)
    throw new SqlError('UNSUPPORTED_FEATURE', `A column of type ${duckdb} is not supported here.`);
  const precision = Number(decimal[1]);
  const width = precision <= 4 ? 2 : precision <= 9 ? 4 : precision <= 18 ? 8 : 16;
  return { name, duckdb, type: `decimal(${precision},${Number(decimal[2])})`, width, layout: 'decimal' };
}

/** Precision and scale of a `decimal(p,s)`. */
export function decimalOf(type: string): { precision: number; scale: number } | undefined {
  const match = /^decimal\((\d+),(\d+)\)$/.exec(type);
  return match === null ? undefined : { precision: Number(match[1]), scale: Number(match[2]) };
}

function arrowType(type: string, timeZone: string): DataType {
  const decimal = decimalOf(type);
  if (decimal !== undefined) return new Decimal(decimal.scale, decimal.precision, 128);
  const types: Record<string, () => DataType> = {
    boolean: () => new Bool(),
    tinyint: () => new Int8(),
    smallint: () => new Int16(),
    int: () => new Int32(),
    bigint: () => new Int64(),
    float: () => new Float32(),
    double: () => new Float64(),
    string: () => new Utf8(),
    date: () => new DateDay(),
    timestamp: () => new Timestamp(TimeUnit.MICROSECOND, timeZone),
    timestamp_ntz: () => new Timestamp(TimeUnit.MICROSECOND, null),
  };
  const make = types[type];
  if (make === undefined)
    throw new SqlError('UNSUPPORTED_FEATURE', `A column of type ${type} is not supported here.`);
  return make();
}

const JSON_NAMES: Readonly<Record<string, string>> = {
  tinyint: 'byte',
  smallint: 'short',
  int: 'integer',
  bigint: 'long',
};

/** The Arrow field, with the metadata that Databricks sends along. */
export function arrowField(column: WireColumn, timeZone: string): Field {
  const metadata = new Map([
    ['Spark:DataType:SqlName', column.type.toUpperCase()],
    ['Spark:DataType:JsonType', `"${JSON_NAMES[column.type] ?? column.type}"`],
  ]);
  return new Field(column.name, arrowType(column.type, timeZone), true, metadata);
}
