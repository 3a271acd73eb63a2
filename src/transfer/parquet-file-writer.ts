import { parquetMetadata } from 'hyparquet';
import {
  Compression,
  EnabledStatistics,
  type RecordBatch,
  Table,
  transformParquetStream,
  type WriterProperties,
  WriterPropertiesBuilder,
} from 'parquet-wasm/esm';
import { IntegrityError } from '../errors.ts';
import type { Column } from '../omop/column-type.ts';
import { columnsOf } from './batch-column.ts';
import { columnEncoding, withEncoding } from './column-encoding.ts';
import { openBatches } from './ipc-message.ts';

/** Writes one Parquet file, a row group at a time: what leaves the encoder is handed on at once, and nothing is kept. */
export interface ParquetFileWriter {
  /** Adds the batch of a whole IPC stream; resolves when the encoder can take more. */
  write(stream: Uint8Array, rows: number): Promise<void>;
  /** Bytes handed on so far. */
  readonly size: number;
  /** Ends the file; the footer was read and counts the rows that were written. */
  finish(): Promise<void>;
}

/** Enough for the footer of any file we write: some 200 bytes a column and row group. */
const FOOTER_BYTES = 1 << 20;

/**
 * `emit` is given each piece of the file in order and owns it; the next one waits for it. How each column is encoded is
 * decided by the first batch.
 */
export function openParquetFile(
  columns: readonly Column[],
  rowGroupRows: number,
  emit: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>,
): ParquetFileWriter {
  const batches = new TransformStream<RecordBatch, RecordBatch>(
    undefined,
    { highWaterMark: 1 },
    { highWaterMark: 0 },
  );
  const input = batches.writable.getWriter();
  let size = 0;
  let rowsWritten = 0;
  let tail = new Uint8Array(0);
  let drained: Promise<void> | undefined;

  async function drain(first: Uint8Array): Promise<void> {
    const output = (await transformParquetStream(
      batches.readable,
      writerProperties(columns, rowGroupRows, first),
    )) as ReadableStream<Uint8Array<ArrayBuffer>>;
    for await (const bytes of output) {
      size += bytes.length;
      tail = lastBytes(tail, bytes);
      await emit(bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice());
    }
  }

  return {
    get size() {
      return size;
    },
    async write(stream, rows) {
      rowsWritten += rows;
      if (drained === undefined) {
        drained = drain(stream);
        // Its failure is seen by whoever waits next; until then it is no unhandled one.
        drained.catch(() => {});
      }
      const table = Table.fromIPCStream(stream);
      for (const batch of table.recordBatches()) await Promise.race([input.write(batch), drained]);
      table.free();
    },
    async finish() {
      if (drained === undefined) throw new RangeError('a file without a batch');
      await Promise.race([input.close(), drained]);
      await drained;
      checkFooter(tail, rowsWritten);
    },
  };
}

function writerProperties(
  columns: readonly Column[],
  rowGroupRows: number,
  first: Uint8Array,
): WriterProperties {
  let properties = new WriterPropertiesBuilder()
    .setCompression(Compression.ZSTD)
    .setMaxRowGroupSize(rowGroupRows)
    .setStatisticsEnabled(EnabledStatistics.None)
    .setCreatedBy('cohort-sync');
  const [batch] = openBatches(first);
  for (const column of batch === undefined ? [] : columnsOf(batch, columns)) {
    const encoding = columnEncoding(column);
    properties = withEncoding(properties, column.name, encoding);
    // By these readers skip row groups; of text and fractions bounds cost time and help nobody.
    if (encoding === 'delta') {
      properties = properties.setColumnStatisticsEnabled(column.name, EnabledStatistics.Chunk);
    }
  }
  return properties.build();
}

function lastBytes(tail: Uint8Array, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const kept = Math.min(tail.length, Math.max(0, FOOTER_BYTES - bytes.length));
  const last = bytes.subarray(Math.max(0, bytes.length - FOOTER_BYTES));
  const joined = new Uint8Array(kept + last.length);
  joined.set(tail.subarray(tail.length - kept), 0);
  joined.set(last, kept);
  return joined;
}

/** The encoder drops batches that it fails on and goes on in silence: so its own count must be ours. */
function checkFooter(tail: Uint8Array<ArrayBuffer>, rows: number): void {
  if (parquetMetadata(tail.buffer).num_rows === BigInt(rows)) return;
  throw new IntegrityError('a Parquet file was encoded with fewer rows than it was given', {
    code: 'PARQUET_ROWS_LOST',
    remedy: 'Nothing was landed. Run again; if it stays so, report it with the version of parquet-wasm.',
  });
}
