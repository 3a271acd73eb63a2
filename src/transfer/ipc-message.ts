import {
  DataType,
  Message,
  MessageHeader,
  MessageReader,
  type RecordBatch,
  RecordBatchReader,
  type Schema,
} from 'apache-arrow';
import { IntegrityError } from '../errors.ts';

/** Marks an encapsulated message; followed by the metadata's length, the metadata, and the body (Arrow IPC format). */
const CONTINUATION = 0xffffffff;

/** Marks the end of an IPC stream: a continuation and no metadata. */
export const END_OF_STREAM: Uint8Array = new Uint8Array([255, 255, 255, 255, 0, 0, 0, 0]);

export interface IpcContent {
  /** Schemas that stand among the messages (a CloudFetch file begins with one). */
  readonly schemas: readonly Schema[];
  readonly batches: readonly IpcBatch[];
}

export interface IpcBatch {
  /** The encapsulated message, framed as it came. */
  readonly bytes: Uint8Array;
  readonly rows: number;
}

/** Cuts a run of encapsulated messages apart, without decoding a value. */
export function splitMessages(bytes: Uint8Array): IpcContent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const schemas: Schema[] = [];
  const batches: IpcBatch[] = [];
  let start = 0;
  while (start + 8 <= bytes.length) {
    if (view.getUint32(start, true) !== CONTINUATION) throw unreadable();
    const length = view.getInt32(start + 4, true);
    if (length === 0) break;
    const message = decodeMessage(bytes.subarray(start + 8, start + 8 + length));
    const end = start + 8 + length + message.bodyLength;
    if (end > bytes.length) throw unreadable();
    if (message.headerType === MessageHeader.Schema) schemas.push(message.header() as Schema);
    else if (message.headerType === MessageHeader.RecordBatch) {
      const header = message.header() as { readonly length: number; readonly compression: unknown };
      if (header.compression !== null) throw unreadable();
      batches.push({ bytes: bytes.subarray(start, end), rows: header.length });
    } else throw unreadable();
    start = end;
  }
  return { schemas, batches };
}

function decodeMessage(metadata: Uint8Array): Message {
  try {
    return Message.decode(metadata);
  } catch (cause) {
    throw unreadable(cause);
  }
}

/** The schema of an encapsulated schema message. */
export function readSchema(bytes: Uint8Array): Schema {
  try {
    const schema = new MessageReader(bytes).readSchema();
    if (schema) return schema;
  } catch (cause) {
    throw unreadable(cause);
  }
  throw unreadable();
}

/** A schema as an encapsulated message, padded so that a message after it stays aligned to 8 bytes. */
export function schemaMessage(schema: Schema): Uint8Array {
  const metadata = Message.encode(Message.from(schema));
  const padded = Math.ceil(metadata.length / 8) * 8;
  const message = new Uint8Array(8 + padded);
  const view = new DataView(message.buffer);
  view.setUint32(0, CONTINUATION, true);
  view.setInt32(4, padded, true);
  message.set(metadata, 8);
  return message;
}

/** Views on the columns of an IPC stream's batches: typed arrays over `stream`, no copies, no values. */
export function openBatches(stream: Uint8Array): RecordBatch[] {
  try {
    return [...RecordBatchReader.from(stream)];
  } catch (cause) {
    throw unreadable(cause);
  }
}

/**
 * The batches of an IPC stream under another schema of the same types: what the first one says besides, and whether its columns
 * may be null, is left behind. Large texts are laid out otherwise: such a stream stays as it is.
 * @param schema the encapsulated schema message
 */
export function underSchema(stream: Uint8Array, schema: Uint8Array): Uint8Array {
  const { schemas, batches } = splitMessages(stream);
  if (schemas.some(({ fields }) => fields.some(({ type }) => DataType.isLargeUtf8(type)))) return stream;
  return Buffer.concat([schema, ...batches.map(({ bytes }) => bytes), END_OF_STREAM]);
}

function unreadable(cause?: unknown): IntegrityError {
  return new IntegrityError('the source sent bytes that are not plain Arrow IPC messages', {
    code: 'RESULT_UNREADABLE',
    remedy: 'Run again; if it stays so, report the driver and warehouse versions.',
    cause,
  });
}
