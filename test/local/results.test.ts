import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import types from '@databricks/sql/thrift/TCLIService_types.js';
import { type Table, tableFromIPC } from 'apache-arrow';
import { decompressFrameSync } from 'lz4-napi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalWarehouse, startLocalWarehouse } from '../../src/local/local-warehouse.ts';
import { ResultFiles } from '../../src/local/result-files.ts';
import { connectDriver, rowsOf } from './client.ts';

const ROWS = 5000;

let warehouse: LocalWarehouse;
let driver: Awaited<ReturnType<typeof connectDriver>>;

beforeAll(async () => {
  warehouse = await startLocalWarehouse({
    batchRows: 700,
    cloudFetch: { fileRows: 900, minimumRows: 100 },
  });
  await warehouse.createTable(
    'omop',
    'kinds',
    `SELECT i::BIGINT AS id, CASE WHEN i % 3 = 0 THEN NULL ELSE i - 9223372036854775000 END::BIGINT AS person_id,
       CASE WHEN i % 5 = 0 THEN NULL ELSE -i END::INTEGER AS int_value, (i % 100)::SMALLINT AS small_value, (i % 100)::TINYINT AS tiny_value,
       CASE WHEN i % 7 = 0 THEN NULL ELSE i % 2 = 0 END AS flag, (i / 4)::FLOAT AS float_value,
       CASE WHEN i % 4 = 0 THEN NULL WHEN i = 1 THEN 'NaN'::DOUBLE ELSE -i / 8 END::DOUBLE AS double_value,
       CASE WHEN i % 6 = 0 THEN NULL ELSE i - 2500.125 END::DECIMAL(9,3) AS decimal_value, (-i * 1000000000000000000000000000000::HUGEINT)::DECIMAL(38,0) AS wide_value,
       CASE WHEN i % 3 = 1 THEN NULL WHEN i % 3 = 2 THEN 'ä' || i ELSE 'a text beyond twelve bytes, 雪, ' || i END AS text_value, '' AS empty_value,
       CASE WHEN i % 9 = 0 THEN NULL ELSE DATE '1800-01-01' + (i * 100)::INTEGER END::DATE AS date_value,
       make_timestamptz(-9000000000000001 + i * 4000000000000) AS instant, make_timestamp(-9000000000000001 + i * 4000000000000) AS local_time
     FROM range(${ROWS}) AS numbers(i)`,
  );
  driver = await connectDriver(warehouse);
});

afterAll(async () => {
  await driver?.close();
  await warehouse?.close();
});

const SQL = 'SELECT * FROM omop.kinds';

interface Result {
  readonly format: number;
  readonly schema: Uint8Array;
  readonly pages: readonly InstanceType<typeof types.TRowSet>[];
}

/** A result as the protocol's own calls give it. */
async function fetchResult(sql: string, wants: { lz4: boolean; cloudFetch: boolean }): Promise<Result> {
  const raw = await driver.client.getDriver();
  const { sessionHandle } = (driver.session as unknown as { backend: { sessionHandle: never } }).backend;
  const { operationHandle } = await raw.executeStatement({
    sessionHandle,
    statement: sql,
    runAsync: false,
    canReadArrowResult: true,
    canDecompressLZ4Result: wants.lz4,
    canDownloadResult: wants.cloudFetch,
  } as never);
  const metadata = await raw.getResultSetMetadata({ operationHandle } as never);
  expect(metadata.lz4Compressed).toBe(wants.lz4);
  const pages = [];
  for (;;) {
    const page = await raw.fetchResults({ operationHandle, orientation: 0, maxRows: 2000 } as never);
    if (page.results !== undefined) pages.push(page.results);
    if (page.hasMoreRows !== true) break;
  }
  return { format: metadata.resultFormat as number, schema: metadata.arrowSchema as Buffer, pages };
}

function download(link: string): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      link,
      { ca: readFileSync(warehouse.connection.caFile), agent: false },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts) }));
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

