import { createRequire } from 'node:module';
import * as arrow from 'apache-arrow';
import { afterEach, beforeAll, expect, type MockInstance, test, vi } from 'vitest';
import { startLocalWarehouse } from '../../src/local/local-warehouse.ts';
import type { Column } from '../../src/omop/column-type.ts';
import { connectWarehouse } from '../../src/source/connection.ts';
import { compileParquetWasm, startParquetWasm } from '../../src/transfer/parquet-wasm.ts';
import { personsSeen } from '../../src/transfer/persons-seen.ts';
import type { BatchContract } from '../../src/transfer/transfer.ts';
import { runJob } from '../../src/transfer/transfer-job.ts';
import { inlineStream, sharedPersons } from './arrow-fixture.ts';

/** Every way in which apache-arrow makes values or rows of its buffers. */
const MATERIALIZERS: readonly [object, PropertyKey][] = [
  arrow.Vector,
  arrow.Table,
  arrow.RecordBatch,
].flatMap(({ prototype }) =>
  ['get', 'at', 'toArray', 'toJSON', Symbol.iterator]
    .filter((name) => name in prototype)
    .map((name): [object, PropertyKey] => [prototype, name]),
);

const COLUMNS: readonly Column[] = [
  { name: 'measurement_id', type: 'long' },
  { name: 'person_id', type: 'long' },
  { name: 'load_dt', type: 'timestamp' },
  { name: 'text', type: 'string' },
];

const CONTRACT: BatchContract = {
  columns: COLUMNS,
  personColumn: 'person_id',
  fingerprintColumns: ['measurement_id', 'person_id', 'load_dt'],
  loadColumn: 'load_dt',
  persons: sharedPersons([7n]),
  from: null,
  until: null,
  nulls: false,
  timeZone: 'UTC',
};

const ROWS = Array.from({ length: 500 }, (_, i) => [BigInt(i), 7n, 1_700_000_000_000_000n, `text ${i}`]);

beforeAll(async () => startParquetWasm(await compileParquetWasm()));
afterEach(() => vi.restoreAllMocks());

function watch(targets = MATERIALIZERS): MockInstance[] {
  return targets.map(([prototype, name]) => vi.spyOn(prototype as never, name as never) as MockInstance);
}

test('from Arrow bytes to the Parquet file and back no row and no value becomes a JavaScript object', async () => {
  const { schema, batches } = inlineStream(COLUMNS, [ROWS, ROWS]);
  const source = batches[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  const ports = {
    pull: async () => (await source.next()).value ?? null,
    emit: async (_: number, bytes: Uint8Array) => void pieces.push(bytes),
    read: async (_file: number, offset: number, length: number) =>
      new Uint8Array(Buffer.concat(pieces)).slice(offset, offset + length),
  };
  const spies = watch();
  const job = {
    type: 'encode',
    contract: CONTRACT,
    deep: true,
    schema,
    seen: personsSeen(CONTRACT.persons),
    rowGroupRows: 300,
    fileBytes: 1 << 20,
  } as const;
  const encoded = await runJob(job, ports);
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const inspected = await runJob({ type: 'inspect', contract: CONTRACT, deep: true, size }, ports);
  expect(encoded.tally.rows).toBe(1000n);
  expect(inspected.tally).toEqual(encoded.tally);
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
});

const require = createRequire(import.meta.url);

/** What the driver would make rows with: its own copy of apache-arrow, its converters, and its operations. */
function driverMaterializers(): [object, PropertyKey][] {
  const driverRequire = createRequire(require.resolve('@databricks/sql'));
  const own = driverRequire('apache-arrow') as typeof arrow;
  const classes = ['result/ArrowResultConverter', 'result/JsonResultHandler', 'result/ResultSlicer'].map(
    (name) => (driverRequire(`./${name}`) as { readonly default: { readonly prototype: object } }).default,
  );
  const backend = driverRequire('./thrift-backend/ThriftOperationBackend') as {
    readonly default: { readonly prototype: object };
  };
  return [
    ...classes.map(({ prototype }): [object, PropertyKey] => [prototype, 'fetchNext']),
    [backend.default.prototype, 'fetchChunk'],
    [own.Vector.prototype, 'get'],
    [own.Table.prototype, 'get'],
    [own.Table.prototype, 'toArray'],
  ];
}

test.each([
  ['inline', false],
  ['by CloudFetch', true],
])('from the driver to the Parquet file no row becomes a JavaScript object, %s', async (_, cloudFetch) => {
  const local = await startLocalWarehouse({
    batchRows: 1000,
    cloudFetch: { fileRows: 1000, minimumRows: 100 },
  });
  await local.createTable(
    'omop',
    'measurement',
    `SELECT i::BIGINT AS measurement_id, 7::BIGINT AS person_id, make_timestamptz(1700000000000000 + i) AS load_dt,
       'text ' || i AS text FROM range(5000) AS numbers(i)`,
  );
  const warehouse = await connectWarehouse({ ...local.connection, cloudFetch });
  const spies = watch([...MATERIALIZERS, ...driverMaterializers()]);
  try {
    const sql = 'SELECT measurement_id, person_id, load_dt, text FROM omop.measurement';
    const stream = await warehouse.stream({ label: 'extract measurement', sql });
    const source = stream.batches[Symbol.asyncIterator]();
    let bytes = 0;
    const ports = {
      pull: async () => (await source.next()).value ?? null,
      emit: async (_: number, piece: Uint8Array) => {
        bytes += piece.length;
      },
      read: async () => new Uint8Array(),
    };
    const { schema } = stream;
    const job = {
      type: 'encode',
      contract: CONTRACT,
      deep: true,
      schema,
      seen: personsSeen(CONTRACT.persons),
      rowGroupRows: 300,
      fileBytes: 1 << 20,
    } as const;
    const { tally } = await runJob(job, ports);
    expect(tally.rows).toBe(5000n);
    expect(bytes).toBeGreaterThan(0);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  } finally {
    await warehouse.close();
    await local.close();
  }
});

test('the watch of the test above sees a row, where one is made', () => {
  const table = arrow.tableFromArrays({ a: [1, 2] });
  const spies = watch();
  table.get(0)?.toJSON();
  expect(spies.some((spy) => spy.mock.calls.length > 0)).toBe(true);
});
