import { createHash } from 'node:crypto';

/**
 * Distinct person ids in ascending numeric order, in shared memory, so that workers read them in place. The canonical
 * form in storage is the same bytes: little-endian int64 (every machine that runs this is little-endian).
 */
export type PersonList = BigInt64Array<SharedArrayBuffer>;

const ID_BYTES = 8;

export function newPersonList(length: number): PersonList {
  return new BigInt64Array(new SharedArrayBuffer(length * ID_BYTES));
}

/** The canonical bytes, copied out of shared memory. */
export function personBytes(persons: PersonList): Uint8Array {
  return new Uint8Array(persons.buffer, persons.byteOffset, persons.byteLength).slice();
}

/** A list from its canonical bytes; undefined when they are no ascending distinct ids. */
export function parsePersonBytes(content: Uint8Array): PersonList | undefined {
  if (content.byteLength % ID_BYTES !== 0) return undefined;
  const persons = newPersonList(content.byteLength / ID_BYTES);
  new Uint8Array(persons.buffer).set(content);
  return isAscending(persons) ? persons : undefined;
}

/** SHA-256 of the canonical bytes, in hex. */
export function personDigest(persons: PersonList): string {
  return createHash('sha256').update(personBytes(persons)).digest('hex');
}

export function isAscending(persons: BigInt64Array): boolean {
  for (let index = 1; index < persons.length; index++) {
    if ((persons[index - 1] ?? 0n) >= (persons[index] ?? 0n)) return false;
  }
  return true;
}

/**
 * The first position at or after `from` whose id is not below the one sought. Steps double before they halve, so that a
 * walk over two lists costs no more than a merge where they are alike, and a search where one is much shorter.
 */
export function seek(persons: BigInt64Array, from: number, sought: bigint): number {
  let step = 1;
  let low = from;
  let high = from;
  while (high < persons.length && (persons[high] ?? 0n) < sought) {
    low = high + 1;
    high += step;
    step *= 2;
  }
  high = Math.min(high, persons.length);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((persons[middle] ?? 0n) < sought) low = middle + 1;
    else high = middle;
  }
  return low;
}
