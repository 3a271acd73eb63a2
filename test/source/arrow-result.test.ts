import { Agent } from 'node:https';
import { thrift } from '@databricks/sql';
import { afterEach, expect, test } from 'vitest';
import { arrowResult } from '../../src/source/arrow-result.ts';
import { runOperation } from '../../src/source/operation.ts';
import type { SourceError } from '../../src/source/source-error.ts';
import type { ArrowBatch, ArrowStream } from '../../src/source/warehouse.ts';
import { type FileAnswer, type FileServer, fileServer } from './file-server.ts';
import { inlinePage, linkPage, type Script, SUCCESS, scriptedDriver, wire } from './scripted-driver.ts';

const { TCLIService_types: types } = thrift;

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function result(script: Script, server?: FileServer) {
  const { session, calls } = scriptedDriver(script);
  const agent = new Agent({ keepAlive: true, ...(server ? { ca: server.authority } : {}) });
  open.push(() => agent.destroy());
  const operation = await runOperation(session, { label: 'extract person', sql: 'SELECT 1' }, true);
  return {
    stream: await arrowResult(operation, agent),
    calls,
    named: (name: string) => calls.filter((c) => c.name === name),
  };
}

async function all(stream: ArrowStream): Promise<ArrowBatch[]> {
  const batches: ArrowBatch[] = [];
  for await (const batch of stream.batches) batches.push(batch);
  return batches;
}

async function failureOf(work: Promise<unknown>): Promise<SourceError> {
  return work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: SourceError) => error,
  );
}

async function files(
  answer: (path: string, times: number) => FileAnswer | Promise<FileAnswer>,
): Promise<FileServer> {
  const server = await fileServer((path, _, times) => answer(path, times));
  open.push(() => server.close());
  return server;
}

const text = (bytes: Uint8Array | string) => new Uint8Array(Buffer.from(bytes));

test('inline batches come in order, each in a buffer of its own, and the operation is closed at the end', async () => {
  const { stream, named } = await result({
    pages: [inlinePage([text('one'), 1], [text('two'), 2]), inlinePage(), inlinePage([text('three'), 3])],
    lz4: true,
  });
  const batches = await all(stream);
  expect(batches.map(({ bytes, rows }) => [Buffer.from(bytes).toString(), rows])).toEqual([
    ['one', 1],
    ['two', 2],
    ['three', 3],
  ]);
  expect(new Set(batches.map(({ bytes }) => bytes.buffer)).size).toBe(3);
  expect(batches.map(({ compression }) => compression)).toEqual(['lz4', 'lz4', 'lz4']);
  await stream.close();
  expect(named('closeOperation')).toHaveLength(1);
});

test('memory that the reader gives back is that of later batches, which hold their own bytes', async () => {
  const pages = Array.from({ length: 30 }, (_, n) => inlinePage([text(`batch ${n}`), 1]));
  const { stream } = await result({ pages });
  const [memory, read] = [new Set<ArrayBuffer>(), [] as string[]];
  for await (const { bytes } of stream.batches) {
    memory.add(bytes.buffer);
    read.push(Buffer.from(bytes).toString());
    stream.reclaim?.(bytes.buffer);
  }
  expect(read).toEqual(pages.map((_, n) => `batch ${n}`));
  expect(memory.size).toBeLessThan(10);
});

test('pages are fetched ahead of the reader, within bounds', async () => {
  const pages = Array.from({ length: 50 }, () => inlinePage([text('x'), 1]));
  const { stream, named } = await result({ pages });
  const reader = stream.batches[Symbol.asyncIterator]();
  await reader.next();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(named('fetchResults').length).toBeGreaterThan(1);
  expect(named('fetchResults').length).toBeLessThan(10);
  await reader.return?.();
  expect(named('closeOperation')).toHaveLength(1);
});

test('a result that came whole with the first answer is neither fetched nor closed again', async () => {
  const { stream, calls } = await result({
    direct: {
      operationStatus: { status: SUCCESS, operationState: types.TOperationState.FINISHED_STATE },
      resultSetMetadata: {
        resultFormat: types.TSparkRowSetType.ARROW_BASED_SET,
        arrowSchema: Buffer.alloc(8),
      },
      resultSet: { status: SUCCESS, hasMoreRows: false, results: inlinePage([text('all'), 3]) },
      closeOperation: { status: SUCCESS },
    },
  });
  expect(await all(stream)).toHaveLength(1);
  expect(calls.map(({ name }) => name)).toEqual(['executeStatement']);
});

test('LZ4 is asked for together with CloudFetch, and rows never', async () => {
  const { named } = await result({ pages: [] });
  expect(named('executeStatement')[0]?.request).toMatchObject({
    runAsync: true,
    canReadArrowResult: true,
    canDownloadResult: true,
    canDecompressLZ4Result: true,
  });
});

