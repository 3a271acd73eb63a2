import duckdb from '@duckdb/node-bindings';
import { Data, RecordBatch, RecordBatchStreamWriter, Schema, Struct } from 'apache-arrow';
import { arrowField, type WireColumn } from './column-types.ts';
import { SqlError } from './sql-error.ts';
import { StringBuilder } from './string-column.ts';
import { copyBits, ValidityBuilder } from './validity.ts';

/** The Arrow IPC end-of-stream marker: 0xFFFFFFFF and a zero length. */
export const END_OF_STREAM = new Uint8Array([255, 255, 255, 255, 0, 0, 0, 0]);

/** Text beyond this ends a batch early, so that memory stays bounded whatever the rows hold. */
const TEXT_BYTES = 32 * 1024 * 1024;

export function arrowSchema(columns: readonly WireColumn[], timeZone: string): Schema {
  return new Schema(columns.map((column) => arrowField(column, timeZone)));
}

/** The encapsulated schema message alone, as `GetResultSetMetadata` carries it. */
export function schemaMessage(schema: Schema): Uint8Array {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  writer.finish();
  const bytes = writer.toUint8Array(true);
  return bytes.subarray(0, bytes.length - END_OF_STREAM.length);
}

/** Collects DuckDB chunks, vector by vector and never row by row, into one Arrow record batch. */
export class ArrowBatchBuilder {
  rows = 0;
  readonly capacity: number;
  readonly #schema: Schema;
  readonly #columns: readonly ColumnBuilder[];

  constructor(schema: Schema, columns: readonly WireColumn[], capacity: number) {
    this.#schema = schema;
    this.capacity = capacity;
    this.#columns = columns.map((column) => new ColumnBuilder(column, capacity));
  }

  get isFull(): boolean {
    return this.rows === this.capacity || this.#columns.some((column) => column.textBytes > TEXT_BYTES);
  }

  /** Appends rows of a chunk from `from` on, as many as there is room for; returns how many it took. */
  append(chunk: duckdb.DataChunk, chunkRows: number, from: number): number {
    const count = Math.min(chunkRows - from, this.capacity - this.rows);
    for (const [index, column] of this.#columns.entries()) {
      column.append(duckdb.data_chunk_get_vector(chunk, index), chunkRows, from, count, this.rows);
    }
    this.rows += count;
    return count;
  }

