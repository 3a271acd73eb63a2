import {
  type DataType,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  type Schema,
  Struct,
} from 'apache-arrow';
import type { Column } from '../../src/omop/column-type.ts';
import type { ArrowBatch, ArrowStream } from '../../src/source/warehouse.ts';
import { arrowSchema } from '../../src/transfer/batch-schema.ts';
import { schemaMessage, splitMessages } from '../../src/transfer/ipc-message.ts';

/**
 * Values of a column: bigint for integers, dates (days), timestamps (microseconds) and decimals (unscaled); number for
 * float and double; boolean; string.
 */
export type FixtureValue = bigint | number | boolean | string | null;

/** A hand-made Arrow batch, written by apache-arrow from raw buffers. */
export function arrowBatch(
  columns: readonly Column[],
  rows: readonly (readonly FixtureValue[])[],
): RecordBatch {
  const schema = arrowSchema(columns);
  const children = columns.map((column, position) => {
    const type = schema.fields[position]?.type as DataType;
    return columnData(
      column,
      type,
      rows.map((row) => row[position] as FixtureValue),
    );
  });
  const data = makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children });
  return new RecordBatch(schema, data);
}

function columnData(column: Column, type: DataType, values: readonly FixtureValue[]) {
  const length = values.length;
  const nullBitmap = bits(values.map((value) => value !== null));
  const nullCount = values.filter((value) => value === null).length;
  const base = { length, nullCount, nullBitmap: nullCount > 0 ? nullBitmap : null };
  // biome-ignore lint/suspicious/noExplicitAny: makeData's overloads are chosen by the type at run time.
  const make = (rest: object) => makeData({ type, ...base, ...rest } as any);
  const whole = values.map((value) => (typeof value === 'bigint' ? value : 0n));
  const real = values.map((value) => (typeof value === 'number' ? value : 0));
  switch (column.type) {
    case 'boolean':
      return make({ data: bits(values.map((value) => value === true)) });
    case 'string': {
      const texts = values.map((value) => Buffer.from(typeof value === 'string' ? value : ''));
      const valueOffsets = new Int32Array(length + 1);
      texts.forEach((text, i) => {
        valueOffsets[i + 1] = (valueOffsets[i] as number) + text.length;
      });
      return make({ valueOffsets, data: new Uint8Array(Buffer.concat(texts)) });
    }
    case 'float':
      return make({ data: Float32Array.from(real) });
    case 'double':
      return make({ data: Float64Array.from(real) });
    case 'long':
    case 'timestamp':
    case 'timestamp_ntz':
      return make({ data: BigInt64Array.from(whole) });
    case 'integer':
    case 'date':
      return make({ data: Int32Array.from(whole, Number) });
    case 'short':
      return make({ data: Int16Array.from(whole, Number) });
    case 'byte':
      return make({ data: Int8Array.from(whole, Number) });
    default:
      return make({
        data: new Uint32Array(
          BigInt64Array.from(
            whole.flatMap((value) => [BigInt.asIntN(64, value), BigInt.asIntN(64, value >> 64n)]),
          ).buffer,
        ),
      });
  }
}

function bits(flags: readonly boolean[]): Uint8Array {
  const bitmap = new Uint8Array(Math.ceil(flags.length / 64) * 8);
  flags.forEach((flag, i) => {
    if (flag) bitmap[i >> 3] = (bitmap[i >> 3] as number) | (1 << (i & 7));
  });
  return bitmap;
}

/** The encapsulated record batch message, as a server sends it inline. */
export function batchMessage(batch: RecordBatch): Uint8Array<ArrayBuffer> {
  return splitMessages(wholeStream([batch])).batches[0]?.bytes.slice() ?? new Uint8Array(0);
}

/** A whole IPC stream with its schema, as a CloudFetch file holds it. */
export function wholeStream(batches: readonly RecordBatch[]): Uint8Array<ArrayBuffer> {
  const writer = new RecordBatchStreamWriter();
  for (const batch of batches) writer.write(batch);
  writer.finish();
  return writer.toUint8Array(true).slice();
}

export interface FixtureStream extends ArrowStream {
  readonly state: { closed: number; pulled: number };
}

/** A stream of given batches under a given schema. */
export function arrowStream(
  schema: Schema,
  batches: Iterable<ArrowBatch> | AsyncIterable<ArrowBatch>,
): FixtureStream {
  const state = { closed: 0, pulled: 0 };
  async function* pull(): AsyncGenerator<ArrowBatch> {
    for await (const batch of batches) {
      state.pulled += 1;
      yield batch;
    }
  }
  return {
    schema: schemaMessage(schema),
    batches: pull(),
    state,
    async close() {
      state.closed += 1;
    },
  };
}

/** Inline batches of given rows. */
export function inlineStream(
  columns: readonly Column[],
  batches: readonly (readonly (readonly FixtureValue[])[])[],
): FixtureStream {
  return arrowStream(
    arrowSchema(columns),
    batches.map((rows) => ({
      bytes: batchMessage(arrowBatch(columns, rows)),
      compression: 'none' as const,
      rows: rows.length,
    })),
  );
}

export function sharedPersons(ids: readonly bigint[]): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(ids.length * 8);
  new BigInt64Array(shared).set([...ids].sort((a, b) => (a < b ? -1 : 1)));
  return shared;
}
