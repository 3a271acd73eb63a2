import { Encoding, type Encoding as ParquetEncoding, type WriterPropertiesBuilder } from 'parquet-wasm/esm';
import type { BatchColumn } from './batch-column.ts';

/**
 * How a column's values are written. `delta` (DELTA_BINARY_PACKED) for whole numbers: ids, dates and instants ascend or
 * repeat, and packing differences costs a fraction of looking each value up in a dictionary. `dictionary` for text and
 * fractions that repeat; `plain` for those that do not, where a dictionary is built for nothing and given up.
 */
export type ColumnEncoding = 'delta' | 'dictionary' | 'plain';

/** Rows of the first batch that are looked at. */
const SAMPLE_ROWS = 2048;
/** A sample of which more than this share are distinct values is not worth a dictionary. */
const DISTINCT_SHARE = 0.4;

/** Chosen by the first batch of a file; a bad guess costs time and bytes, never a value. */
export function columnEncoding(column: BatchColumn): ColumnEncoding {
  switch (column.type) {
    case 'long':
    case 'integer':
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz':
      return 'delta';
    case 'double':
    case 'float':
    case 'string':
      return repeats(column) ? 'dictionary' : 'plain';
    default:
      return 'dictionary';
  }
}

/** Applies the choice to one column of a file's properties. */
export function withEncoding(
  properties: WriterPropertiesBuilder,
  name: string,
  encoding: ColumnEncoding,
): WriterPropertiesBuilder {
  if (encoding === 'dictionary') return properties;
  const plain = properties.setColumnDictionaryEnabled(name, false);
  const how: ParquetEncoding = encoding === 'delta' ? Encoding.DELTA_BINARY_PACKED : Encoding.PLAIN;
  return plain.setColumnEncoding(name, how);
}

function repeats(column: BatchColumn): boolean {
  const step = Math.max(1, Math.floor(column.rows / SAMPLE_ROWS));
  const hashes = new Set<number>();
  let sampled = 0;
  for (let row = 0; row < column.rows; row += step) {
    const { validity } = column;
    if (validity !== null && !(((validity[row >> 3] as number) >> (row & 7)) & 1)) continue;
    sampled += 1;
    hashes.add(hashOf(column, row));
  }
  return hashes.size <= sampled * DISTINCT_SHARE;
}

/** FNV-1a over the value's words or bytes: what collides counts as a repetition, which does no harm. */
function hashOf(column: BatchColumn, row: number): number {
  let hash = 0x811c9dc5;
  if (column.kind === 'words') {
    const { words, width } = column;
    for (let n = row * width; n < (row + 1) * width; n++) {
      hash = Math.imul(hash ^ (words[n] as number), 0x01000193);
      hash ^= hash >>> 15;
    }
  } else if (column.kind === 'text') {
    const { offsets, bytes } = column;
    const end = offsets[row + 1] as number;
    for (let n = offsets[row] as number; n < end; n++) {
      hash = Math.imul(hash ^ (bytes[n] as number), 0x01000193);
    }
  }
  return hash;
}