  /** The encapsulated record batch message. */
  finish(): Uint8Array {
    const type = new Struct(this.#schema.fields);
    const children = this.#columns.map((column, index) => column.finish(this.#schema, index, this.rows));
    const data = new Data(type, 0, this.rows, 0, undefined, children);
    const writer = new RecordBatchStreamWriter();
    writer.write(new RecordBatch(this.#schema, data));
    writer.finish();
    const bytes = writer.toUint8Array(true);
    return bytes.subarray(schemaMessage(this.#schema).length, bytes.length - END_OF_STREAM.length);
  }
}

class ColumnBuilder {
  readonly #column: WireColumn;
  readonly #capacity: number;
  readonly #validity: ValidityBuilder;
  readonly #strings: StringBuilder | undefined;
  // Room for as many rows as there are so far: most results are small, and a full batch of each column takes megabytes.
  #values = new Uint8Array();
  #room = 0;

  constructor(column: WireColumn, capacity: number) {
    this.#column = column;
    this.#capacity = capacity;
    this.#validity = new ValidityBuilder(capacity);
    this.#strings = column.layout === 'string' ? new StringBuilder(capacity) : undefined;
  }

  get textBytes(): number {
    return this.#strings?.byteLength ?? 0;
  }

  append(vector: duckdb.Vector, chunkRows: number, from: number, count: number, at: number): void {
    const { width, layout } = this.#column;
    const data = duckdb.vector_get_data(vector, chunkRows * width);
    // DuckDB gives no mask at all where every row is valid; the bindings' types do not say so.
    const mask: Uint8Array | null = duckdb.vector_get_validity(vector, Math.ceil(chunkRows / 64) * 8);
    const valid = mask ?? undefined;
    this.#validity.append(valid, from, count, at);
    if (this.#strings !== undefined) {
      this.#strings.append(data, valid, from, count, at);
      return;
    }
    this.#reserve(at + count);
    const part = data.subarray(from * width, (from + count) * width);
    if (layout === 'fixed') this.#values.set(part, at * width);
    else if (layout === 'bool') packBooleans(part, this.#values, at);
    else if (layout === 'decimal') widen(part, width, this.#values, at);
    else narrow(part, valid, from, this.#values, at);
  }

  #reserve(rows: number): void {
    if (rows <= this.#room) return;
    this.#room = Math.min(this.#capacity, Math.max(rows, this.#room * 2));
    const grown = new Uint8Array(valueBytes(this.#column, this.#room));
    grown.set(this.#values);
    this.#values = grown;
  }

  finish(schema: Schema, index: number, rows: number): Data {
    const type = schema.fields[index]?.type;
    if (type === undefined) throw new RangeError('no such column');
    const nullBitmap = this.#validity.finish(rows);
    const buffers = [];
    if (this.#strings === undefined) buffers[1] = typed(this.#column, this.#values, rows);
    else {
      const { valueOffsets, data } = this.#strings.finish(rows);
      buffers[0] = valueOffsets;
      buffers[1] = data;
    }
    buffers[2] = nullBitmap;
    return new Data(type, 0, rows, this.#validity.nulls, buffers as never);
  }
}

/** Bytes that the column's values take on the wire. */
function valueBytes(column: WireColumn, rows: number): number {
  if (column.layout === 'string') return 0;
  if (column.layout === 'bool') return (rows >> 3) + 2;
  if (column.layout === 'decimal') return rows * 16;
  return rows * (column.layout === 'hugeint' ? 8 : column.width);
}

/** The array class by which Arrow knows the type: only then does it write the bytes as they are. */
function typed(column: WireColumn, values: Uint8Array, rows: number): ArrayBufferView {
  const { buffer } = values;
  if (column.layout === 'bool') return values.subarray(0, (rows + 7) >> 3);
  if (column.layout === 'decimal') return new Uint32Array(buffer, 0, rows * 4);
  switch (column.type) {
    case 'tinyint':
      return new Int8Array(buffer, 0, rows);
    case 'smallint':
      return new Int16Array(buffer, 0, rows);
    case 'int':
    case 'date':
      return new Int32Array(buffer, 0, rows);
    case 'float':
      return new Float32Array(buffer, 0, rows);
    case 'double':
      return new Float64Array(buffer, 0, rows);
    default:
      return new BigInt64Array(buffer, 0, rows);
  }
}

function packBooleans(bytes: Uint8Array, target: Uint8Array, at: number): void {
  const packed = new Uint8Array((bytes.length + 7) >> 3);
  for (const [index, byte] of bytes.entries()) {
    if (byte !== 0) packed[index >> 3] = (packed[index >> 3] ?? 0) | (1 << (index & 7));
  }
  copyBits(packed, 0, bytes.length, target, at);
}

/** Sign-extends DuckDB's decimals of 2, 4, 8 or 16 bytes to Arrow's 16. */
function widen(part: Uint8Array, width: number, target: Uint8Array, at: number): void {
  if (width === 16) {
    target.set(part, at * 16);
    return;
  }
  for (let from = 0, to = at * 16; from < part.length; from += width, to += 16) {
    const negative = (part[from + width - 1] ?? 0) >= 128;
    for (let byte = 0; byte < width; byte += 1) target[to + byte] = part[from + byte] ?? 0;
    if (negative) target.fill(255, to + width, to + 16);
  }
}

/** DuckDB sums integers as 128 bits; Databricks as BIGINT, and fails where that overflows. */
function narrow(
  part: Uint8Array,
  mask: Uint8Array | undefined,
  from: number,
  target: Uint8Array,
  at: number,
): void {
  const rows = part.length / 16;
  for (let row = 0; row < rows; row += 1) {
    const valid = mask === undefined || (((mask[(from + row) >> 3] ?? 0) >> ((from + row) & 7)) & 1) === 1;
    if (!valid) continue;
    const start = row * 16;
    const sign = (part[start + 7] ?? 0) >= 128 ? 255 : 0;
    for (let byte = 8; byte < 16; byte += 1) {
      if (part[start + byte] !== sign) throw new SqlError('ARITHMETIC_OVERFLOW', 'BIGINT overflow.');
    }
    target.set(part.subarray(start, start + 8), (at + row) * 8);
  }
}
