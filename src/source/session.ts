import { type DBSQLClient, thrift } from '@databricks/sql';
import { CohortSyncError } from '../errors.ts';
import { throwIfInterrupted, unlessInterrupted } from '../interruption.ts';
import { retrying } from '../retry/retry.ts';
import { RETRIES } from '../retry/retry-table.ts';
import {
  callFailed,
  callUnanswered,
  hopeForSource,
  isSessionLost,
  SourceError,
  sessionLost,
  statementFailed,
} from './source-error.ts';
import { onceStarted, START_PATIENCE, type StartPatience } from './warehouse-start.ts';

/**
 * The typed Thrift calls of the driver. The driver's own operations would make rows of the Arrow batches; these give
 * the bytes. test/source/driver-contract.test.ts guards the shapes used here for the pinned version.
 */
export type Driver = Awaited<ReturnType<DBSQLClient['getDriver']>>;
export type Execution = Awaited<ReturnType<Driver['executeStatement']>>;
export type OperationHandle = NonNullable<Execution['operationHandle']>;
export type FetchedRows = Awaited<ReturnType<Driver['fetchResults']>>;
export type RowSet = NonNullable<FetchedRows['results']>;
export type ResultMetadata = Awaited<ReturnType<Driver['getResultSetMetadata']>>;
export type ResultLink = NonNullable<RowSet['resultLinks']>[number];
export type OperationStatus = Awaited<ReturnType<Driver['getOperationStatus']>>;

export const { TCLIService_types: types } = thrift;

/** An open session: everything a statement needs. */
export interface Session {
  readonly driver: Driver;
  readonly handle: Parameters<Driver['executeStatement']>[0]['sessionHandle'];
  readonly cloudFetch: boolean;
  /** What is done while the warehouse is starting; by default it is waited for, in silence. */
  readonly start?: StartPatience;
}

/**
 * Makes a call and asserts its status. A call has its time: the driver waits for ever for an answer that ends before it is
 * whole.
 * @param signal of a run that may be told to stop: then nobody waits for the answer
 * @param start where the call is one that a warehouse that is starting refuses
 */
export async function call<T extends { readonly status: Execution['status'] }>(
  label: string,
  send: () => Promise<T>,
  signal?: AbortSignal,
  start?: StartPatience,
): Promise<T> {
  let response: T;
  const ask = () => {
    throwIfInterrupted(signal);
    return inTime(label, send());
  };
  try {
    response = await unlessInterrupted(
      signal,
      start === undefined ? ask() : onceStarted(label, start, ask, signal),
    );
  } catch (error) {
    throw error instanceof CohortSyncError ? error : callFailed(label, error);
  }
  const { status } = response;
  if (status.statusCode === types.TStatusCode.INVALID_HANDLE_STATUS) {
    throw sessionLost(label, new Error(status.errorMessage ?? 'invalid handle'));
  }
  if (status.statusCode === types.TStatusCode.ERROR_STATUS) throw statementFailed(label, status);
  return response;
}

/** The same for a call that may be made again: it asks, and changes nothing. */
export function patientCall<T extends { readonly status: Execution['status'] }>(
  label: string,
  send: () => Promise<T>,
  signal?: AbortSignal,
  start?: StartPatience,
): Promise<T> {
  const hope = (error: unknown) => (isSessionLost(error) ? undefined : hopeForSource(error));
  return retrying(RETRIES.warehouseCall, () => call(label, send, signal, start), hope, signal);
}

async function inTime<T>(label: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(callUnanswered(label)), RETRIES.warehouseCall.each);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A session with instants in UTC, whatever the warehouse's default is. */
export async function openSession(
  driver: Driver,
  options: {
    readonly catalog?: string;
    readonly schema?: string;
    readonly cloudFetch: boolean;
    readonly start?: StartPatience;
  },
): Promise<Session> {
  const label = 'open a session';
  const { catalog, schema } = options;
  const namespace =
    catalog === undefined && schema === undefined
      ? {}
      : {
          initialNamespace: new types.TNamespace({
            ...(catalog && { catalogName: catalog }),
            ...(schema && { schemaName: schema }),
          }),
        };
  const request = new types.TOpenSessionReq({
    // A number below 2^53 is written exactly; V8 is what turns Arrow on.
    client_protocol_i64: types.TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V8 as never,
    canUseMultipleCatalogs: true,
    configuration: {},
    ...namespace,
  });
  const { start = START_PATIENCE } = options;
  const response = await patientCall(label, () => driver.openSession(request), undefined, start);
  if (response.sessionHandle === undefined || response.sessionHandle === null) throw sessionLost(label);
  const arrowFrom = types.TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V8;
  if ((response.serverProtocolVersion ?? 0) < arrowFrom) {
    throw new SourceError('the source speaks an older protocol, without Arrow results', {
      code: 'SOURCE_RESULT_NOT_ARROW',
      remedy: 'Use a SQL warehouse of a supported version.',
    });
  }
  return { driver, handle: response.sessionHandle, cloudFetch: options.cloudFetch, start };
}
