import { subtract, union } from '../cohort/person-set.ts';
import type { Members } from '../landing/assign-groups.ts';
import { membersFolder } from '../landing/paths.ts';
import { newPersonList, type PersonList, parsePersonBytes, personDigest } from '../landing/person-list.ts';
import type { BlobStore } from '../storage/blob-store.ts';

/** Every list of members that a cohort ever had and that is still there, by its digest. */
export type MemberLists = ReadonlyMap<string, BigInt64Array>;

/**
 * Reads all lists of a cohort, also those that the index does not name any more: they say who was in its files, and so
 * they stay until all else is erased.
 */
export async function readMemberLists(landing: BlobStore, cohort: string): Promise<MemberLists> {
  const lists = new Map<string, BigInt64Array>();
  for await (const { path } of landing.list(membersFolder(cohort))) {
    const digest = /\/([0-9a-f]{64})$/.exec(path)?.[1];
    const persons = digest && parsePersonBytes((await landing.read(path))?.content ?? new Uint8Array());
    // A list that is not what its name says vouches for nothing: then all files of its group are looked at.
    if (digest && persons && personDigest(persons) === digest) lists.set(digest, persons);
  }
  return lists;
}

/** Everybody who was a member once and may stay no longer. */
export function departed(lists: MemberLists, mayStay: BigInt64Array): BigInt64Array {
  return subtract(union([...lists.values()]), mayStay);
}

/**
 * The members without those who may stay no longer. Nobody joins: that is a sync's to do, with their history. A group that
 * lost everybody stays, empty, so that its number is not used again.
 */
export function shrink(members: Members, mayStay: BigInt64Array): Members {
  let changed = false;
  const groups = members.groups.map((group) => {
    const gone = subtract(group.persons, mayStay);
    if (gone.length === 0) return group;
    changed = true;
    const persons = copy(subtract(group.persons, gone));
    return { ...group, persons, members: personDigest(persons) };
  });
  return changed ? { groups } : members;
}

function copy(persons: BigInt64Array): PersonList {
  const list = newPersonList(persons.length);
  list.set(persons);
  return list;
}