/** All rows of a result, whichever way it came, as text: exact for every type. */
async function contentOf(result: Result, lz4: boolean): Promise<readonly string[]> {
  const plain = (bytes: Buffer) => (lz4 ? decompressFrameSync(bytes) : bytes);
  const tables: Table[] = [];
  for (const page of result.pages) {
    for (const { batch } of page.arrowBatches ?? []) tables.push(tableFromIPC([result.schema, plain(batch)]));
    for (const { fileLink } of page.resultLinks ?? []) {
      tables.push(tableFromIPC(plain((await download(fileLink)).body)));
    }
  }
  return tables.flatMap((table) => Array.from({ length: table.numRows }, (_, row) => rowText(table, row)));
}

function rowText(table: Table, row: number): string {
  const values = table.schema.fields.map((field, index) => {
    const data = table.getChildAt(index)?.data[0];
    if (data === undefined || !data.getValid(row)) return 'null';
    const width = String(field.type).startsWith('Decimal') ? 4 : 1;
    const isPlain = ['Utf8', 'Bool'].includes(String(field.type));
    return isPlain
      ? `${table.getChildAt(index)?.get(row)}`
      : `${data.values.slice(row * width, (row + 1) * width)}`;
  });
  return values.join('|');
}

describe('the same rows come by every way', () => {
  let inline: readonly string[];

  beforeAll(async () => {
    const result = await fetchResult(SQL, { lz4: false, cloudFetch: false });
    expect(result.format).toBe(types.TSparkRowSetType.ARROW_BASED_SET);
    inline = await contentOf(result, false);
  });

  test('inline, in batches, exact for all types and nulls', () => {
    expect(inline).toHaveLength(ROWS);
    // id, person_id, int, small, tiny, flag, float, double, decimal, wide, text, empty, date, instant, local time
    expect(inline[0]).toBe(
      '0|null|null|0|0|null|0|null|null|0,0,0,0|a text beyond twelve bytes, 雪, 0||null|-9000000000000001|-9000000000000001',
    );
    const wide = 10n ** 30n;
    const words = (value: bigint) =>
      [0n, 32n, 64n, 96n].map((shift) => BigInt.asUintN(32, value >> shift)).join(',');
    const days = Date.UTC(1800, 0, 1) / 86_400_000;
    expect(inline[1]).toBe(
      `1|-9223372036854774999|-1|1|1|false|0.25|NaN|${words(-2499125n)}|${words(-wide)}|null||${days + 100}|${-9000000000000001n + 4000000000000n}|${-9000000000000001n + 4000000000000n}`,
    );
    expect(inline[2]).toMatch(`|ä2||`);
    const last = -9000000000000001n + 4000000000000n * 4999n;
    expect(last).toBeGreaterThan(BigInt(Date.UTC(2300, 0, 1)) * 1000n);
    expect(inline[4999]).toMatch(`|${last}|${last}`);
  });

  test.each([
    { lz4: true, cloudFetch: false },
    { lz4: false, cloudFetch: true },
    { lz4: true, cloudFetch: true },
  ])('lz4 $lz4, links $cloudFetch', async (wants) => {
    const result = await fetchResult(SQL, wants);
    const { ARROW_BASED_SET, URL_BASED_SET } = types.TSparkRowSetType;
    expect(result.format).toBe(wants.cloudFetch ? URL_BASED_SET : ARROW_BASED_SET);
    expect(await contentOf(result, wants.lz4)).toEqual(inline);
  });

  test('the driver reads rows of them', async () => {
    for (const useCloudFetch of [false, true]) {
      const rows = await rowsOf(driver.session, SQL, { useCloudFetch });
      expect(rows.map((row) => row.id)).toEqual(Array.from({ length: ROWS }, (_, index) => BigInt(index)));
      expect(rows[5]).toMatchObject({ person_id: -9223372036854774995n, text_value: 'ä5', flag: false });
    }
  });
});

describe('the schema', () => {
  test('carries zone, precision and the names that Databricks gives', async () => {
    const result = await fetchResult(`${SQL} LIMIT 0`, { lz4: false, cloudFetch: true });
    const fields = tableFromIPC([result.schema]).schema.fields;
    expect(fields.map((field) => String(field.type))).toEqual([
      'Int64',
      'Int64',
      'Int32',
      'Int16',
      'Int8',
      'Bool',
      'Float32',
      'Float64',
      'Decimal[9e+3]',
      'Decimal[38e0]',
      'Utf8',
      'Utf8',
      'Date32<DAY>',
      'Timestamp<MICROSECOND, UTC>',
      'Timestamp<MICROSECOND>',
    ]);
    expect(fields[8]?.metadata.get('Spark:DataType:SqlName')).toBe('DECIMAL(9,3)');
  });

  test('is there for a result without rows', async () => {
    const result = await fetchResult('SELECT 1 AS a WHERE false', { lz4: false, cloudFetch: false });
    expect(await contentOf(result, false)).toEqual([]);
    expect(tableFromIPC([result.schema]).schema.names).toEqual(['a']);
  });
});

