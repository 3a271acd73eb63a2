import {
  DataType,
  Field,
  Int64,
  makeData,
  makeVector,
  RecordBatchStreamWriter,
  Schema,
  Table,
  TimestampMicrosecond,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import type { ArrowBatch, ArrowStream } from '../../src/source/warehouse.ts';
import type { RowValues } from './source-rows.ts';

/** Few, so that a slice of a tiny table comes in several. */
const BATCH_ROWS = 16;

const TEXTS = new Set([
  'person_source_value',
  'measurement_source_value',
  'cause_source_value',
  'internal_note',
]);

/** Rows as the source would send them: a schema message, and record batches. */
export function arrowStream(columns: readonly string[], rows: readonly RowValues[]): ArrowStream {
  const fields = columns.map((name) => new Field(name, typeOf(name), true));
  const schema = new Schema(fields);
  const message = messages(schema, []).schema;
  async function* batches(): AsyncIterable<ArrowBatch> {
    for (let start = 0; start < rows.length; start += BATCH_ROWS) {
      const some = rows.slice(start, start + BATCH_ROWS);
      const { batch } = messages(schema, some);
      yield { bytes: batch, compression: 'none', rows: some.length };
    }
  }
  return { schema: message, batches: batches(), close: async () => undefined };
}

function typeOf(name: string): Int64 | Utf8 | TimestampMicrosecond {
  if (name === 'load_dt') return new TimestampMicrosecond('UTC');
  return TEXTS.has(name) ? new Utf8() : new Int64();
}

/** Timestamps are made from their microseconds: the library's own builder takes milliseconds. */
function vectorOf(type: DataType, values: readonly RowValues[string][]): Vector {
  if (!DataType.isTimestamp(type)) return vectorFromArray(values, type);
  const [micros] = vectorFromArray(values, new Int64()).data;
  if (micros === undefined) return vectorFromArray([], type);
  const { length, nullCount, nullBitmap, values: data } = micros;
  return makeVector(makeData({ type: type as TimestampMicrosecond, length, nullCount, nullBitmap, data }));
}

interface Messages {
  readonly schema: Uint8Array;
  readonly batch: Uint8Array<ArrayBuffer>;
}

/** An IPC stream taken apart: the schema's message, the batch's, and the end mark, which nobody wants. */
function messages(schema: Schema, rows: readonly RowValues[]): Messages {
  const vectors = Object.fromEntries(
    schema.fields.map(({ name, type }) => [
      name,
      vectorOf(
        type,
        rows.map((row) => row[name] ?? null),
      ),
    ]),
  );
  const writer = new RecordBatchStreamWriter();
  writer.write(rows.length === 0 ? new Table(schema) : new Table(schema, vectors));
  const bytes = writer.finish().toUint8Array(true);
  const length = 8 + new DataView(bytes.buffer, bytes.byteOffset).getInt32(4, true);
  return { schema: bytes.slice(0, length), batch: Uint8Array.from(bytes.subarray(length, bytes.length - 8)) };
}
