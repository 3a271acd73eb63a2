import { type Data, DataType, type RecordBatch, RecordBatchReader, type Timestamp } from 'apache-arrow';

/** The rows of Arrow messages as objects, with the values that `decodedRows` gives of DuckDB's. */
export function arrowRows(messages: Uint8Array): readonly Record<string, unknown>[] {
  return [...RecordBatchReader.from(messages)].flatMap(batchRows);
}

function batchRows(batch: RecordBatch): readonly Record<string, unknown>[] {
  const columns = batch.schema.fields.map(({ name, type }, position) => {
    const vector = batch.getChildAt(position);
    const [data] = vector?.data ?? [];
    return (row: number) => [name, vector?.isValid(row) ? decoded(type, data, row, vector.get(row)) : null];
  });
  return Array.from({ length: batch.numRows }, (_, row) => Object.fromEntries(columns.map((at) => at(row))));
}

function decoded(type: DataType, data: Data | undefined, row: number, value: unknown): unknown {
  // What `get` gives of an instant is milliseconds: the microseconds are in the buffer alone.
  if (DataType.isTimestamp(type)) return (data as Data<Timestamp>).values[row];
  if (DataType.isDate(type)) return new Date(value as number).toISOString().slice(0, 10);
  if (DataType.isDecimal(type)) return decimal(value as Uint32Array, type.scale);
  return value;
}

function decimal(words: Uint32Array, scale: number): bigint | string {
  const unsigned = words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
  const value = BigInt.asIntN(words.length * 32, unsigned);
  if (scale === 0) return value;
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
