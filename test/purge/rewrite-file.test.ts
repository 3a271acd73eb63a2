import { Field, Schema } from 'apache-arrow';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { Table, writeParquet } from 'parquet-wasm/esm';
import { afterAll, expect, test } from 'vitest';
import type { Column } from '../../src/omop/column-type.ts';
import { arrowSchema } from '../../src/transfer/batch-schema.ts';
import { END_OF_STREAM, schemaMessage } from '../../src/transfer/ipc-message.ts';
import { checkPhysicalTypes } from '../../src/transfer/parquet-physical-type.ts';
import { compileParquetWasm, startParquetWasm } from '../../src/transfer/parquet-wasm.ts';
import type { BatchContract } from '../../src/transfer/transfer.ts';
import { createTransferPool } from '../../src/transfer/transfer-pool.ts';
import {
  arrowBatch,
  batchMessage,
  type FixtureValue,
  inlineStream,
  sharedPersons,
} from '../transfer/arrow-fixture.ts';
import { contentOf, fileSink, storedFile } from '../transfer/file-sink.ts';

const pool = createTransferPool({ workers: 1, rowGroupRows: 700, fileBytes: 128 << 20 });
afterAll(() => pool.close());

const COLUMNS: readonly Column[] = [
  { name: 'measurement_id', type: 'long' },
  { name: 'person_id', type: 'long' },
  { name: 'load_dt', type: 'timestamp' },
  { name: 'value', type: 'double' },
  { name: 'source', type: 'string' },
  { name: 'flag', type: 'boolean' },
];
const HUGE = -9223372036854775000n;
const PERSONS = [HUGE, 1n, 2n, 3n];

function contract(persons: readonly bigint[]): BatchContract {
  return {
    columns: COLUMNS,
    personColumn: 'person_id',
    fingerprintColumns: ['measurement_id', 'person_id', 'load_dt'],
    loadColumn: 'load_dt',
    persons: sharedPersons(persons),
    from: null,
    until: null,
    nulls: false,
    timeZone: 'UTC',
  };
}

/** Persons first in long runs, as a stage clusters them, then one row each in turn. */
const ROWS: readonly FixtureValue[][] = Array.from({ length: 2_400 }, (_, id) => {
  const person = PERSONS[id < 1_600 ? Math.floor(id / 400) : id % 4] ?? 0n;
  const load = 1_700_000_000_000_001n + BigInt(id);
  return [BigInt(id), person, load, id / 3, id % 5 === 0 ? null : `source ${id}`, id % 3 === 0];
});

async function landed(rows: readonly FixtureValue[][], persons: readonly bigint[] = PERSONS) {
  const sink = fileSink();
  const stream = inlineStream(COLUMNS, [rows]);
  const { files } = await pool.encode(stream, contract(persons), sink.openFile);
  const [file] = sink.files;
  if (file === undefined || files[0] === undefined) throw new Error('nothing was written');
  return { content: contentOf(file), written: files[0] };
}

async function idsOf(content: Buffer): Promise<bigint[]> {
  const rows = await parquetReadObjects({ file: new Uint8Array(content).buffer, compressors });
  return rows.map((row) => BigInt(row.measurement_id as bigint));
}

test.each([
  ['one of the first', [1n, 2n, 3n]],
  ['one in the middle', [HUGE, 1n, 3n]],
  ['all but one', [2n]],
  ['nobody', PERSONS],
])('a file without %s holds exactly the rows of the others, and says so itself', async (_who, stay) => {
  const { content } = await landed(ROWS);
  const kept = ROWS.filter(([, person]) => stay.includes(person as bigint));
  const sink = fileSink();
  const { file, dropped } = await pool.rewrite([storedFile(content)], contract(stay), sink.openFile);
  expect(dropped).toBe(BigInt(ROWS.length - kept.length));
  const [written] = sink.files;
  if (written === undefined) throw new Error('nothing was written');
  expect(await idsOf(contentOf(written))).toEqual(kept.map(([id]) => id));
  // The same rows from a source have the same bounds, count and fingerprint.
  const expected = (await landed(kept, stay)).written;
  expect(file).toMatchObject({
    rows: expected.rows,
    transfer: expected.transfer,
    loadMinimum: expected.loadMinimum,
    loadMaximum: expected.loadMaximum,
  });
  expect(await pool.inspect(storedFile(contentOf(written)), contract(stay))).toMatchObject({
    rows: expected.rows,
    transfer: expected.transfer,
  });
});

