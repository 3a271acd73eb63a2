import { createRequire } from 'node:module';
import { DBSQLClient, thrift } from '@databricks/sql';
import { expect, test } from 'vitest';

const { TCLIService_types: types } = thrift;
const { version } = createRequire(import.meta.url)('@databricks/sql/package.json') as {
  readonly version: string;
};

/**
 * How the Arrow bytes are reached is no promise of the driver. With another version, check this file, run the tests
 * against the local warehouse, and only then change the number.
 */
test('the driver is the version whose typed calls were checked', () => {
  expect(version).toBe('2.1.0');
});

test('the driver gives the calls that statements are run by', async () => {
  const driver = await new DBSQLClient({ logger: { log: () => {} } }).getDriver();
  const calls = [
    'openSession',
    'closeSession',
    'executeStatement',
    'getOperationStatus',
    'getResultSetMetadata',
    'fetchResults',
    'closeOperation',
  ] as const;
  for (const name of calls) expect(driver[name]).toBeTypeOf('function');
});

test('the protocol has the fields that bytes are asked for and given by', () => {
  const identifier = { guid: Buffer.alloc(16), secret: Buffer.alloc(16) };
  const request = new types.TExecuteStatementReq({
    sessionHandle: { sessionId: identifier } as never,
    statement: 'SELECT 1',
    canReadArrowResult: true,
    canDownloadResult: true,
    canDecompressLZ4Result: true,
    parameters: [],
  });
  expect(request).toMatchObject({
    canReadArrowResult: true,
    canDownloadResult: true,
    canDecompressLZ4Result: true,
  });
  const link = { fileLink: 'l', expiryTime: 1, startRowOffset: 0, rowCount: 1, bytesNum: 1 } as never;
  const rows = new types.TRowSet({
    startRowOffset: 0 as never,
    rows: [],
    arrowBatches: [{ batch: Buffer.from('b'), rowCount: 1 as never }],
    resultLinks: [link],
  });
  expect(rows.arrowBatches?.[0]?.batch).toBeInstanceOf(Uint8Array);
  expect(rows.resultLinks?.[0]).toMatchObject({ fileLink: 'l', startRowOffset: 0, rowCount: 1 });
  const fetch = new types.TFetchResultsReq({
    operationHandle: { operationId: identifier, operationType: 0, hasResultSet: true } as never,
    orientation: types.TFetchOrientation.FETCH_NEXT,
    maxRows: 1 as never,
    startRowOffset: 7 as never,
  });
  expect(fetch.startRowOffset).toBe(7);
});

test('the protocol’s numbers are the ones that the code compares with', () => {
  expect(types.TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V8).toBe(0xa508);
  expect(types.TSparkRowSetType).toMatchObject({ ARROW_BASED_SET: 0, COLUMN_BASED_SET: 1, URL_BASED_SET: 3 });
  expect(types.TOperationState).toMatchObject({ RUNNING_STATE: 1, FINISHED_STATE: 2, ERROR_STATE: 5 });
  expect(types.TStatusCode).toMatchObject({ SUCCESS_STATUS: 0, ERROR_STATUS: 3, INVALID_HANDLE_STATUS: 4 });
});
