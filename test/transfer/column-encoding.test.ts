import { setTimeout as delay } from 'node:timers/promises';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterAll, expect, test } from 'vitest';
import type { Column } from '../../src/omop/column-type.ts';
import { createTransferPool } from '../../src/transfer/transfer-pool.ts';
import { inlineStream, sharedPersons } from './arrow-fixture.ts';
import { contentOf, fileSink } from './file-sink.ts';

const pool = createTransferPool({ workers: 3, rowGroupRows: 100_000, fileBytes: 1 << 30 });
afterAll(() => pool.close());

const COLUMNS: readonly Column[] = [
  { name: 'person_id', type: 'long' },
  { name: 'load_dt', type: 'timestamp' },
  { name: 'unit', type: 'string' },
  { name: 'text', type: 'string' },
  { name: 'bound', type: 'double' },
  { name: 'value', type: 'double' },
];
const CONTRACT = {
  columns: COLUMNS,
  personColumn: 'person_id',
  fingerprintColumns: ['person_id', 'load_dt'],
  loadColumn: 'load_dt',
  persons: sharedPersons([4n, 5n]),
  from: null,
  until: null,
  nulls: false,
  timeZone: 'UTC',
};

function rowsFrom(first: number, count: number) {
  return Array.from({ length: count }, (_, i) => {
    const n = first + i;
    const unit = n % 5 === 0 ? null : `unit ${n % 7}`;
    return [4n, BigInt(n % 3), unit, `text ${n * 7919}`, (n % 9) / 2, n / 3];
  });
}

async function landed(batches: ReturnType<typeof rowsFrom>[], expectedRows?: bigint) {
  const sink = fileSink();
  const { schema, batches: all, close, state } = inlineStream(COLUMNS, batches);
  // Slower than a worker is, so that each of them is waiting for a batch.
  async function* slowly() {
    for await (const batch of all) {
      await delay(10);
      yield batch;
    }
  }
  const stream = { schema, batches: slowly(), close, state };
  const options = expectedRows === undefined ? {} : { expectedRows };
  const result = await pool.encode(stream, CONTRACT, sink.openFile, options);
  return { ...result, stream, contents: sink.files.map((file) => new Uint8Array(contentOf(file)).buffer) };
}

test('whole numbers are written as differences, what repeats by a dictionary, what does not as it is', async () => {
  const { contents } = await landed([rowsFrom(0, 3000)]);
  const chunks = parquetMetadata(contents[0] as ArrayBuffer).row_groups[0]?.columns ?? [];
  const encodings = Object.fromEntries(
    chunks.map(({ meta_data }) => [meta_data?.path_in_schema[0], meta_data?.encodings]),
  );
  expect(encodings.person_id).toContain('DELTA_BINARY_PACKED');
  expect(encodings.load_dt).toContain('DELTA_BINARY_PACKED');
  expect(encodings.unit).toContain('RLE_DICTIONARY');
  expect(encodings.bound).toContain('RLE_DICTIONARY');
  expect(encodings.text).not.toContain('RLE_DICTIONARY');
  expect(encodings.value).not.toContain('RLE_DICTIONARY');
});

test('bounds stand in the footer for whole numbers alone: no text of the data, and no fraction', async () => {
  const { contents } = await landed([rowsFrom(0, 3000)]);
  const chunks = parquetMetadata(contents[0] as ArrayBuffer).row_groups[0]?.columns ?? [];
  const bounded = chunks.filter(({ meta_data }) => meta_data?.statistics?.max_value !== undefined);
  expect(bounded.map(({ meta_data }) => meta_data?.path_in_schema[0])).toEqual(['person_id', 'load_dt']);
});

test('a slice of many rows is shared out: each row is in one of its files, and the tallies are those of the whole', async () => {
  const batches = Array.from({ length: 12 }, (_, i) => rowsFrom(i * 500, 500));
  // All threads run before, or the first would be done while the others start.
  await Promise.all([landed([rowsFrom(0, 1)]), landed([rowsFrom(0, 1)]), landed([rowsFrom(0, 1)])]);
  const alone = await landed(batches);
  const shared = await landed(batches, 2_000_000n);
  expect(alone.files).toHaveLength(1);
  expect(shared.files.length).toBeGreaterThan(1);
  expect(shared.tally).toEqual(alone.tally);
  expect(shared.tally.persons).toBe(1);
  const texts = async (contents: ArrayBuffer[]) =>
    (await Promise.all(contents.map((file) => parquetReadObjects({ file, compressors }))))
      .flat()
      .map((row) => row.text)
      .sort();
  expect(await texts(shared.contents)).toEqual(await texts(alone.contents));
});

test('of a slice that is shared out nothing appears when one of its workers refuses a row', async () => {
  const sink = fileSink();
  const stranger = [[99n, 0n, null, 'x', 0, 0]];
  const stream = inlineStream(COLUMNS, [...Array(8).fill(rowsFrom(0, 2000)), stranger]);
  const refused = pool.encode(stream, CONTRACT, sink.openFile, { expectedRows: 2_000_000n });
  await expect(refused).rejects.toMatchObject({ code: 'PERSON_NOT_APPROVED' });
  expect(sink.files.filter((file) => file.state === 'committed')).toEqual([]);
  expect(stream.state.closed).toBeGreaterThan(0);
});

test('a storage that takes nothing holds up the source: few batches are under way, however many there are', async () => {
  const narrow = createTransferPool({ workers: 1, rowGroupRows: 1000, fileBytes: 1 << 30 });
  try {
    let open: (() => void) | undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const write = async () => opened;
    const openFile = () => ({
      path: 'file',
      writer: { write, commit: async () => 1, abort: async () => {} },
    });
    const stream = inlineStream(
      COLUMNS,
      Array.from({ length: 60 }, (_, i) => rowsFrom(i * 1000, 1000)),
    );
    const encoding = narrow.encode(stream, CONTRACT, openFile);
    let pulled = -1;
    // Until it stands still.
    while (pulled !== stream.state.pulled || pulled === 0) {
      pulled = stream.state.pulled;
      await delay(300);
    }
    expect(pulled).toBeLessThan(15);
    open?.();
    expect((await encoding).tally.rows).toBe(60_000n);
  } finally {
    await narrow.close();
  }
});
