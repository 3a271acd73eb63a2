import types from '@databricks/sql/thrift/TCLIService_types.js';
import type { Operation } from './operation.ts';
import type { BoundParameter } from './parameters.ts';
import type { ResultLink } from './result-files.ts';
import { SqlError } from './sql-error.ts';
import { int64, OK, tableSchema } from './wire.ts';

/** An instance of one of the protocol's generated classes. */
export type Wire<Name extends keyof typeof types> = (typeof types)[Name] extends abstract new (
  ...args: never[]
) => infer T
  ? T
  : never;

export function unknownSession(key: string): SqlError {
  return new SqlError('INVALID_HANDLE', `Invalid SessionHandle: SessionHandle [${key}]`);
}

export function notFinished(): SqlError {
  return new SqlError('INVALID_HANDLE', 'The statement has not finished.');
}

/** Why there is no result to be had, if there is none. */
export function resultError(operation: Operation): SqlError | undefined {
  if (operation.error !== undefined) return operation.error;
  return operation.state === 'running' ? notFinished() : undefined;
}

/** A parameter as it came over the wire. */
export function boundParameter(parameter: Wire<'TSparkParameter'>): BoundParameter {
  const { stringValue, doubleValue, booleanValue } = parameter.value ?? {};
  const value = stringValue ?? doubleValue ?? booleanValue;
  return {
    name: parameter.name ?? undefined,
    type: parameter.type ?? undefined,
    value: value === undefined || value === null ? undefined : String(value),
  };
}

const STATES = {
  running: types.TOperationState.RUNNING_STATE,
  finished: types.TOperationState.FINISHED_STATE,
  failed: types.TOperationState.ERROR_STATE,
  canceled: types.TOperationState.CANCELED_STATE,
};

/** The state of a statement, with its error. */
export function statusOf(operation: Operation): Wire<'TGetOperationStatusResp'> {
  const { error } = operation;
  return new types.TGetOperationStatusResp({
    status: OK,
    operationState: STATES[operation.state],
    // The driver takes a failed statement that says it has no result for one with an empty result.
    ...(operation.state === 'finished' ? { hasResultSet: operation.stream !== undefined } : {}),
    ...(error === undefined
      ? {}
      : {
          sqlState: error.sqlState,
          errorCode: 0,
          errorMessage: error.message,
          displayMessage: error.message,
        }),
  });
}

/** What a statement's result looks like. */
export function metadataOf(operation: Operation): Wire<'TGetResultSetMetadataResp'> {
  const { stream } = operation;
  const format = operation.isLinked
    ? types.TSparkRowSetType.URL_BASED_SET
    : types.TSparkRowSetType.ARROW_BASED_SET;
  return new types.TGetResultSetMetadataResp({
    status: OK,
    schema: tableSchema(stream?.columns ?? []),
    resultFormat: format,
    lz4Compressed: operation.request.lz4,
    ...(stream === undefined ? {} : { arrowSchema: Buffer.from(stream.schema) }),
    isStagingOperation: false,
  });
}

export function wireLink({ file, expires }: ResultLink, fileLink: string): Wire<'TSparkArrowResultLink'> {
  return new types.TSparkArrowResultLink({
    fileLink,
    expiryTime: int64(expires),
    startRowOffset: int64(file.startRow),
    rowCount: int64(file.rows),
    bytesNum: int64(file.bytes),
  });
}
