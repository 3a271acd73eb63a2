import { setTimeout as delay } from 'node:timers/promises';
import { statementParameters } from './parameters.ts';
import {
  call,
  type FetchedRows,
  type OperationHandle,
  type OperationStatus,
  type ResultMetadata,
  type Session,
  types,
} from './session.ts';
import { sessionLost, statementCanceled, statementFailed } from './source-error.ts';
import type { Statement } from './warehouse.ts';
import { onceStarted, START_PATIENCE } from './warehouse-start.ts';

/** A statement that has finished at the server, with what its first answer brought along. */
export interface Operation {
  readonly label: string;
  readonly session: Session;
  readonly handle: OperationHandle;
  readonly metadata: ResultMetadata | undefined;
  /** The first rows, where the server sent them with its first answer. */
  readonly first: FetchedRows | undefined;
  /** The server has closed the operation already: all rows are in `first`. */
  readonly closedByServer: boolean;
  /** Closes the operation; safe to call twice. Never throws: the server drops forgotten operations with the session. */
  close(): Promise<void>;
}

/** Rows that a server may send along with its first answer. */
const DIRECT_ROWS = 100_000;
const FIRST_POLL = 20;
const LAST_POLL = 2_000;

/** Runs a statement until it is done, asking for its state with growing pauses (milliseconds). */
export async function runOperation(
  session: Session,
  statement: Statement,
  cloudFetch: boolean,
): Promise<Operation> {
  const { label } = statement;
  const request = new types.TExecuteStatementReq({
    sessionHandle: session.handle,
    statement: statement.sql,
    parameters: statementParameters(statement),
    runAsync: true,
    getDirectResults: new types.TSparkGetDirectResults({ maxRows: DIRECT_ROWS as never }),
    canReadArrowResult: true,
    useArrowNativeTypes: new types.TSparkArrowTypes({
      timestampAsArrow: true,
      decimalAsArrow: true,
      complexTypesAsArrow: true,
      intervalTypesAsArrow: false,
    }),
    canDownloadResult: cloudFetch,
    // The driver leaves LZ4 out with CloudFetch; the files are then six to seven times as large.
    canDecompressLZ4Result: true,
  });
  const { driver, start = START_PATIENCE } = session;
  const response = await call(label, () => onceStarted(label, start, () => driver.executeStatement(request)));
  const { operationHandle: handle, directResults } = response;
  if (handle === undefined || handle === null) throw sessionLost(label);
  const closedByServer = Boolean(directResults?.closeOperation);
  const operation: Operation = {
    label,
    session,
    handle,
    metadata: directResults?.resultSetMetadata ?? undefined,
    first: directResults?.resultSet ?? undefined,
    closedByServer,
    close: closer(session, handle, closedByServer),
  };
  try {
    await finished(operation, directResults?.operationStatus ?? undefined);
  } catch (error) {
    await operation.close();
    throw error;
  }
  return operation;
}

async function finished(
  { label, session, handle }: Operation,
  first: OperationStatus | undefined,
): Promise<void> {
  let status = first;
  for (let pause = FIRST_POLL; ; pause = Math.min(pause * 1.5, LAST_POLL)) {
    if (status !== undefined && isDone(label, status)) return;
    if (status !== undefined) await delay(pause);
    const request = new types.TGetOperationStatusReq({ operationHandle: handle });
    status = await call(label, () => session.driver.getOperationStatus(request));
  }
}

function isDone(label: string, status: OperationStatus): boolean {
  switch (status.operationState) {
    case types.TOperationState.INITIALIZED_STATE:
    case types.TOperationState.PENDING_STATE:
    case types.TOperationState.RUNNING_STATE:
      return false;
    case types.TOperationState.FINISHED_STATE:
      return true;
    case types.TOperationState.CANCELED_STATE:
    case types.TOperationState.CLOSED_STATE:
      throw statementCanceled(label, false);
    case types.TOperationState.TIMEDOUT_STATE:
      throw statementCanceled(label, true);
    default:
      throw statementFailed(label, status);
  }
}

function closer(session: Session, handle: OperationHandle, closedByServer: boolean): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => {
    closing ??= closedByServer
      ? Promise.resolve()
      : session.driver.closeOperation(new types.TCloseOperationReq({ operationHandle: handle })).then(
          () => undefined,
          () => undefined,
        );
    return closing;
  };
}
