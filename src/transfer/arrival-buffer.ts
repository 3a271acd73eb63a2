import type { ArrowBatch } from '../source/warehouse.ts';
import { END_OF_STREAM } from './ipc-message.ts';
import { decodeLz4Frame, type GrowingBytes } from './lz4-frame.ts';

/**
 * Where a worker puts what arrives: one piece of memory for all batches of a job, so that none costs new memory. Each
 * message becomes a whole IPC stream under the contract's own schema where it lies, without a copy: the schema is put
 * before it, over what is read already, and the end behind it.
 */
export interface ArrivalBuffer {
  /** The messages of a batch, decompressed; valid until the next one is put. */
  put(batch: ArrowBatch): Uint8Array;
  /** A message of the batch that was put, as a stream of its own; valid until `after`, which must be called. */
  streamOf(message: Uint8Array): { readonly stream: Uint8Array; readonly after: () => void };
}

/** @param schema the encapsulated schema message, padded to 8 bytes as `schemaMessage` makes it */
export function arrivalBuffer(schema: Uint8Array): ArrivalBuffer {
  const memory: GrowingBytes = { bytes: new Uint8Array(0) };
  const start = schema.length;

  function reserve(bytes: number): void {
    if (memory.bytes.length < bytes) memory.bytes = new Uint8Array(bytes);
  }

  return {
    put({ bytes, compression }) {
      let end = start + bytes.length;
      if (compression === 'lz4') end = decodeLz4Frame(bytes, memory, start);
      else {
        reserve(end + END_OF_STREAM.length);
        memory.bytes.set(bytes, start);
      }
      if (memory.bytes.length < end + END_OF_STREAM.length) {
        const grown = new Uint8Array(end + END_OF_STREAM.length);
        grown.set(memory.bytes.subarray(0, end));
        memory.bytes = grown;
      }
      return memory.bytes.subarray(start, end);
    },
    streamOf(message) {
      const from = message.byteOffset - schema.length;
      const to = message.byteOffset + message.length;
      const covered = memory.bytes.slice(to, to + END_OF_STREAM.length);
      memory.bytes.set(schema, from);
      memory.bytes.set(END_OF_STREAM, to);
      return {
        stream: memory.bytes.subarray(from, to + END_OF_STREAM.length),
        after: () => memory.bytes.set(covered, to),
      };
    },
  };
}
