import { randomBytes, randomUUID } from 'node:crypto';
import types from '@databricks/sql/thrift/TCLIService_types.js';
import { Operation, type ResultLimits } from './operation.ts';
import type { ResultFiles } from './result-files.ts';
import type { SessionState } from './session-state.ts';
import type { SqlEngine } from './sql-engine.ts';
import { SqlError, toSqlError } from './sql-error.ts';
import { type OpenRecord, openRecord } from './statement-log.ts';
import { errorStatus, int64, numberOf, OK } from './wire.ts';
import {
  boundParameter,
  metadataOf,
  notFinished,
  resultError,
  statusOf,
  unknownSession,
  type Wire,
  wireLink,
} from './wire-answers.ts';

interface Session {
  readonly state: SessionState;
  readonly operations: Map<string, Operation>;
}

export interface ServiceOptions {
  readonly engine: SqlEngine;
  readonly files: ResultFiles;
  readonly limits: ResultLimits;
  readonly log: OpenRecord[];
  readonly onStatement: ((sql: string) => Promise<void> | void) | undefined;
  /** The whole address of a result file. */
  readonly linkAddress: (secret: string) => string;
}

/** How long a statement may run before an answer says that it is still running. */
const DIRECT_WAIT = 5000;
const POLL_WAIT = 50;

/** The calls of TCLIService that a Databricks SQL client makes, by their names in the protocol. */
export class ThriftService {
  readonly #options: ServiceOptions;
  readonly #sessions = new Map<string, Session>();

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  readonly OpenSession = async (request: Wire<'TOpenSessionReq'>): Promise<Wire<'TOpenSessionResp'>> => {
    const protocol = { serverProtocolVersion: types.TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V8 };
    try {
      const namespace = request.initialNamespace;
      const wanted = { catalog: namespace?.catalogName, schema: namespace?.schemaName };
      const state = await this.#options.engine.newSession(wanted, request.configuration ?? {});
      const id = uuidBytes();
      this.#sessions.set(id.toString('hex'), { state, operations: new Map() });
      const handle = new types.TSessionHandle({
        sessionId: new types.THandleIdentifier({ guid: id, secret: randomBytes(16) }),
      });
      return new types.TOpenSessionResp({
        status: OK,
        ...protocol,
        sessionHandle: handle,
        canUseMultipleCatalogs: true,
      });
    } catch (error) {
      return new types.TOpenSessionResp({ status: errorStatus(toSqlError(error)), ...protocol });
    }
  };

  readonly CloseSession = async (request: Wire<'TCloseSessionReq'>): Promise<Wire<'TCloseSessionResp'>> => {
    const key = handleKey(request.sessionHandle.sessionId);
    const session = this.#sessions.get(key);
    if (session === undefined)
      return new types.TCloseSessionResp({ status: errorStatus(unknownSession(key)) });
    this.#sessions.delete(key);
    await Promise.all([...session.operations.values()].map((operation) => operation.close()));
    return new types.TCloseSessionResp({ status: OK });
  };

