import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  IntegrityError
} from "./chunk-EKFMLNWJ.js";

// src/transfer/lz4-frame.ts
var MAGIC = 407708164;
var BLOCK_BYTES = { 4: 1 << 16, 5: 1 << 18, 6: 1 << 20, 7: 1 << 22 };
function decodeLz4Frame(source, target, start) {
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const frame = readDescriptor(view);
  let position = frame.end;
  let written = start;
  for (; ; ) {
    if (position + 4 > source.length) throw unreadable();
    const word = view.getUint32(position, true);
    position += 4;
    if (word === 0) break;
    const size = word & 2147483647;
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
  if (frame.contentBytes !== void 0 && frame.contentBytes !== BigInt(written - start)) throw unreadable();
  return written;
}
function readDescriptor(view) {
  if (view.byteLength < 7 || view.getUint32(0, true) !== MAGIC) throw unreadable();
  const flags = view.getUint8(4);
  const blockBytes = BLOCK_BYTES[view.getUint8(5) >> 4 & 7];
  if (flags >> 6 !== 1 || flags & 1 || blockBytes === void 0) throw unreadable();
  const sized = (flags & 8) !== 0;
  if (view.byteLength < (sized ? 15 : 7)) throw unreadable();
  return {
    blockBytes,
    blockChecksums: (flags & 16) !== 0,
    contentChecksum: (flags & 4) !== 0,
    contentBytes: sized ? view.getBigUint64(6, true) : void 0,
    end: sized ? 15 : 7
  };
}
function reserve(target, bytes) {
  if (target.bytes.length >= bytes) return;
  const grown = new Uint8Array(Math.max(bytes, target.bytes.length * 2));
  grown.set(target.bytes);
  target.bytes = grown;
}
var SLACK = 16;
function decodeBlock(source, from, end, target, to, start, limit) {
  const input = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const output = new DataView(target.buffer, target.byteOffset, target.byteLength);
  let [read, written] = [from, to];
  while (read < end) {
    const token = source[read++];
    let literals = token >> 4;
    if (literals < 15 && read + SLACK <= end && written + SLACK <= limit) {
      for (let n = 0; n < literals; n += 4)
        output.setInt32(written + n, input.getInt32(read + n, true), true);
      read += literals;
      written += literals;
    } else {
      if (literals === 15) {
        for (let more = 255; more === 255 && read < end; literals += more) more = source[read++];
      }
      if (read + literals > end || written + literals > limit) throw unreadable();
      target.set(source.subarray(read, read + literals), written);
      read += literals;
      written += literals;
    }
    if (read === end) return written;
    if (read + 2 > end) throw unreadable();
    const distance = source[read] | source[read + 1] << 8;
    read += 2;
    let length = (token & 15) + 4;
    if (length === 19) {
      for (let more = 255; more === 255 && read < end; length += more) more = source[read++];
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
      for (; written < last; written++, origin++) target[written] = target[origin];
    }
    written = last;
  }
  throw unreadable();
}
function unreadable() {
  return new IntegrityError("the source sent bytes that are not the LZ4 frame they should be", {
    code: "RESULT_UNREADABLE",
    remedy: "Run again; if it stays so, report the driver and warehouse versions."
  });
}

export {
  decodeLz4Frame
};
