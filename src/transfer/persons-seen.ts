/**
 * Which persons of a contract's list rows were seen of: a bit for each position in the list, in shared memory, so that
 * several workers note in one place and a person of whom two of them saw rows counts once.
 */
export type PersonsSeen = SharedArrayBuffer;

export function personsSeen(persons: SharedArrayBuffer): PersonsSeen {
  return new SharedArrayBuffer(Math.ceil(persons.byteLength / 8 / 32) * 4);
}

/** Notes the person at a position of the list. */
export function seenAt(seen: Int32Array, position: number): void {
  const bit = 1 << (position & 31);
  if (((seen[position >> 5] as number) & bit) === 0) Atomics.or(seen, position >> 5, bit);
}

/** How many distinct persons were seen. */
export function countSeen(seen: PersonsSeen): number {
  let count = 0;
  for (let word of new Int32Array(seen)) for (; word !== 0; word &= word - 1) count += 1;
  return count;
}
