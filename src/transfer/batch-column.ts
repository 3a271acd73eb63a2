import type { RecordBatch } from 'apache-arrow';
import { IntegrityError } from '../errors.ts';
import type { Column, ColumnType } from '../omop/column-type.ts';

/**
 * One column of one record batch as the raw memory that arrived, never as values: 32-bit words (little-endian, low
 * word first), bits, or text. BigInt per row would cost more than the whole check.
 */
export type BatchColumn = {
  readonly name: string;
  readonly type: ColumnType;
  readonly rows: number;
  /** Bit i set: row i is not null. Null: no row is. */
  readonly validity: Uint8Array | null;
} & (
  | { readonly kind: 'words'; readonly width: 1 | 2 | 4; readonly words: Int32Array }
  | { readonly kind: 'bits'; readonly bits: Uint8Array }
  | { readonly kind: 'text'; readonly offsets: Int32Array; readonly bytes: Uint8Array }
);

interface RawData {
  readonly offset: number;
  readonly length: number;
  readonly nullCount: number;
  readonly nullBitmap: Uint8Array | undefined;
  readonly valueOffsets: Int32Array | BigInt64Array | undefined;
  readonly values: ArrayBufferView | undefined;
}

/** The columns of a batch whose schema was found equal to the contract's. */
export function columnsOf(batch: RecordBatch, columns: readonly Column[]): BatchColumn[] {
  return columns.map((column, position) => {
    const raw = batch.data.children[position] as unknown as RawData | undefined;
    if (raw === undefined || raw.offset !== 0 || raw.length !== batch.numRows) throw malformed(column.name);
    return columnOf(column, raw, batch.numRows);
  });
}

function columnOf(column: Column, raw: RawData, rows: number): BatchColumn {
  const validity = raw.nullCount > 0 ? (raw.nullBitmap ?? null) : null;
  const base = { name: column.name, type: column.type, rows, validity };
  const { values } = raw;
  if (values === undefined || (validity !== null && validity.length * 8 < rows)) throw malformed(column.name);
  switch (column.type) {
    case 'boolean':
      if (values.byteLength * 8 < rows) throw malformed(column.name);
      return {
        ...base,
        kind: 'bits',
        bits: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      };
    case 'string':
      return { ...base, kind: 'text', ...textOf(column.name, raw, values, rows) };
    case 'float':
      return words(base, 2, new Int32Array(Float64Array.from(values as Float32Array).buffer));
    case 'short':
    case 'byte':
      return words(base, 1, Int32Array.from(values as Int16Array | Int8Array));
    case 'integer':
    case 'date':
      return words(base, 1, wordsOf(values));
    case 'long':
    case 'double':
    case 'timestamp':
    case 'timestamp_ntz':
      return words(base, 2, wordsOf(values));
    default:
      return words(base, 4, wordsOf(values));
  }
}

function words(
  base: Pick<BatchColumn, 'name' | 'type' | 'rows' | 'validity'>,
  width: 1 | 2 | 4,
  content: Int32Array,
): BatchColumn {
  if (content.length < base.rows * width) throw malformed(base.name);
  return { ...base, kind: 'words', width, words: content };
}

function wordsOf(values: ArrayBufferView): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.byteLength >> 2);
}

function textOf(name: string, raw: RawData, values: ArrayBufferView, rows: number) {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const { valueOffsets } = raw;
  if (rows === 0) return { offsets: new Int32Array(1), bytes };
  if (valueOffsets === undefined || valueOffsets.length <= rows) throw malformed(name);
  const offsets =
    valueOffsets instanceof Int32Array
      ? valueOffsets
      : Int32Array.from(valueOffsets, (offset) => Number(offset));
  if ((offsets[rows] as number) > bytes.length) throw malformed(name);
  return { offsets, bytes };
}

function malformed(column: string): IntegrityError {
  return new IntegrityError(`a batch holds column ${column} with fewer bytes than rows`, {
    code: 'BATCH_MALFORMED',
    remedy: 'Run again; if it stays so, report the driver and warehouse versions.',
  });
}