test.each([
  ['rows in columns', { pages: [{ columns: [{}] as never }] }],
  ['rows', { pages: [{ rows: [{}] as never }] }],
  ['a format of rows', { format: types.TSparkRowSetType.COLUMN_BASED_SET }],
] as const)('a server that falls back to %s is an error, not a slower way', async (_, script) => {
  const error = await failureOf(result(script).then(({ stream }) => all(stream)));
  expect(error.code).toBe('SOURCE_RESULT_NOT_ARROW');
});

test('files are downloaded several at a time, and given in order', async () => {
  const server = await files(async (path) => {
    const n = Number(path.slice(1));
    await new Promise((resolve) => setTimeout(resolve, (8 - n) * 5));
    return { status: 200, body: text(`file ${n}`) };
  });
  const links = Array.from({ length: 8 }, (_, n) => ({ url: `${server.url}/${n}`, start: n * 10, rows: 10 }));
  const { stream } = await result(
    { pages: [linkPage(...links.slice(0, 5)), linkPage(...links.slice(5))] },
    server,
  );
  const batches = await all(stream);
  expect(batches.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(links.map((_, n) => `file ${n}`));
  expect(server.peak()).toBeGreaterThan(1);
  expect(server.peak()).toBeLessThanOrEqual(4);
});

test('an expired link is asked for again at its row, whether its time or the storage says so', async () => {
  const server = await files((path) =>
    path.startsWith('/old') ? { status: 403 } : { status: 200, body: text(path) },
  );
  const again = (row: bigint) => linkPage({ url: `${server.url}/new${row}`, start: Number(row), rows: 5 });
  const { stream, named } = await result(
    {
      pages: [
        linkPage(
          { url: `${server.url}/fresh`, start: 0, rows: 5 },
          { url: `${server.url}/old`, start: 5, rows: 5 },
          { url: `${server.url}/late`, start: 10, rows: 5, expiresIn: 1000 },
        ),
      ],
      again,
    },
    server,
  );
  const batches = await all(stream);
  expect(batches.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['/fresh', '/new5', '/new10']);
  expect(server.asked).not.toContain('/late');
  const offsets = named('fetchResults').map(({ request }) => request.startRowOffset ?? null);
  expect(offsets.sort()).toEqual([10, 5, null].sort());
});

test('a link that stays refused ends in an error that does not hold it', async () => {
  const server = await files(() => ({ status: 403 }));
  const page = linkPage({ url: `${server.url}/secret?sig=bearer`, start: 0, rows: 5 });
  const { stream } = await result({ pages: [page], again: () => page }, server);
  const error = await failureOf(all(stream));
  expect(error.code).toBe('SOURCE_LINK_EXPIRED');
  expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain('secret');
});

test('a download that breaks off or meets a busy storage is tried again', async () => {
  const server = await files((path, times) => {
    if (times === 1) return path === '/a' ? 'hang up' : { status: 503 };
    return { status: 200, body: text(path) };
  });
  const { stream } = await result(
    {
      pages: [
        linkPage(
          { url: `${server.url}/a`, start: 0, rows: 1 },
          { url: `${server.url}/b`, start: 1, rows: 1 },
        ),
      ],
    },
    server,
  );
  expect((await all(stream)).map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['/a', '/b']);
});

test('a gap between the rows of two files is a truncated result', async () => {
  const server = await files((path) => ({ status: 200, body: text(path) }));
  const { stream } = await result(
    {
      pages: [
        linkPage(
          { url: `${server.url}/a`, start: 0, rows: 5 },
          { url: `${server.url}/b`, start: 6, rows: 5 },
        ),
      ],
    },
    server,
  );
  expect((await failureOf(all(stream))).code).toBe('SOURCE_RESULT_TRUNCATED');
});

test('a page that begins behind the rows so far is a truncated result: one before it was given to nobody', async () => {
  const lost = { ...inlinePage([text('three'), 3]), startRowOffset: wire(3) };
  const { stream } = await result({ pages: [inlinePage([text('one'), 1]), lost] });
  expect((await failureOf(all(stream))).code).toBe('SOURCE_RESULT_TRUNCATED');
  const nothing = { ...inlinePage(), startRowOffset: wire(4) };
  const { stream: emptied } = await result({ pages: [nothing] });
  expect((await failureOf(all(emptied))).code).toBe('SOURCE_RESULT_TRUNCATED');
});

test('links are asked for by their first row, so that a request that arrives twice moves nothing', async () => {
  const server = await files((path) => ({ status: 200, body: text(path) }));
  const link = (start: number) => linkPage({ url: `${server.url}/${start}`, start, rows: 5 });
  const format = types.TSparkRowSetType.URL_BASED_SET;
  const { stream, named } = await result({ format, pages: [link(0), link(5), link(10)] }, server);
  expect((await all(stream)).map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['/0', '/5', '/10']);
  expect(named('fetchResults').map(({ request }) => request.startRowOffset)).toEqual([0, 5, 10]);
});

test('a server that promises more and gives nothing is not asked for ever', async () => {
  const { stream } = await result({ pages: Array.from({ length: 100 }, () => inlinePage()) });
  expect((await failureOf(all(stream))).code).toBe('SOURCE_RESULT_TRUNCATED');
});

test('a reader that stops early closes the operation, and a reader of a closed result does not wait', async () => {
  const server = await files(() => new Promise<FileAnswer>(() => {}));
  const { stream, named } = await result(
    { pages: [linkPage({ url: `${server.url}/slow`, start: 0, rows: 5 })] },
    server,
  );
  const pending = stream.batches[Symbol.asyncIterator]().next();
  await stream.close();
  await expect(pending).rejects.toThrow('closed');
  expect(named('closeOperation')).toHaveLength(1);
});

test.each([
  ['42P01', 'SOURCE_TABLE_MISSING'],
  ['42501', 'SOURCE_DENIED'],
  ['42703', 'SOURCE_COLUMN_MISSING'],
  ['22003', 'SOURCE_STATEMENT_FAILED'],
  ['28000', 'SOURCE_UNAUTHENTICATED'],
  ['not a state', 'SOURCE_STATEMENT_FAILED'],
])('SQLSTATE %s becomes %s, and what the server said stays the cause', async (sqlState, code) => {
  const { session } = scriptedDriver({
    states: [
      { operationState: types.TOperationState.RUNNING_STATE },
      { operationState: types.TOperationState.ERROR_STATE, sqlState, errorMessage: 'value 4711 of patient' },
    ],
  });
  const error = await failureOf(runOperation(session, { label: 'survey person', sql: 'x' }, false));
  expect(error).toMatchObject({ name: 'SourceError', code });
  expect(error.message).not.toContain('4711');
  expect(error.remedy).not.toContain('4711');
  expect((error.cause as Error).message).toContain('4711');
});

test.each([
  [
    'a lost session',
    { status: { statusCode: types.TStatusCode.INVALID_HANDLE_STATUS } },
    'SOURCE_SESSION_LOST',
  ],
  [
    'a refused statement',
    { status: { statusCode: types.TStatusCode.ERROR_STATUS, sqlState: '42601' } },
    'SOURCE_STATEMENT_FAILED',
  ],
])('%s is an error with its own code', async (_, answer, code) => {
  const { session } = scriptedDriver({ execute: () => answer });
  const error = await failureOf(runOperation(session, { label: 'survey person', sql: 'x' }, false));
  expect(error.code).toBe(code);
});

test.each([
  [{ statusCode: 401 }, 'SOURCE_UNAUTHENTICATED'],
  [{ statusCode: 403 }, 'SOURCE_UNAUTHENTICATED'],
  [{ statusCode: 500 }, 'SOURCE_UNREACHABLE'],
  [{ code: 'ECONNREFUSED' }, 'SOURCE_UNREACHABLE'],
  [{ code: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'SOURCE_UNTRUSTED'],
])('a call that fails with %o becomes %s', async (shape, code) => {
  const { session } = scriptedDriver({
    execute: () => {
      throw Object.assign(new Error('see https://host/?token=secret'), shape);
    },
  });
  const error = await failureOf(runOperation(session, { label: 'survey person', sql: 'x' }, false));
  expect(error.code).toBe(code);
  expect(error.message).not.toContain('secret');
});

test.each([
  ['TIMEDOUT_STATE', 'SOURCE_TIMED_OUT'],
  ['CANCELED_STATE', 'SOURCE_CANCELED'],
] as const)('a statement that the warehouse ends as %s is no result, and is closed', async (state, code) => {
  const { session, calls } = scriptedDriver({
    states: [
      { operationState: types.TOperationState.RUNNING_STATE },
      { operationState: types.TOperationState[state] },
    ],
  });
  const error = await failureOf(runOperation(session, { label: 'stage measurement', sql: 'x' }, true));
  expect(error.code).toBe(code);
  expect(calls.at(-1)?.name).toBe('closeOperation');
});

test('a statement with more parameters than a warehouse takes is not sent', async () => {
  const { session, calls } = scriptedDriver({});
  const parameters = Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`p${i}`, BigInt(i)]));
  await expect(runOperation(session, { label: 'load', sql: 'x', parameters }, false)).rejects.toThrow(
    RangeError,
  );
  expect(calls).toEqual([]);
});

test('parameters go typed and as text, so that 64 bits stay', async () => {
  const { session, calls } = scriptedDriver({});
  const parameters = { id: -9223372036854775000n, ids: '1,2' };
  await runOperation(session, { label: 'load', sql: 'x', parameters }, false);
  expect(calls[0]?.request.parameters).toMatchObject([
    { name: 'id', type: 'BIGINT', value: { stringValue: '-9223372036854775000' } },
    { name: 'ids', type: 'STRING', value: { stringValue: '1,2' } },
  ]);
});
