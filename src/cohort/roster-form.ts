import { createHash } from 'node:crypto';
import { type Persons, parsePersonId } from './person-id.ts';

/**
 * A roster's one and only form: a header line with a random nonce, then the distinct ids in ascending numeric order, one
 * a line, every line ended by LF. The nonce makes the digest useless for guessing a small list.
 */
const HEADER = /^cohort-sync roster 1 [0-9a-f]{32}$/;
const LF = 0x0a;

/** Ids turned to text at a time. */
const CHUNK = 16_384;

/** @param nonce 32 hexadecimal digits, random */
export function encodeRoster(persons: Persons, nonce: string): Uint8Array {
  const header = `cohort-sync roster 1 ${nonce}`;
  if (!HEADER.test(header)) throw new RangeError('a nonce is 32 hexadecimal digits');
  const chunks = [Buffer.from(`${header}\n`)];
  for (let start = 0; start < persons.length; start += CHUNK) {
    chunks.push(Buffer.from(`${persons.subarray(start, start + CHUNK).join('\n')}\n`));
  }
  return Buffer.concat(chunks);
}

/** The persons of a roster; undefined where the bytes are not exactly what `encodeRoster` makes of them. */
export function decodeRoster(content: Uint8Array): Persons | undefined {
  const headerEnd = content.indexOf(LF);
  if (headerEnd < 0 || headerEnd > 100 || content.at(-1) !== LF) return undefined;
  if (!HEADER.test(Buffer.from(content.subarray(0, headerEnd)).toString('latin1'))) return undefined;
  let lines = 0;
  for (let at = headerEnd; at >= 0; at = content.indexOf(LF, at + 1)) lines += 1;
  const persons: Persons = new BigInt64Array(new SharedArrayBuffer((lines - 1) * 8));
  const halves = new Uint32Array(persons.buffer);
  let start = headerEnd + 1;
  for (let index = 0; index < persons.length; index += 1) {
    const end = content.indexOf(LF, start);
    if (parsePersonId(content, start, end, halves, index) !== undefined) return undefined;
    if (index > 0 && (persons[index] as bigint) <= (persons[index - 1] as bigint)) return undefined;
    start = end + 1;
  }
  return persons;
}

export function rosterDigest(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
