import { thrift } from '@databricks/sql';
import type { Driver, RowSet, Session } from '../../src/source/session.ts';

const { TCLIService_types: types } = thrift;

/** A 64-bit integer as the driver gives it (node-int64). */
export function wire(value: number | bigint): never {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64BE(BigInt(value));
  return { buffer, offset: 0 } as never;
}

export const SUCCESS = { statusCode: types.TStatusCode.SUCCESS_STATUS };

const identifier = () => ({ guid: Buffer.alloc(16, 1), secret: Buffer.alloc(16, 2) });
const SESSION = { sessionId: identifier() };
const OPERATION = { operationId: identifier(), operationType: 0, hasResultSet: true };

/** What a server of the protocol answers, page by page; `calls` is what it was asked. */
export interface Script {
  readonly pages?: readonly Partial<RowSet>[];
  /** The page again from a row on, when links are renewed. */
  readonly again?: (row: bigint) => Partial<RowSet>;
  readonly format?: number;
  readonly schema?: Uint8Array;
  readonly lz4?: boolean;
  /** States before FINISHED; the last one may be an error. */
  readonly states?: readonly object[];
  readonly execute?: () => object;
  readonly direct?: object;
}

export interface ScriptedDriver {
  readonly session: Session;
  readonly calls: { readonly name: string; readonly request: Record<string, unknown> }[];
}

/** The far end of the driver, played from a script: for answers that a well-behaved server does not give. */
export function scriptedDriver(script: Script): ScriptedDriver {
  const calls: ScriptedDriver['calls'] = [];
  const states = [...(script.states ?? [])];
  const pages = [...(script.pages ?? [])];
  const answers: Record<string, (request: Record<string, unknown>) => object> = {
    executeStatement: () =>
      script.execute?.() ?? {
        status: SUCCESS,
        operationHandle: OPERATION,
        directResults: script.direct,
      },
    getOperationStatus: () => ({
      status: SUCCESS,
      operationState: types.TOperationState.FINISHED_STATE,
      ...states.shift(),
    }),
    getResultSetMetadata: () => ({
      status: SUCCESS,
      resultFormat: script.format ?? types.TSparkRowSetType.ARROW_BASED_SET,
      arrowSchema: script.schema === undefined ? Buffer.alloc(8) : Buffer.from(script.schema),
      lz4Compressed: script.lz4 ?? false,
    }),
    fetchResults: (request) => {
      if (script.again && typeof request.startRowOffset === 'number') {
        return {
          status: SUCCESS,
          hasMoreRows: pages.length > 0,
          results: script.again(BigInt(request.startRowOffset as number)),
        };
      }
      const results = pages.shift();
      return { status: SUCCESS, hasMoreRows: pages.length > 0, results };
    },
    closeOperation: () => ({ status: SUCCESS }),
  };
  const driver = new Proxy({} as Driver, {
    get: (_, name: string) => async (request: Record<string, unknown>) => {
      calls.push({ name, request });
      return answers[name]?.(request);
    },
  });
  return { session: { driver, handle: SESSION as never, cloudFetch: true }, calls };
}

export function inlinePage(...batches: readonly [bytes: Uint8Array, rows: number][]): Partial<RowSet> {
  return {
    rows: [],
    arrowBatches: batches.map(([bytes, rows]) => ({ batch: Buffer.from(bytes), rowCount: wire(rows) })),
  };
}

export interface ScriptedLink {
  readonly url: string;
  readonly start: number;
  readonly rows: number;
  /** Milliseconds from now. */
  readonly expiresIn?: number;
}

export function linkPage(...links: readonly ScriptedLink[]): Partial<RowSet> {
  return {
    rows: [],
    resultLinks: links.map(({ url, start, rows, expiresIn = 900_000 }) => ({
      fileLink: url,
      expiryTime: wire(Date.now() + expiresIn),
      startRowOffset: wire(start),
      rowCount: wire(rows),
      bytesNum: wire(0),
    })),
  };
}
