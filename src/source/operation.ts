import { setTimeout as delay } from 'node:timers/promises';
import { unlessInterrupted } from '../interruption.ts';
import { statementParameters } from './parameters.ts';
import {
  call,
  type Execution,
  type FetchedRows,
  type OperationHandle,
  type OperationStatus,
  patientCall,
  type ResultMetadata,
  type Session,
  types,
} from './session.ts';
import { sessionLost, statementCanceled, statementFailed } from './source-error.ts';
import type { Statement } from './warehouse.ts';
import { START_PATIENCE } from './warehouse-start.ts';

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

/**
 * Runs a statement until it is done, asking for its state with growing pauses (milliseconds). Told to stop, it cancels the
 * statement at the server and waits no longer.
 */
export async function runOperation(
  session: Session,
  statement: Statement,
  cloudFetch: boolean,
  signal?: AbortSignal,
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
  let sent: Promise<Execution> | undefined;
  const send = () => {
    sent = session.driver.executeStatement(request);
    return sent;
  };
  const { start = START_PATIENCE } = session;
  const response = await call(label, send, signal, start).catch(async (error: unknown) => {
    // On its way already: it would be done after what clears away behind it.
    if (signal?.aborted && sent !== undefined)
      await asCourtesy(sent.then(({ operationHandle }) => cancel(session, operationHandle)));
    throw error;
  });
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
    await finished(operation, directResults?.operationStatus ?? undefined, signal);
  } catch (error) {
    if (signal?.aborted) await asCourtesy(cancel(session, handle));
    await operation.close();
    throw error;
  }
  return operation;
}

async function finished(
  { label, session, handle }: Operation,
  first: OperationStatus | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  let status = first;
  for (let pause = FIRST_POLL; ; pause = Math.min(pause * 1.5, LAST_POLL)) {
    if (status !== undefined && isDone(label, status)) return;
    if (status !== undefined) await unlessInterrupted(signal, delay(pause));
    const request = new types.TGetOperationStatusReq({ operationHandle: handle });
    status = await patientCall(label, () => session.driver.getOperationStatus(request), signal);
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

async function cancel(
  { driver }: Session,
  operationHandle: OperationHandle | null | undefined,
): Promise<void> {
  if (operationHandle) await driver.cancelOperation(new types.TCancelOperationReq({ operationHandle }));
}

/** Milliseconds that tidying up at the server may take: it is a courtesy, and the server tidies up by itself. */
export const COURTESY = 2_000;

function closer(session: Session, handle: OperationHandle, closedByServer: boolean): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => {
    const request = new types.TCloseOperationReq({ operationHandle: handle });
    closing ??= closedByServer ? Promise.resolve() : asCourtesy(session.driver.closeOperation(request));
    return closing;
  };
}

export async function asCourtesy(work: Promise<unknown>): Promise<void> {
  const late = delay(COURTESY, undefined, { ref: false });
  await Promise.race([work, late]).catch(() => undefined);
}