  readonly ExecuteStatement = async (
    request: Wire<'TExecuteStatementReq'>,
  ): Promise<Wire<'TExecuteStatementResp'>> => {
    const key = handleKey(request.sessionHandle.sessionId);
    const session = this.#sessions.get(key);
    if (session === undefined)
      return new types.TExecuteStatementResp({ status: errorStatus(unknownSession(key)) });
    const id = uuidBytes();
    const operation = this.#start(session, request);
    session.operations.set(id.toString('hex'), operation);
    const handle = new types.TOperationHandle({
      operationId: new types.THandleIdentifier({ guid: id, secret: randomBytes(16) }),
      operationType: types.TOperationType.EXECUTE_STATEMENT,
      hasResultSet: true,
    });
    const isDirect = request.getDirectResults !== undefined && request.getDirectResults !== null;
    if (request.runAsync === true && !isDirect) {
      return new types.TExecuteStatementResp({ status: OK, operationHandle: handle });
    }
    await settled(operation, request.runAsync === true ? DIRECT_WAIT : undefined);
    handle.hasResultSet = operation.state !== 'finished' || operation.stream !== undefined;
    const response = new types.TExecuteStatementResp({ status: OK, operationHandle: handle });
    if (isDirect) {
      response.directResults = await this.#direct(
        session,
        id.toString('hex'),
        operation,
        numberOf(request.getDirectResults?.maxRows, 0),
      );
    }
    return response;
  };

  #start(session: Session, request: Wire<'TExecuteStatementReq'>): Operation {
    const { engine, files, limits, log, onStatement } = this.#options;
    const record = openRecord(request.statement, engine.now());
    log.push(record);
    const wanted = {
      cloudFetch: request.canDownloadResult === true,
      lz4: request.canDecompressLZ4Result === true,
    };
    return new Operation(engine, files, limits, wanted, record, async () => {
      if (request.canReadArrowResult === false) {
        throw new SqlError(
          'UNSUPPORTED_FEATURE',
          'Results in any form but Arrow are not supported by the local warehouse.',
        );
      }
      await onStatement?.(request.statement);
      return { session: session.state, parameters: (request.parameters ?? []).map(boundParameter) };
    });
  }

  /** What a client would otherwise ask for next; where the result is whole, the statement is closed as well. */
  async #direct(
    session: Session,
    id: string,
    operation: Operation,
    maximumRows: number,
  ): Promise<Wire<'TSparkDirectResults'>> {
    const direct = new types.TSparkDirectResults({ operationStatus: statusOf(operation) });
    if (operation.state !== 'finished' || operation.stream === undefined) return direct;
    direct.resultSetMetadata = metadataOf(operation);
    direct.resultSet = await this.#fetch(operation, maximumRows, undefined);
    if (direct.resultSet.hasMoreRows !== true && !operation.isLinked) {
      session.operations.delete(id);
      await operation.close();
      direct.closeOperation = new types.TCloseOperationResp({ status: OK });
    }
    return direct;
  }

  readonly GetOperationStatus = async (
    request: Wire<'TGetOperationStatusReq'>,
  ): Promise<Wire<'TGetOperationStatusResp'>> => {
    const found = this.#find(request.operationHandle);
    if (found instanceof SqlError) return new types.TGetOperationStatusResp({ status: errorStatus(found) });
    await settled(found.operation, POLL_WAIT);
    return statusOf(found.operation);
  };

  readonly GetResultSetMetadata = async (
    request: Wire<'TGetResultSetMetadataReq'>,
  ): Promise<Wire<'TGetResultSetMetadataResp'>> => {
    const found = this.#find(request.operationHandle);
    const error = found instanceof SqlError ? found : resultError(found.operation);
    if (error !== undefined || found instanceof SqlError) {
      return new types.TGetResultSetMetadataResp({ status: errorStatus(error ?? notFinished()) });
    }
    return metadataOf(found.operation);
  };

  readonly FetchResults = async (request: Wire<'TFetchResultsReq'>): Promise<Wire<'TFetchResultsResp'>> => {
    const found = this.#find(request.operationHandle);
    if (found instanceof SqlError) return new types.TFetchResultsResp({ status: errorStatus(found) });
    const startRow = request.startRowOffset;
    const response = await this.#fetch(
      found.operation,
      numberOf(request.maxRows, 100_000),
      startRow === undefined || startRow === null ? undefined : numberOf(startRow, 0),
    );
    if (request.includeResultSetMetadata === true && response.results !== undefined) {
      response.resultSetMetadata = metadataOf(found.operation);
    }
    return response;
  };

  async #fetch(
    operation: Operation,
    maximumRows: number,
    startRow: number | undefined,
  ): Promise<Wire<'TFetchResultsResp'>> {
    const error = resultError(operation);
    if (error !== undefined) return new types.TFetchResultsResp({ status: errorStatus(error) });
    try {
      if (operation.isLinked) {
        const links = await operation.fetchLinks(startRow);
        const results = new types.TRowSet({
          startRowOffset: int64(links[0]?.file.startRow ?? 0),
          rows: [],
          resultLinks: links.map((link) => wireLink(link, this.#options.linkAddress(link.secret))),
        });
        return new types.TFetchResultsResp({ status: OK, hasMoreRows: operation.hasMoreLinks, results });
      }
      const first = operation.nextRow;
      const batches = await operation.fetchBatches(maximumRows);
      const results = new types.TRowSet({
        startRowOffset: int64(first),
        rows: [],
        arrowBatches: batches.map(
          ({ bytes, rows }) =>
            new types.TSparkArrowBatch({
              batch: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
              rowCount: int64(rows),
            }),
        ),
      });
      return new types.TFetchResultsResp({ status: OK, hasMoreRows: operation.hasMore, results });
    } catch (failure) {
      return new types.TFetchResultsResp({ status: errorStatus(toSqlError(failure)) });
    }
  }

  readonly CancelOperation = async (
    request: Wire<'TCancelOperationReq'>,
  ): Promise<Wire<'TCancelOperationResp'>> => {
    const found = this.#find(request.operationHandle);
    if (found instanceof SqlError) return new types.TCancelOperationResp({ status: errorStatus(found) });
    found.operation.cancel();
    return new types.TCancelOperationResp({ status: OK });
  };

  readonly CloseOperation = async (
    request: Wire<'TCloseOperationReq'>,
  ): Promise<Wire<'TCloseOperationResp'>> => {
    const found = this.#find(request.operationHandle);
    if (found instanceof SqlError) return new types.TCloseOperationResp({ status: errorStatus(found) });
    found.session.operations.delete(handleKey(request.operationHandle.operationId));
    await found.operation.close();
    return new types.TCloseOperationResp({ status: OK });
  };

  /** Ends all sessions. */
  async close(): Promise<void> {
    const operations = [...this.#sessions.values()].flatMap((session) => [...session.operations.values()]);
    this.#sessions.clear();
    await Promise.all(operations.map((operation) => operation.close()));
  }

  #find(handle: Wire<'TOperationHandle'>): { session: Session; operation: Operation } | SqlError {
    const key = handleKey(handle.operationId);
    for (const session of this.#sessions.values()) {
      const operation = session.operations.get(key);
      if (operation !== undefined) return { session, operation };
    }
    return new SqlError('INVALID_HANDLE', `Invalid OperationHandle: OperationHandle [${key}]`);
  }
}

function uuidBytes(): Buffer {
  return Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
}

function handleKey(id: Wire<'THandleIdentifier'>): string {
  return Buffer.from(id.guid).toString('hex');
}

async function settled(operation: Operation, milliseconds: number | undefined): Promise<void> {
  if (milliseconds === undefined) return await operation.done;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([operation.done, late]);
  clearTimeout(timer);
}
