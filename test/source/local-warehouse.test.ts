import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalWarehouse, startLocalWarehouse } from '../../src/local/local-warehouse.ts';
import type { Column } from '../../src/omop/column-type.ts';
import { connectWarehouse } from '../../src/source/connection.ts';
import type { ArrowStream, Warehouse } from '../../src/source/warehouse.ts';
import type { BatchContract } from '../../src/transfer/transfer.ts';
import { createTransferPool } from '../../src/transfer/transfer-pool.ts';
import { sharedPersons } from '../transfer/arrow-fixture.ts';
import { contentOf, fileSink, storedFile } from '../transfer/file-sink.ts';

const ROWS = 30_000;
const PERSONS = Array.from({ length: 11 }, (_, i) => -9223372036854775000n + BigInt(i));

let local: LocalWarehouse;
let warehouses: { readonly inline: Warehouse; readonly cloudFetch: Warehouse };
const pool = createTransferPool({ workers: 2, rowGroupRows: 10_000, fileBytes: 40_000 });

beforeAll(async () => {
  local = await startLocalWarehouse({
    batchRows: 7000,
    cloudFetch: { fileRows: 4000, minimumRows: 1000, linkSeconds: 900 },
  });
  await local.createTable(
    'omop',
    'measurement',
    `SELECT (i * 1000003)::BIGINT AS measurement_id, (i % 11 - 9223372036854775000)::BIGINT AS person_id,
       (i % 77)::INTEGER AS measurement_concept_id, (DATE '1900-01-01' + (i % 100000)::INTEGER) AS measurement_date,
       CASE WHEN i % 5 = 0 THEN NULL ELSE i / 7.0::DOUBLE END AS value_as_number,
       CASE WHEN i % 3 = 0 THEN NULL ELSE 'text ' || i END AS value_source_value,
       make_timestamptz(1700000000000001 + i) AS load_dt
     FROM range(${ROWS}) AS numbers(i)`,
  );
  const connection = { ...local.connection, catalog: 'main', schema: 'omop' };
  warehouses = {
    inline: await connectWarehouse({ ...connection, cloudFetch: false }),
    cloudFetch: await connectWarehouse({ ...connection, cloudFetch: true }),
  };
});

afterAll(async () => {
  await pool.close();
  await warehouses?.inline.close();
  await warehouses?.cloudFetch.close();
  await local?.close();
});

const COLUMNS: readonly Column[] = [
  { name: 'measurement_id', type: 'long' },
  { name: 'person_id', type: 'long' },
  { name: 'measurement_concept_id', type: 'integer' },
  { name: 'measurement_date', type: 'date' },
  { name: 'value_as_number', type: 'double' },
  { name: 'value_source_value', type: 'string' },
  { name: 'load_dt', type: 'timestamp' },
];

const CONTRACT: BatchContract = {
  columns: COLUMNS,
  personColumn: 'person_id',
  fingerprintColumns: ['measurement_id', 'person_id', 'load_dt'],
  loadColumn: 'load_dt',
  persons: sharedPersons(PERSONS),
  from: null,
  until: null,
  nulls: false,
  timeZone: 'UTC',
};

const SELECT = `SELECT ${COLUMNS.map(({ name }) => `\`${name}\``).join(', ')} FROM \`main\`.\`omop\`.\`measurement\``;

const extract = (warehouse: Warehouse, condition = 'true'): Promise<ArrowStream> =>
  warehouse.stream({ label: 'extract measurement', sql: `${SELECT} WHERE ${condition}` });

test('control statements are exact, with named parameters', async () => {
  const rows = await warehouses.inline.query({
    label: 'survey',
    sql: `SELECT COUNT(*) AS total, MIN(person_id) AS least, SUM(CAST(person_id AS DECIMAL(38,0))) AS sum
          FROM omop.measurement WHERE person_id = :person`,
    parameters: { person: PERSONS[3] as bigint },
  });
  const total = BigInt(Math.ceil((ROWS - 3) / 11));
  expect(rows).toEqual([{ total, least: PERSONS[3], sum: total * (PERSONS[3] as bigint) }]);
});

