import {
  Bool,
  type DataType,
  DateDay,
  DateUnit,
  Decimal,
  Field,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  Precision,
  Schema,
  TimestampMicrosecond,
  TimeUnit,
  DataType as Type,
  Utf8,
} from 'apache-arrow';
import { IntegrityError } from '../errors.ts';
import type { Column, ColumnType } from '../omop/column-type.ts';

/**
 * The Arrow schema that the contract's columns have. Files are written under this one and not under the server's, so
 * that what a server says besides names and types (zone names, metadata) is not carried into the landing.
 */
export function arrowSchema(columns: readonly Column[]): Schema {
  return new Schema(columns.map(({ name, type }) => new Field(name, arrowType(type), true)));
}

function arrowType(type: ColumnType): DataType {
  switch (type) {
    case 'integer':
      return new Int32();
    case 'long':
      return new Int64();
    case 'short':
      return new Int16();
    case 'byte':
      return new Int8();
    case 'float':
      return new Float32();
    case 'double':
      return new Float64();
    case 'boolean':
      return new Bool();
    case 'string':
      return new Utf8();
    case 'date':
      return new DateDay();
    case 'timestamp':
      return new TimestampMicrosecond('UTC');
    case 'timestamp_ntz':
      return new TimestampMicrosecond();
    default: {
      const { precision, scale } = decimalOf(type);
      return new Decimal(scale, precision, 128);
    }
  }
}

/**
 * Throws unless names, order and types are the contract's.
 *
 * @throws IntegrityError UNAPPROVED_COLUMN where there is a column too many, COLUMN_MISMATCH for any other difference.
 */
export function checkSchema(schema: Schema, columns: readonly Column[]): void {
  const approved = new Set(columns.map((column) => column.name));
  const stranger = schema.fields.findIndex((field) => !approved.has(field.name));
  if (stranger >= 0 || schema.fields.length > columns.length) {
    // The name of such a column is the server's text: its position is all that is said.
    const position = stranger >= 0 ? stranger : columns.length;
    throw new IntegrityError(`the source sent a column that is not approved, at position ${position + 1}`, {
      code: 'UNAPPROVED_COLUMN',
      remedy: 'Nothing was landed. Have the source looked at: it answers other than it was asked.',
    });
  }
  columns.forEach((column, position) => {
    const field = schema.fields[position];
    if (field?.name !== column.name || !isOfType(field.type, column.type)) {
      throw new IntegrityError(`column ${column.name} is missing, moved, or not of type ${column.type}`, {
        code: 'COLUMN_MISMATCH',
        remedy: 'Compare the source table with its approved columns; a retyped column needs a new approval.',
      });
    }
  });
}

/** Text may be large or not: a matter of width, equal in values. All else is exact. */
function isOfType(found: DataType, type: ColumnType): boolean {
  switch (type) {
    case 'integer':
      return Type.isInt(found) && found.bitWidth === 32 && found.isSigned;
    case 'long':
      return Type.isInt(found) && found.bitWidth === 64 && found.isSigned;
    case 'short':
      return Type.isInt(found) && found.bitWidth === 16 && found.isSigned;
    case 'byte':
      return Type.isInt(found) && found.bitWidth === 8 && found.isSigned;
    case 'float':
      return Type.isFloat(found) && found.precision === Precision.SINGLE;
    case 'double':
      return Type.isFloat(found) && found.precision === Precision.DOUBLE;
    case 'boolean':
      return Type.isBool(found);
    case 'string':
      return Type.isUtf8(found) || Type.isLargeUtf8(found);
    case 'date':
      return Type.isDate(found) && found.unit === DateUnit.DAY;
    case 'timestamp':
      return Type.isTimestamp(found) && found.unit === TimeUnit.MICROSECOND && hasZone(found.timezone);
    case 'timestamp_ntz':
      return Type.isTimestamp(found) && found.unit === TimeUnit.MICROSECOND && !hasZone(found.timezone);
    default: {
      const { precision, scale } = decimalOf(type);
      return (
        Type.isDecimal(found) &&
        found.bitWidth === 128 &&
        found.precision === precision &&
        found.scale === scale
      );
    }
  }
}

function hasZone(zone: string | null | undefined): boolean {
  return zone !== null && zone !== undefined && zone !== '';
}

export function decimalOf(type: ColumnType): { readonly precision: number; readonly scale: number } {
  const match = /^decimal\((\d+),(\d+)\)$/.exec(type);
  if (match === null) throw new TypeError('not a column type');
  return { precision: Number(match[1]), scale: Number(match[2]) };
}
