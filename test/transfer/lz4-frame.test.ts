import fc from 'fast-check';
import { compressFrameSync } from 'lz4-napi';
import { expect, test } from 'vitest';
import { decodeLz4Frame } from '../../src/transfer/lz4-frame.ts';

/** Bytes that repeat near and far, in long and short stretches, as column data do. */
const CONTENT = fc
  .array(
    fc.tuple(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 1, max: 40 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) =>
    Buffer.concat(
      parts.map(([bytes, times, cut]) => Buffer.concat(Array(times).fill(bytes.subarray(0, cut)))),
    ),
  );

function decoded(frame: Uint8Array, start = 0): Uint8Array {
  const target = { bytes: new Uint8Array(start) };
  const end = decodeLz4Frame(frame, target, start);
  return target.bytes.slice(start, end);
}

test('what another implementation compressed comes back as it was, with and without checksums', () => {
  fc.assert(
    fc.property(
      CONTENT,
      fc.boolean(),
      fc.boolean(),
      fc.nat(50),
      (content, contentChecksum, blockChecksums, start) => {
        const frame = compressFrameSync(content, { contentChecksum, blockChecksums });
        expect(Buffer.compare(decoded(frame, start), content)).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});

test('memory is used again, and keeps what stands before the start', () => {
  const target = { bytes: new Uint8Array([1, 2, 3]) };
  decodeLz4Frame(compressFrameSync(Buffer.alloc(100_000, 7)), target, 3);
  const first = target.bytes;
  const end = decodeLz4Frame(compressFrameSync(Buffer.from('short')), target, 3);
  expect(target.bytes).toBe(first);
  expect([...target.bytes.subarray(0, 3)]).toEqual([1, 2, 3]);
  expect(Buffer.from(target.bytes.subarray(3, end)).toString()).toBe('short');
});

test('a frame that is cut short is refused, wherever it is cut', () => {
  const frame = compressFrameSync(Buffer.from('abcabcabcabcabcabcabcabcabc, and something else'.repeat(9)));
  for (let length = 0; length < frame.length; length++) {
    expect(() => decoded(frame.subarray(0, length))).toThrow(
      expect.objectContaining({ code: 'RESULT_UNREADABLE' }),
    );
  }
});

test('whatever bytes are sent, decoding ends, with bytes of its own or by refusing them', () => {
  const good = compressFrameSync(Buffer.from('one two one two one two three '.repeat(50)));
  const refused = { times: 0 };
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), (position, value) => {
      const frame = Uint8Array.from(good);
      frame[position] = value;
      try {
        expect(decoded(frame, 8).length).toBeLessThanOrEqual(1 << 23);
      } catch (error) {
        expect(error).toMatchObject({ code: 'RESULT_UNREADABLE' });
        refused.times += 1;
      }
    }),
    { numRuns: 300 },
  );
  expect(refused.times).toBeGreaterThan(0);
});
