import type { Persons } from './person-id.ts';

/** Ids in any order, with repetitions, as a set in shared memory. Sorts the given array in place. */
export function toPersons(ids: BigInt64Array): Persons {
  ids.sort();
  let distinct = 0;
  for (let index = 0; index < ids.length; index += 1) {
    if (index === 0 || ids[index] !== ids[index - 1]) distinct += 1;
  }
  const persons = allocate(distinct);
  let next = 0;
  for (let index = 0; index < ids.length; index += 1) {
    const id = ids[index] as bigint;
    if (index === 0 || id !== ids[index - 1]) {
      persons[next] = id;
      next += 1;
    }
  }
  return persons;
}

/** What stands in only one of two sets, and how many in both. */
export interface PersonDifference {
  readonly added: Persons;
  readonly removed: Persons;
  readonly kept: number;
}

/** One walk over both sets, which are in order. */
export function difference(before: BigInt64Array, after: BigInt64Array): PersonDifference {
  const added = new BigInt64Array(after.length);
  const removed = new BigInt64Array(before.length);
  let addedCount = 0;
  let removedCount = 0;
  let left = 0;
  let right = 0;
  while (left < before.length || right < after.length) {
    const old = before[left];
    const fresh = after[right];
    if (old === fresh) {
      left += 1;
      right += 1;
    } else if (fresh === undefined || (old !== undefined && old < fresh)) {
      removed[removedCount++] = old as bigint;
      left += 1;
    } else {
      added[addedCount++] = fresh;
      right += 1;
    }
  }
  return {
    added: part(added, addedCount),
    removed: part(removed, removedCount),
    kept: before.length - removedCount,
  };
}

/** The persons that are not among those to take away. */
export function subtract(persons: BigInt64Array, away: BigInt64Array): Persons {
  return difference(away, persons).added;
}

/** All persons of several sets. */
export function union(sets: readonly BigInt64Array[]): Persons {
  const all = new BigInt64Array(sets.reduce((length, set) => length + set.length, 0));
  let offset = 0;
  for (const set of sets) {
    all.set(set, offset);
    offset += set.length;
  }
  return toPersons(all);
}

function allocate(length: number): Persons {
  return new BigInt64Array(new SharedArrayBuffer(length * BigInt64Array.BYTES_PER_ELEMENT));
}

function part(ids: BigInt64Array, length: number): Persons {
  const persons = allocate(length);
  persons.set(ids.subarray(0, length));
  return persons;
}
