import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { compressFrameSync } from 'lz4-napi';
import { afterAll, describe, expect, test } from 'vitest';
import type { CohortSyncError } from '../../src/errors.ts';
import {
  addFingerprints,
  EMPTY_FINGERPRINT,
  rowFingerprint,
} from '../../src/fingerprint/transfer-fingerprint.ts';
import type { Column } from '../../src/omop/column-type.ts';
import { arrowSchema } from '../../src/transfer/batch-schema.ts';
import type { BatchContract } from '../../src/transfer/transfer.ts';
import { createTransferPool } from '../../src/transfer/transfer-pool.ts';
import {
  arrowBatch,
  arrowStream,
  batchMessage,
  type FixtureValue,
  inlineStream,
  sharedPersons,
  wholeStream,
} from './arrow-fixture.ts';
import { contentOf, fileSink, storedFile } from './file-sink.ts';

const pool = createTransferPool({ workers: 2, rowGroupRows: 1000, fileBytes: 20_000 });
const roomy = createTransferPool({ workers: 1, rowGroupRows: 262_144, fileBytes: 128 << 20 });
afterAll(async () => {
  await Promise.all([pool.close(), roomy.close()]);
});

const COLUMNS: readonly Column[] = [
  { name: 'measurement_id', type: 'long' },
  { name: 'person_id', type: 'long' },
  { name: 'load_dt', type: 'timestamp' },
  { name: 'value', type: 'double' },
  { name: 'source', type: 'string' },
];

const HUGE = -9223372036854775000n;

function contractFor(columns: readonly Column[], persons: readonly bigint[]): BatchContract {
  return {
    columns,
    personColumn: 'person_id',
    fingerprintColumns: [columns[0]?.name ?? '', 'person_id', 'load_dt'],
    loadColumn: 'load_dt',
    persons: sharedPersons(persons),
    from: null,
    until: null,
    nulls: false,
    timeZone: 'UTC',
  };
}

function measurement(id: number, person: bigint, load = 1_700_000_000_000_001n): FixtureValue[] {
  return [
    BigInt(id),
    person,
    load,
    id / 3,
    id % 4 === 0 ? null : `source ${(id * 2_654_435_761) % 4_294_967_291}`,
  ];
}

async function rowsOf(content: Buffer): Promise<Record<string, unknown>[]> {
  const file = content.buffer.slice(
    content.byteOffset,
    content.byteOffset + content.byteLength,
  ) as ArrayBuffer;
  return parquetReadObjects({ file, compressors });
}

async function failureOf(work: Promise<unknown>): Promise<CohortSyncError> {
  return work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: CohortSyncError) => error,
  );
}