test('when nobody stays there is no file', async () => {
  const { content } = await landed(ROWS);
  const sink = fileSink();
  const { file, dropped } = await pool.rewrite([storedFile(content)], contract([99n]), sink.openFile);
  expect([file, dropped, sink.files]).toEqual([undefined, BigInt(ROWS.length), []]);
});

test('counting writes nothing', async () => {
  const { content } = await landed(ROWS);
  expect(await pool.rewrite([storedFile(content)], contract([1n, 2n, 3n]), undefined)).toEqual({
    file: undefined,
    dropped: 600n,
  });
});

test('one row group is in memory at a time', async () => {
  const { content } = await landed(ROWS);
  const stored = storedFile(content);
  await pool.rewrite([stored], contract([1n]), fileSink().openFile);
  const groups = stored.reads.filter(([, length]) => length > 8).length;
  expect(groups).toBeGreaterThanOrEqual(4);
  expect(Math.max(...stored.reads.slice(1).map(([, length]) => length))).toBeLessThan(content.length / 2);
});

test('a row out of its slice is refused on the way, as from a source', async () => {
  const { content } = await landed(ROWS);
  const narrow = { ...contract([1n]), until: 1_700_000_000_000_002n };
  const sink = fileSink();
  await expect(pool.rewrite([storedFile(content)], narrow, sink.openFile)).rejects.toMatchObject({
    code: 'LOAD_DT_OUT_OF_SLICE',
  });
  expect(sink.files.every(({ state }) => state === 'aborted')).toBe(true);
});

test('files of ours and of another engine become one, and what that engine says of itself is not carried on', async () => {
  const [ours, theirs] = [ROWS.slice(0, 1000), ROWS.slice(1000)];
  const { fields } = arrowSchema(COLUMNS);
  const strict = fields.map((field) => new Field(field.name, field.type, field.name === 'source'));
  const said = new Map([['org.apache.spark.version', '4.0.0']]);
  const batch = batchMessage(arrowBatch(COLUMNS, theirs));
  const stream = Buffer.concat([schemaMessage(new Schema(strict, said)), batch, END_OF_STREAM]);
  startParquetWasm(await compileParquetWasm());
  const foreign = writeParquet(Table.fromIPCStream(stream));
  expect(
    parquetMetadata(Uint8Array.from(foreign).buffer).schema.map((each) => each.repetition_type),
  ).toContain('REQUIRED');
  const { content } = await landed(ours);
  for (const files of [
    [content, foreign],
    [foreign, content],
  ]) {
    const sink = fileSink();
    const { file, dropped } = await pool.rewrite(files.map(storedFile), contract(PERSONS), sink.openFile);
    expect([file?.rows, dropped]).toEqual([BigInt(ROWS.length), 0n]);
    const written = contentOf(sink.files[0] as never);
    const metadata = parquetMetadata(Uint8Array.from(written).buffer);
    checkPhysicalTypes(metadata, COLUMNS);
    expect(metadata.schema.slice(1).map((each) => each.repetition_type)).toEqual(
      COLUMNS.map(() => 'OPTIONAL'),
    );
    expect(JSON.stringify(metadata.key_value_metadata)).not.toContain('spark');
    expect((await idsOf(written)).toSorted((a, b) => Number(a - b))).toEqual(ROWS.map(([id]) => id));
  }
});
