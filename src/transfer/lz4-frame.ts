import { IntegrityError } from '../errors.ts';

/**
 * Decodes LZ4 frames (github.com/lz4/lz4, lz4_Frame_format.md and lz4_Block_format.md) into memory that is used again for
 * the next one. Written here because what there is does it at half the speed, into new memory each time, and as a native
 * library of one platform in every bundle (docs/decisions/0009). Checksums are not computed: the bytes came over TLS, and
 * their rows are counted and fingerprinted afterwards.
 */
const MAGIC = 0x184d2204;
/** Largest block by the code in the frame's descriptor. */
const BLOCK_BYTES: Readonly<Record<number, number>> = { 4: 1 << 16, 5: 1 << 18, 6: 1 << 20, 7: 1 << 22 };

/** Memory that grows when it must, and is never given back. */
export interface GrowingBytes {
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Decodes one frame to `target.bytes`, from `start` on; gives the position behind its last byte.
 * @throws IntegrityError RESULT_UNREADABLE
 */
export function decodeLz4Frame(source: Uint8Array, target: GrowingBytes, start: number): number {
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const frame = readDescriptor(view);
  let position = frame.end;
  let written = start;
  for (;;) {
    if (position + 4 > source.length) throw unreadable();
    const word = view.getUint32(position, true);
    position += 4;
    if (word === 0) break;
    const size = word & 0x7fffffff;
    const end = position + size;
    if (end > source.length || size > frame.blockBytes) throw unreadable();
    reserve(target, written + frame.blockBytes);
    if (word >>> 31) {
      target.bytes.set(source.subarray(position, end), written);
      written += size;
    } else {
      written = decodeBlock(source, position, end, target.bytes, written, start, written + frame.blockBytes);
    }
    position = end + (frame.blockChecksums ? 4 : 0);
  }
  if (position + (frame.contentChecksum ? 4 : 0) !== source.length) throw unreadable();
  if (frame.contentBytes !== undefined && frame.contentBytes !== BigInt(written - start)) throw unreadable();
  return written;
}

function readDescriptor(view: DataView) {
  if (view.byteLength < 7 || view.getUint32(0, true) !== MAGIC) throw unreadable();
  const flags = view.getUint8(4);
  const blockBytes = BLOCK_BYTES[(view.getUint8(5) >> 4) & 7];
  // Version 1 without a dictionary: nothing else is sent over this wire.
  if (flags >> 6 !== 1 || flags & 1 || blockBytes === undefined) throw unreadable();
  const sized = (flags & 8) !== 0;
  if (view.byteLength < (sized ? 15 : 7)) throw unreadable();
  return {
    blockBytes,
    blockChecksums: (flags & 16) !== 0,
    contentChecksum: (flags & 4) !== 0,
    contentBytes: sized ? view.getBigUint64(6, true) : undefined,
    end: sized ? 15 : 7,
  };
}

function reserve(target: GrowingBytes, bytes: number): void {
  if (target.bytes.length >= bytes) return;
  const grown = new Uint8Array(Math.max(bytes, target.bytes.length * 2));
  grown.set(target.bytes);
  target.bytes = grown;
}

/** Room behind a position that lets a short run be copied in whole words, beyond its end. */
const SLACK = 16;

/**
 * One block: runs of literals, each followed by a copy of what was written up to 64 KiB before. Copies go by words of four
 * bytes where that cannot be seen: what is written too much is written over.
 */
function decodeBlock(
  source: Uint8Array,
  from: number,
  end: number,
  target: Uint8Array,
  to: number,
  start: number,
  limit: number,
): number {
  const input = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const output = new DataView(target.buffer, target.byteOffset, target.byteLength);
  let [read, written] = [from, to];
  while (read < end) {
    const token = source[read++] as number;
    let literals = token >> 4;
    if (literals < 15 && read + SLACK <= end && written + SLACK <= limit) {
      for (let n = 0; n < literals; n += 4)
        output.setInt32(written + n, input.getInt32(read + n, true), true);
      read += literals;
      written += literals;
    } else {
      if (literals === 15) {
        for (let more = 255; more === 255 && read < end; literals += more) more = source[read++] as number;
      }
      if (read + literals > end || written + literals > limit) throw unreadable();
      target.set(source.subarray(read, read + literals), written);
      read += literals;
      written += literals;
    }
    // The last run of a block has no copy behind it.
    if (read === end) return written;
    if (read + 2 > end) throw unreadable();
    const distance = (source[read] as number) | ((source[read + 1] as number) << 8);
    read += 2;
    let length = (token & 15) + 4;
    if (length === 19) {
      for (let more = 255; more === 255 && read < end; length += more) more = source[read++] as number;
    }
    let origin = written - distance;
    const last = written + length;
    if (distance === 0 || origin < start || last > limit) throw unreadable();
    if (length > 64 && distance >= length) target.copyWithin(written, origin, origin + length);
    else if (distance >= 4 && last + 4 <= limit) {
      for (; written < last; written += 4, origin += 4) {
        output.setInt32(written, output.getInt32(origin, true), true);
      }
    } else {
      // Byte by byte: the copy overlaps what it writes, and then repeats it.
      for (; written < last; written++, origin++) target[written] = target[origin] as number;
    }
    written = last;
  }
  throw unreadable();
}

function unreadable(): IntegrityError {
  return new IntegrityError('the source sent bytes that are not the LZ4 frame they should be', {
    code: 'RESULT_UNREADABLE',
    remedy: 'Run again; if it stays so, report the driver and warehouse versions.',
  });
}