test('every landed type survives, with nulls, negative 64-bit ids and dates far away', async () => {
  const columns: readonly Column[] = [
    { name: 'id', type: 'long' },
    { name: 'person_id', type: 'long' },
    { name: 'load_dt', type: 'timestamp' },
    { name: 'an_integer', type: 'integer' },
    { name: 'a_short', type: 'short' },
    { name: 'a_byte', type: 'byte' },
    { name: 'a_float', type: 'float' },
    { name: 'a_double', type: 'double' },
    { name: 'a_boolean', type: 'boolean' },
    { name: 'a_string', type: 'string' },
    { name: 'a_date', type: 'date' },
    { name: 'a_wall_time', type: 'timestamp_ntz' },
    { name: 'a_decimal', type: 'decimal(38,4)' },
    { name: 'a_small_decimal', type: 'decimal(10,2)' },
  ];
  const load = 1_700_000_000_123_456n;
  const full: FixtureValue[] = [
    HUGE,
    HUGE,
    load,
    -2147483648n,
    -32768n,
    -128n,
    1.5,
    -1e300,
    true,
    'é 漢',
    -719_162n,
  ];
  const rows = [
    [...full, -62_135_596_800_000_000n, -(10n ** 37n), 1234n],
    [2n ** 63n - 1n, HUGE, load + 1n, null, null, null, null, null, null, null, null, null, null, null],
    [0n, HUGE, load, 1n, 2n, 3n, -0.5, 0.25, false, '', 2_932_896n, 253_402_300_799_999_999n, 12345n, -1n],
  ];
  const sink = fileSink();
  const { files, tally } = await roomy.encode(
    inlineStream(columns, [rows]),
    contractFor(columns, [HUGE]),
    sink.openFile,
  );
  const { persons, ...found } = tally;
  expect(persons).toBe(1);
  expect(files).toEqual([
    { ...found, path: 'part-0.parquet', size: contentOf(sink.files[0] as never).length },
  ]);
  expect(tally).toMatchObject({ rows: 3n, loadMinimum: load, loadMaximum: load + 1n });
  const content = contentOf(sink.files[0] as never);
  const metadata = parquetMetadata(new Uint8Array(content).buffer);
  expect(metadata.schema.slice(1).map((e) => [e.name, e.type, e.logical_type?.type ?? null])).toEqual([
    ['id', 'INT64', null],
    ['person_id', 'INT64', null],
    ['load_dt', 'INT64', 'TIMESTAMP'],
    ['an_integer', 'INT32', null],
    ['a_short', 'INT32', 'INTEGER'],
    ['a_byte', 'INT32', 'INTEGER'],
    ['a_float', 'FLOAT', null],
    ['a_double', 'DOUBLE', null],
    ['a_boolean', 'BOOLEAN', null],
    ['a_string', 'BYTE_ARRAY', 'STRING'],
    ['a_date', 'INT32', 'DATE'],
    ['a_wall_time', 'INT64', 'TIMESTAMP'],
    ['a_decimal', 'FIXED_LEN_BYTE_ARRAY', 'DECIMAL'],
    ['a_small_decimal', 'INT64', 'DECIMAL'],
  ]);
  const times = metadata.schema.map((e) => e.logical_type).filter((type) => type?.type === 'TIMESTAMP');
  expect(times).toEqual([
    { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
    { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' },
  ]);
  expect(metadata.row_groups.flatMap((g) => g.columns.map((c) => c.meta_data?.codec))).not.toContain('LZ4');
  const read = await rowsOf(content);
  expect(read.map((row) => row.id)).toEqual([HUGE, 2n ** 63n - 1n, 0n]);
  expect(read[0]).toMatchObject({ an_integer: -2147483648, a_short: -32768, a_byte: -128, a_float: 1.5 });
  expect(read[0]).toMatchObject({
    a_double: -1e300,
    a_boolean: true,
    a_string: 'é 漢',
    a_small_decimal: 12.34,
  });
  expect(read[0]?.a_date).toEqual(new Date(-719_162 * 86_400_000));
  expect(Object.values(read[1] ?? {}).slice(3)).toEqual(Array(11).fill(null));
  expect(read[2]).toMatchObject({ a_boolean: false, a_string: '', a_float: -0.5 });
  expect(read[2]?.a_date).toEqual(new Date(Date.UTC(9999, 11, 31)));
});

test('a slice becomes as many files as its size asks for, their rows in order and tallied each', async () => {
  const persons = Array.from({ length: 50 }, (_, i) => BigInt(i) * 7_000_000_001n - 9n);
  const rows = Array.from({ length: 20_000 }, (_, i) => measurement(i, persons[i % 50] as bigint));
  const batches = Array.from({ length: 20 }, (_, i) => rows.slice(i * 1000, (i + 1) * 1000));
  const sink = fileSink();
  const { files, tally } = await pool.encode(
    inlineStream(COLUMNS, batches),
    contractFor(COLUMNS, persons),
    sink.openFile,
  );
  expect(files.length).toBeGreaterThan(2);
  expect(files.map(({ size }) => size)).toEqual(sink.files.map((file) => contentOf(file).length));
  expect(files.reduce((sum, file) => sum + file.rows, 0n)).toBe(20_000n);
  expect(tally.transfer).toEqual(
    rows.map((row) => rowFingerprint(row.slice(0, 3) as bigint[])).reduce(addFingerprints, EMPTY_FINGERPRINT),
  );
  expect(files.map((file) => file.transfer).reduce(addFingerprints)).toEqual(tally.transfer);
  const read = (await Promise.all(sink.files.map((file) => rowsOf(contentOf(file))))).flat();
  expect(read.map((row) => row.measurement_id)).toEqual(rows.map((row) => row[0]));
  expect(sink.files.every((file) => file.state === 'committed')).toBe(true);
});

test('the distinct persons of a slice are counted, not those of its batches or of its files', async () => {
  const approved = Array.from({ length: 100 }, (_, i) => BigInt(i) - 50n);
  const seen = approved.filter((_, i) => i % 3 === 0);
  const rows = Array.from({ length: 20_000 }, (_, i) => measurement(i, seen[i % seen.length] as bigint));
  const batches = Array.from({ length: 20 }, (_, i) => rows.slice(i * 1000, (i + 1) * 1000));
  const { files, tally } = await pool.encode(
    inlineStream(COLUMNS, batches),
    contractFor(COLUMNS, approved),
    fileSink().openFile,
  );
  expect(files.length).toBeGreaterThan(2);
  expect(tally.persons).toBe(seen.length);
});

test('LZ4 frames, and files that bring their own schema and several batches, give the same rows', async () => {
  const contract = contractFor(COLUMNS, [1n]);
  const rows = Array.from({ length: 9 }, (_, i) => measurement(i, 1n));
  const plain = await pool.count(inlineStream(COLUMNS, [rows]), contract, { deep: true });
  const whole = wholeStream([arrowBatch(COLUMNS, rows.slice(0, 4)), arrowBatch(COLUMNS, rows.slice(4))]);
  for (const bytes of [whole, batchMessage(arrowBatch(COLUMNS, rows))]) {
    const compressed = new Uint8Array(compressFrameSync(Buffer.from(bytes)));
    const stream = arrowStream(arrowSchema(COLUMNS), [{ bytes: compressed, compression: 'lz4', rows: 9 }]);
    expect(await pool.count(stream, contract, { deep: true })).toEqual(plain);
  }
});

test('no rows are no files', async () => {
  const sink = fileSink();
  const stream = inlineStream(COLUMNS, [[], []]);
  const { files, tally } = await pool.encode(stream, contractFor(COLUMNS, [1n]), sink.openFile);
  expect(files).toEqual([]);
  expect(tally).toEqual({ rows: 0n, transfer: [0n, 0n], loadMinimum: null, loadMaximum: null, persons: 0 });
  expect(sink.files).toEqual([]);
  expect(stream.state.closed).toBeGreaterThan(0);
});

const GOOD = Array.from({ length: 3000 }, (_, i) => measurement(i, 5n));

test.each<[string, string, (contract: BatchContract) => BatchContract, FixtureValue[]]>([
  ['a person who is not on the roster', 'PERSON_NOT_APPROVED', (c) => c, measurement(1, 6n)],
  ['a row without a person', 'PERSON_NOT_APPROVED', (c) => c, [1n, null, 1n, 1, 'a']],
  [
    'a load_dt before the slice',
    'LOAD_DT_OUT_OF_SLICE',
    (c) => ({ ...c, from: 1_700_000_000_000_001n }),
    measurement(1, 5n, 1_700_000_000_000_000n),
  ],
  [
    'a load_dt at the exclusive end of the slice',
    'LOAD_DT_OUT_OF_SLICE',
    (c) => ({ ...c, until: 1_700_000_000_000_002n }),
    measurement(1, 5n, 1_700_000_000_000_002n),
  ],
  ['a missing load_dt where none may be missing', 'LOAD_DT_OUT_OF_SLICE', (c) => c, [1n, 5n, null, 1, 'a']],
])('%s in the last batch stops the slice, and none of its files appears', async (_, code, alter, bad) => {
  const sink = fileSink();
  const batches = [...Array.from({ length: 3 }, (_, i) => GOOD.slice(i * 1000, (i + 1) * 1000)), [bad]];
  const stream = inlineStream(COLUMNS, batches);
  const error = await failureOf(pool.encode(stream, alter(contractFor(COLUMNS, [5n])), sink.openFile));
  expect(error).toMatchObject({ name: 'IntegrityError', code });
  expect(error.message).not.toMatch(/\d/);
  expect(sink.files.map((file) => file.state)).toEqual(sink.files.map(() => 'aborted'));
  expect(sink.files.length).toBeGreaterThan(0);
  expect(stream.state.closed).toBeGreaterThan(0);
});

test('rows without load_dt pass where the slice is theirs', async () => {
  const contract = { ...contractFor(COLUMNS, [5n]), nulls: true };
  const tally = await pool.count(inlineStream(COLUMNS, [[[1n, 5n, null, 1, 'a']]]), contract);
  expect(tally).toMatchObject({ rows: 1n, loadMinimum: null, loadMaximum: null });
  expect(tally.transfer).toEqual(rowFingerprint([1n, 5n, null]));
});

test.each<[string, string, readonly Column[]]>([
  ['one column more', 'UNAPPROVED_COLUMN', [...COLUMNS, { name: 'note_text', type: 'string' }]],
  [
    'a column of another name',
    'UNAPPROVED_COLUMN',
    [...COLUMNS.slice(0, 4), { name: 'note_text', type: 'string' }],
  ],
  ['a column twice', 'UNAPPROVED_COLUMN', [...COLUMNS, COLUMNS[4] as Column]],
  ['a column less', 'COLUMN_MISMATCH', COLUMNS.slice(0, 4)],
  ['two columns swapped', 'COLUMN_MISMATCH', [COLUMNS[1], COLUMNS[0], ...COLUMNS.slice(2)] as Column[]],
  [
    'a retyped column',
    'COLUMN_MISMATCH',
    [...COLUMNS.slice(0, 3), { name: 'value', type: 'float' }, COLUMNS[4] as Column],
  ],
  [
    'a load_dt that lost its zone',
    'COLUMN_MISMATCH',
    COLUMNS.map((c) => (c.name === 'load_dt' ? { ...c, type: 'timestamp_ntz' } : c)),
  ],
])('a source that sends %s is refused even when it sends no row', async (_, code, sent) => {
  const error = await failureOf(pool.count(inlineStream(sent, []), contractFor(COLUMNS, [1n])));
  expect(error).toMatchObject({ name: 'IntegrityError', code });
  expect(error.message).not.toContain('note_text');
});

test('a file whose own schema differs from the announced one is refused', async () => {
  const more: readonly Column[] = [...COLUMNS, { name: 'note_text', type: 'string' }];
  const bytes = wholeStream([arrowBatch(more, [[...measurement(1, 1n), 'text']])]);
  const stream = arrowStream(arrowSchema(COLUMNS), [{ bytes, compression: 'none', rows: 1 }]);
  const error = await failureOf(pool.count(stream, contractFor(COLUMNS, [1n])));
  expect(error).toMatchObject({ code: 'UNAPPROVED_COLUMN' });
});

test('a batch with fewer rows than the server said is a truncated result', async () => {
  const bytes = batchMessage(arrowBatch(COLUMNS, [measurement(1, 1n)]));
  const stream = arrowStream(arrowSchema(COLUMNS), [{ bytes, compression: 'none', rows: 2 }]);
  const error = await failureOf(pool.count(stream, contractFor(COLUMNS, [1n])));
  expect(error).toMatchObject({ code: 'SOURCE_RESULT_TRUNCATED' });
});

test.each([
  ['noise', 'none'],
  ['noise', 'lz4'],
] as const)('bytes that are %s (%s) are refused', async (_, compression) => {
  const bytes = new Uint8Array(64).fill(7);
  const stream = arrowStream(arrowSchema(COLUMNS), [{ bytes, compression, rows: 1 }]);
  expect(await failureOf(pool.count(stream, contractFor(COLUMNS, [1n])))).toMatchObject({
    code: 'RESULT_UNREADABLE',
  });
});

test('an abort in the middle ends the work, with nothing written', async () => {
  const abort = new AbortController();
  const sink = fileSink();
  async function* endless() {
    for (let i = 0; ; i++) {
      if (i === 5) abort.abort(new Error('stopped'));
      yield {
        bytes: batchMessage(arrowBatch(COLUMNS, GOOD)),
        compression: 'none' as const,
        rows: GOOD.length,
      };
    }
  }
  const stream = arrowStream(arrowSchema(COLUMNS), endless());
  const error = await failureOf(
    pool.encode(stream, contractFor(COLUMNS, [5n]), sink.openFile, { signal: abort.signal }),
  );
  expect(error.message).toBe('stopped');
  expect(sink.files.every((file) => file.state === 'aborted')).toBe(true);
  expect(stream.state.closed).toBeGreaterThan(0);
});

test('a storage that fails, and a source that fails, keep their own errors', async () => {
  const full = new Error('storage is full');
  const sink = fileSink(full);
  expect(
    await failureOf(pool.encode(inlineStream(COLUMNS, [GOOD]), contractFor(COLUMNS, [5n]), sink.openFile)),
  ).toBe(full);
  expect(sink.files.map((file) => file.state)).toEqual(['aborted']);
  const gone = new Error('source is gone');
  // biome-ignore lint/correctness/useYield: it fails before its first batch.
  async function* failing(): AsyncGenerator<never> {
    throw gone;
  }
  const stream = arrowStream(arrowSchema(COLUMNS), failing());
  expect(await failureOf(pool.count(stream, contractFor(COLUMNS, [5n])))).toBe(gone);
});

test('more calls than workers wait for one another', async () => {
  const contract = contractFor(COLUMNS, [5n]);
  const tallies = await Promise.all(
    Array.from({ length: 7 }, (_, i) => pool.count(inlineStream(COLUMNS, [GOOD.slice(0, i)]), contract)),
  );
  expect(tallies.map(({ rows }) => rows)).toEqual([0n, 1n, 2n, 3n, 4n, 5n, 6n]);
});

test('a worker whose heap has grown too large is replaced, and the work goes on', async () => {
  const frugal = createTransferPool({ workers: 1, rowGroupRows: 1000, fileBytes: 1 << 20, heapBytes: 1 });
  const contract = contractFor(COLUMNS, [5n]);
  for (let i = 0; i < 3; i++) {
    const { tally } = await frugal.encode(inlineStream(COLUMNS, [GOOD]), contract, fileSink().openFile);
    expect(tally.rows).toBe(3000n);
  }
  await frugal.close();
});

test('what was written is read back from storage with the same tally, deep fingerprint included', async () => {
  const sink = fileSink();
  const contract = contractFor(COLUMNS, [5n]);
  const { files } = await pool.encode(inlineStream(COLUMNS, [GOOD]), contract, sink.openFile, { deep: true });
  for (const [n, { path, size, ...tally }] of files.entries()) {
    const stored = storedFile(contentOf(sink.files[n] as never));
    expect(await pool.inspect(stored, contract, { deep: true })).toEqual(tally);
    expect(path).toBe(sink.files[n]?.path);
    expect(size).toBe(stored.size);
    // The footer, and each row group once.
    expect(stored.reads.length).toBeLessThanOrEqual(1 + Math.ceil(Number(tally.rows) / 1000));
  }
});

test('a landed file with a stranger in it, or of other columns, is found by reading it', async () => {
  const sink = fileSink();
  await roomy.encode(inlineStream(COLUMNS, [GOOD]), contractFor(COLUMNS, [5n]), sink.openFile);
  const stored = storedFile(contentOf(sink.files[0] as never));
  const stranger = await failureOf(roomy.inspect(stored, contractFor(COLUMNS, [6n])));
  expect(stranger).toMatchObject({ code: 'PERSON_NOT_APPROVED' });
  const retyped = COLUMNS.map((column) =>
    column.name === 'value' ? { ...column, type: 'float' as const } : column,
  );
  const other = await failureOf(roomy.inspect(stored, contractFor(retyped, [5n])));
  expect(other).toMatchObject({ code: 'COLUMN_MISMATCH' });
});

test.each([
  ['cut', (content: Uint8Array) => content.slice(0, content.length - 20)],
  ['empty', () => new Uint8Array(0)],
  ['overwritten inside', (content: Uint8Array) => content.slice().fill(0xff, 4, content.length - 6000)],
])('a landed file that is %s fails and does not hang', async (_, damage) => {
  const sink = fileSink();
  await roomy.encode(inlineStream(COLUMNS, [GOOD]), contractFor(COLUMNS, [5n]), sink.openFile);
  const stored = storedFile(damage(contentOf(sink.files[0] as never)));
  const error = await failureOf(roomy.inspect(stored, contractFor(COLUMNS, [5n])));
  expect(error).toMatchObject({ name: 'IntegrityError', code: 'FILE_UNREADABLE' });
});

describe('the proof of files that another engine wrote', () => {
  const PEOPLE = [5n, 7n, 9n];
  const contract = contractFor(COLUMNS, PEOPLE);
  const fileOf = async (rows: readonly FixtureValue[][], columns = COLUMNS, persons = PEOPLE) => {
    const sink = fileSink();
    await roomy.encode(inlineStream(columns, [rows]), contractFor(columns, persons), sink.openFile);
    return storedFile(contentOf(sink.files[0] as never));
  };
  const many = Array.from({ length: 5000 }, (_, i) => measurement(i, PEOPLE[i % 2] as bigint));
  const others = [measurement(9001, 9n), measurement(9002, 5n)];

  test('counts rows, persons and fingerprint over all of them, and reads the columns of the checks alone', async () => {
    const large = await fileOf(many);
    const stored = [large, await fileOf(others)];
    const { files, tally } = await pool.prove(stored, contract);
    // The first read is a guess of where the footer begins. Text and fractions are most of what lies before it.
    const asked = large.reads.splice(0).slice(1);
    const inspected = await Promise.all(stored.map((file) => pool.inspect(file, contract)));
    const whole = large.reads.slice(1);
    expect(files).toEqual(inspected);
    expect(tally).toMatchObject({
      rows: 5002n,
      persons: 3,
      transfer: inspected.map(({ transfer }) => transfer).reduce(addFingerprints),
    });
    const bytes = (reads: readonly [number, number][]) => reads.reduce((sum, [, length]) => sum + length, 0);
    expect(bytes(asked)).toBeGreaterThan(0);
    expect(bytes(asked)).toBeLessThan(bytes(whole) / 2);
  });

  test('finds a person who is not approved, in whichever file', async () => {
    const stranger = await fileOf([measurement(1, 8n)], COLUMNS, [8n]);
    await expect(pool.prove([await fileOf(others), stranger], contract)).rejects.toMatchObject({
      code: 'PERSON_NOT_APPROVED',
    });
  });

  test('finds a column of another type, one too many and one too few, though it reads none of them', async () => {
    const other = COLUMNS.map((column) => (column.name === 'source' ? { ...column, name: 'note' } : column));
    for (const columns of [other, COLUMNS.slice(0, 4)]) {
      const file = await fileOf(
        others.map((row) => row.slice(0, columns.length)),
        columns,
      );
      await expect(pool.prove([file], contract)).rejects.toMatchObject({ code: 'COLUMN_MISMATCH' });
      await expect(pool.prove([await fileOf(others)], { ...contract, columns })).rejects.toMatchObject({
        code: 'COLUMN_MISMATCH',
      });
    }
  });

  test('finds bytes that are no file', async () => {
    const file = await fileOf(many);
    const cut = storedFile((await file.readRange(0, file.size)).slice(0, -9));
    await expect(pool.prove([cut], contract)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});
