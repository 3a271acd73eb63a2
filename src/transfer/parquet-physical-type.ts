import type { FileMetaData, SchemaElement } from 'hyparquet';
import { IntegrityError } from '../errors.ts';
import type { Column, ColumnType } from '../omop/column-type.ts';
import { decimalOf } from './batch-schema.ts';

/**
 * Checks how a file stores its columns, because Arrow readers hide it: timestamps in INT96, milliseconds or
 * nanoseconds would pass silently and mean something else to other engines.
 *
 * @throws IntegrityError COLUMN_MISMATCH
 */
export function checkPhysicalTypes(metadata: FileMetaData, columns: readonly Column[]): void {
  const [root, ...elements] = metadata.schema;
  const flat = root?.num_children === elements.length && elements.every((element) => !element.num_children);
  if (!flat || elements.length !== columns.length) throw mismatch('its columns');
  columns.forEach((column, position) => {
    const element = elements[position] as SchemaElement;
    if (
      element.name !== column.name ||
      element.repetition_type === 'REPEATED' ||
      !stores(element, column.type)
    ) {
      throw mismatch(`column ${column.name}`);
    }
  });
}

function stores(element: SchemaElement, type: ColumnType): boolean {
  const logical = element.logical_type;
  switch (type) {
    case 'integer':
      return element.type === 'INT32' && isInteger(element, 32);
    case 'long':
      return element.type === 'INT64' && isInteger(element, 64);
    case 'short':
      return element.type === 'INT32' && logical !== undefined && isInteger(element, 16);
    case 'byte':
      return element.type === 'INT32' && logical !== undefined && isInteger(element, 8);
    case 'float':
      return element.type === 'FLOAT';
    case 'double':
      return element.type === 'DOUBLE';
    case 'boolean':
      return element.type === 'BOOLEAN';
    case 'string':
      return element.type === 'BYTE_ARRAY' && logical?.type === 'STRING';
    case 'date':
      return element.type === 'INT32' && logical?.type === 'DATE';
    case 'timestamp':
      return isMicros(element, true);
    case 'timestamp_ntz':
      return isMicros(element, false);
    default: {
      const { precision, scale } = decimalOf(type);
      return logical?.type === 'DECIMAL' && logical.precision === precision && logical.scale === scale;
    }
  }
}

function isInteger(element: SchemaElement, bits: number): boolean {
  const logical = element.logical_type;
  if (logical === undefined) return element.converted_type === undefined;
  return logical.type === 'INTEGER' && logical.bitWidth === bits && logical.isSigned;
}

function isMicros(element: SchemaElement, adjusted: boolean): boolean {
  const logical = element.logical_type;
  return (
    element.type === 'INT64' &&
    logical?.type === 'TIMESTAMP' &&
    logical.unit === 'MICROS' &&
    logical.isAdjustedToUTC === adjusted
  );
}

function mismatch(what: string): IntegrityError {
  return new IntegrityError(`a landed file does not store ${what} as it must`, {
    code: 'COLUMN_MISMATCH',
    remedy: 'Something else wrote or rewrote the file. Rebuild the landing of this cohort and table.',
  });
}
