import { DataType, type RecordBatch, RecordBatchReader } from 'apache-arrow';
import { decodeLz4Frame } from '../transfer/lz4-frame.ts';
import { SourceError } from './source-error.ts';
import type { ArrowStream, ControlRow, ControlValue } from './warehouse.ts';

/** A control result of more rows is a defect of the statement. */
const MAXIMUM_ROWS = 2_000_000;

/**
 * Decodes the result of a control statement, exactly: 64-bit integers and decimals without a fraction as bigint, other
 * decimals as text, smaller numbers as number. Columns of other types (times, maps) are left out of the rows, so that
 * whoever needs one asks for it as BIGINT or STRING.
 */
export async function readControlRows(label: string, stream: ArrowStream): Promise<readonly ControlRow[]> {
  const rows: ControlRow[] = [];
  for await (const { bytes, compression } of stream.batches) {
    const plain = compression === 'lz4' ? decompressed(bytes) : bytes;
    for (const batch of RecordBatchReader.from(Buffer.concat([stream.schema, plain]))) {
      if (rows.length + batch.numRows > MAXIMUM_ROWS) {
        throw new SourceError(`the control result to ${label} has too many rows`, {
          code: 'SOURCE_ANSWER_UNEXPECTED',
          remedy: 'Check what the source tables hold; a control result has at most two million rows.',
        });
      }
      appendRows(rows, batch);
    }
  }
  return rows;
}

function decompressed(frame: Uint8Array): Uint8Array {
  const memory = { bytes: new Uint8Array() };
  const end = decodeLz4Frame(frame, memory, 0);
  return memory.bytes.subarray(0, end);
}

function appendRows(rows: ControlRow[], batch: RecordBatch): void {
  const columns = batch.schema.fields.map((field, position) => {
    const vector = batch.getChildAt(position);
    const decode = decoder(field.type);
    return { name: field.name, vector, decode };
  });
  for (let row = 0; row < batch.numRows; row++) {
    const values: Record<string, ControlValue> = {};
    for (const { name, vector, decode } of columns) {
      if (decode === undefined || vector === null) continue;
      values[name] = vector.isValid(row) ? decode(vector.get(row)) : null;
    }
    rows.push(values);
  }
}

function decoder(type: DataType): ((value: unknown) => ControlValue) | undefined {
  if (DataType.isInt(type) || DataType.isFloat(type)) return (value) => value as bigint | number;
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return (value) => value as string;
  if (DataType.isBool(type)) return (value) => value as boolean;
  if (DataType.isNull(type)) return () => null;
  if (DataType.isDecimal(type)) return (value) => decimal(value as Uint32Array, type.scale);
  return undefined;
}

/** From four words, the lowest first, in two's complement. */
function decimal(words: Uint32Array, scale: number): bigint | string {
  const unsigned = words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
  const value = BigInt.asIntN(words.length * 32, unsigned);
  if (scale <= 0) return value * 10n ** BigInt(-scale);
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
