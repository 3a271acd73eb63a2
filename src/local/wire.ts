import types from '@databricks/sql/thrift/TCLIService_types.js';
import thrift from 'thrift';
import { decimalOf } from './column-types.ts';
import type { ResultColumn } from './sql-engine.ts';
import type { SqlError } from './sql-error.ts';

/** Builders of the protocol's structures. */

export const OK = new types.TStatus({ statusCode: types.TStatusCode.SUCCESS_STATUS });

export function errorStatus(error: SqlError): InstanceType<typeof types.TStatus> {
  const isHandle = error.condition === 'INVALID_HANDLE';
  return new types.TStatus({
    statusCode: isHandle ? types.TStatusCode.INVALID_HANDLE_STATUS : types.TStatusCode.ERROR_STATUS,
    sqlState: error.sqlState,
    errorCode: 0,
    errorMessage: error.message,
    displayMessage: error.message,
  });
}

export function int64(value: number): thrift.Int64 {
  return new thrift.Int64(value);
}

export function numberOf(value: thrift.Int64 | undefined | null, otherwise: number): number {
  return value === undefined || value === null ? otherwise : Number(value.toString());
}

const TYPE_IDS: Readonly<Record<string, number>> = {
  boolean: types.TTypeId.BOOLEAN_TYPE,
  tinyint: types.TTypeId.TINYINT_TYPE,
  smallint: types.TTypeId.SMALLINT_TYPE,
  int: types.TTypeId.INT_TYPE,
  bigint: types.TTypeId.BIGINT_TYPE,
  float: types.TTypeId.FLOAT_TYPE,
  double: types.TTypeId.DOUBLE_TYPE,
  string: types.TTypeId.STRING_TYPE,
  date: types.TTypeId.DATE_TYPE,
  timestamp: types.TTypeId.TIMESTAMP_TYPE,
  timestamp_ntz: types.TTypeId.TIMESTAMP_TYPE,
};

/** The Hive schema that goes with the Arrow one. */
export function tableSchema(columns: readonly ResultColumn[]): InstanceType<typeof types.TTableSchema> {
  return new types.TTableSchema({
    columns: columns.map(
      (column, index) =>
        new types.TColumnDesc({
          columnName: column.name,
          typeDesc: new types.TTypeDesc({
            types: [new types.TTypeEntry({ primitiveEntry: primitive(column) })],
          }),
          position: index + 1,
          comment: '',
        }),
    ),
  });
}

function primitive(column: ResultColumn): InstanceType<typeof types.TPrimitiveTypeEntry> {
  const decimal = decimalOf(column.type);
  if (decimal === undefined)
    return new types.TPrimitiveTypeEntry({ type: TYPE_IDS[column.type] ?? types.TTypeId.STRING_TYPE });
  const qualifiers = {
    precision: new types.TTypeQualifierValue({ i32Value: decimal.precision }),
    scale: new types.TTypeQualifierValue({ i32Value: decimal.scale }),
  };
  return new types.TPrimitiveTypeEntry({
    type: types.TTypeId.DECIMAL_TYPE,
    typeQualifiers: new types.TTypeQualifiers({ qualifiers }),
  });
}