test.each(['inline', 'cloudFetch'] as const)('a slice lands whole and the same, %s', async (way) => {
  const sink = fileSink();
  const { files, tally } = await pool.encode(await extract(warehouses[way]), CONTRACT, sink.openFile, {
    deep: true,
  });
  const { persons, ...counted } = tally;
  expect(persons).toBe(PERSONS.length);
  expect(tally).toMatchObject({
    rows: BigInt(ROWS),
    loadMinimum: 1_700_000_000_000_001n,
    loadMaximum: 1_700_000_000_000_001n + BigInt(ROWS - 1),
  });
  expect(files.length).toBeGreaterThan(1);
  let deep = [0n, 0n];
  for (const file of sink.files) {
    const found = await pool.inspect(storedFile(contentOf(file)), CONTRACT, { deep: true });
    deep = deep.map((sum, i) => BigInt.asUintN(64, sum + (found.deep?.[i] ?? 0n)));
  }
  expect(deep).toEqual(tally.deep);
  expect(await pool.count(await extract(warehouses.inline), CONTRACT, { deep: true })).toEqual(counted);
});

test('many files are asked for by links, few rows come inline', async () => {
  const { batches, close } = await extract(warehouses.cloudFetch);
  let count = 0;
  for await (const { compression } of batches) {
    count += 1;
    expect(compression).toBe('lz4');
  }
  expect(count).toBe(Math.ceil(ROWS / 4000));
  await close();
  expect((await pool.count(await extract(warehouses.cloudFetch, 'person_id = 4711'), CONTRACT)).rows).toBe(
    0n,
  );
});

test('links that expire while the reader is slow are asked for again', async () => {
  const short = await startLocalWarehouse({
    cloudFetch: { fileRows: 500, minimumRows: 100, linkSeconds: 1 },
  });
  await short.createTable('omop', 'numbers', 'SELECT i::BIGINT AS i FROM range(20000) AS numbers(i)');
  const warehouse = await connectWarehouse({ ...short.connection, cloudFetch: true });
  try {
    const stream = await warehouse.stream({ label: 'extract numbers', sql: 'SELECT i FROM omop.numbers' });
    let rows = 0;
    for await (const batch of stream.batches) {
      if (rows === 0) await new Promise((resolve) => setTimeout(resolve, 1500));
      rows += batch.rows;
    }
    expect(rows).toBe(20_000);
  } finally {
    await warehouse.close();
    await short.close();
  }
});

test('the session reads and writes times in UTC', async () => {
  const [row] = await warehouses.inline.query({
    label: 'zone',
    sql: `SELECT unix_micros(CAST('2026-01-04 03:00:00' AS TIMESTAMP)) AS micros`,
  });
  expect(row?.micros).toBe(BigInt(Date.UTC(2026, 0, 4, 3)) * 1000n);
});

test.each([
  ['a missing table', 'SELECT 1 FROM omop.nowhere', 'SOURCE_TABLE_MISSING'],
  ['a sum that overflows', 'SELECT SUM(person_id) FROM omop.measurement', 'SOURCE_STATEMENT_FAILED'],
])('%s is an error by its SQLSTATE', async (_, sql, code) => {
  await expect(warehouses.inline.query({ label: 'try', sql })).rejects.toMatchObject({
    name: 'SourceError',
    code,
  });
});

test('a wrong token is refused with its own code', async () => {
  const options = { ...local.connection, token: 'expired', cloudFetch: false };
  await expect(connectWarehouse(options)).rejects.toMatchObject({ code: 'SOURCE_UNAUTHENTICATED' });
});

test('a stream that is not read to its end is closed at the server, and others go on', async () => {
  for (const warehouse of [warehouses.inline, warehouses.cloudFetch]) {
    const stream = await extract(warehouse);
    for await (const batch of stream.batches) {
      expect(batch.rows).toBeGreaterThan(0);
      break;
    }
    expect(await warehouse.query({ label: 'one', sql: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
  }
});