describe('links', () => {
  test('are one for each file, cannot be guessed, and small results have none', async () => {
    const result = await fetchResult(SQL, { lz4: false, cloudFetch: true });
    const links = result.pages.flatMap((page) => page.resultLinks ?? []);
    expect(links.map((link) => [Number(link.startRowOffset), Number(link.rowCount)])).toEqual([
      [0, 900],
      [900, 900],
      [1800, 900],
      [2700, 900],
      [3600, 900],
      [4500, 500],
    ]);
    expect(new Set(links.map((link) => link.fileLink)).size).toBe(6);
    expect((await download(`${links[0]?.fileLink}x`)).status).toBe(403);
    const small = await fetchResult(`${SQL} LIMIT 99`, { lz4: false, cloudFetch: true });
    expect(small.format).toBe(types.TSparkRowSetType.ARROW_BASED_SET);
  });

  test('are given anew from the row on that is asked for, and end with their statement', async () => {
    const raw = await driver.client.getDriver();
    const { sessionHandle } = (driver.session as unknown as { backend: { sessionHandle: never } }).backend;
    const { operationHandle } = await raw.executeStatement({
      sessionHandle,
      statement: SQL,
      runAsync: false,
      canReadArrowResult: true,
      canDownloadResult: true,
    } as never);
    const fetch = async (startRowOffset?: number) => {
      const from = startRowOffset === undefined ? {} : { startRowOffset };
      const answer = await raw.fetchResults({
        operationHandle,
        orientation: 0,
        maxRows: 10,
        ...from,
      } as never);
      return answer.results?.resultLinks ?? [];
    };
    const [, second] = await fetch();
    const [again] = await fetch(900);
    expect(Number(again?.startRowOffset)).toBe(900);
    expect(again?.fileLink).not.toBe(second?.fileLink);
    const content = await download(again?.fileLink ?? '');
    expect(content).toEqual(await download(second?.fileLink ?? ''));
    expect(content.status).toBe(200);
    const [behind] = await fetch();
    expect(Number(behind?.startRowOffset)).toBe(4500);
    await raw.closeOperation({ operationHandle } as never);
    expect((await download(again?.fileLink ?? '')).status).toBe(403);
  });

  test('that have expired are refused', async () => {
    const brief = await startLocalWarehouse({ cloudFetch: { minimumRows: 1, linkSeconds: 0 } });
    const connected = await connectDriver(brief);
    await expect(rowsOf(connected.session, 'SELECT 1 AS a', { useCloudFetch: true })).rejects.toThrow(
      /expired/,
    );
    await connected.close();
    await brief.close();
    const folder = await mkdtemp(path.join(tmpdir(), 'results-'));
    const files = new ResultFiles(folder, 0);
    const file = await files.store(new Uint8Array([1]), 0, 1);
    expect(await files.download(files.link(file, () => undefined).secret)).toBeUndefined();
    await files.remove([file]);
    await rm(folder, { recursive: true });
  });

  test('count in the log only when a file is downloaded', async () => {
    const from = warehouse.statements.length;
    const result = await fetchResult(SQL, { lz4: false, cloudFetch: true });
    expect(warehouse.statements[from]).toMatchObject({ rows: 0n, bytes: 0n });
    const [link] = result.pages[0]?.resultLinks ?? [];
    const { body } = await download(link?.fileLink ?? '');
    expect(warehouse.statements[from]).toMatchObject({ rows: 900n, bytes: BigInt(body.length) });
  });
});

test('a result that fails in the middle fails, and is not cut short', async () => {
  const sql = `SELECT id DIV (4000 - id) AS x FROM omop.kinds`;
  await expect(rowsOf(driver.session, sql, { useCloudFetch: false })).rejects.toMatchObject({
    message: expect.stringMatching(/DIVIDE_BY_ZERO/),
  });
});
