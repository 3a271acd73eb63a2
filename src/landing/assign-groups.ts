import { IntegrityError } from '../errors.ts';
import { isAscending, newPersonList, type PersonList, personDigest, seek } from './person-list.ts';

/** The persons of a cohort that a sync took up together. */
export interface Group {
  /** `g1`, `g2`, ...: never used again, not even for the same persons. */
  readonly group: string;
  /** The approved state of the cohort in which the group was made. */
  readonly revision: number;
  /** SHA-256 of the canonical list: the name of its blob, and the key of its sandbox roster. */
  readonly members: string;
  readonly persons: PersonList;
}

/** Who belongs to which group. A group that lost all its persons stays, empty, so that its number is not used again. */
export interface Members {
  readonly groups: readonly Group[];
}

export interface Assignment {
  /** The same object as before when nobody came and nobody went. */
  readonly members: Members;
  /** Persons that no group had. */
  readonly added: number;
  /** Persons of groups that are approved no longer. */
  readonly removed: number;
}

/**
 * Takes a revision up: whoever is approved no longer leaves their group, whoever is new joins one new group. A person
 * who left and comes back is new: their history is fetched again. Pure.
 * @param approved distinct ids, ascending: roster minus withdrawals
 */
export function assignGroups(members: Members, approved: BigInt64Array, revision: number): Assignment {
  if (!isAscending(approved)) throw new RangeError('approved persons must be distinct and ascending');
  const taken = new Uint8Array(approved.length);
  let kept = 0;
  let removed = 0;
  const groups = members.groups.map((group) => {
    const persons = keepApproved(group.persons, approved, taken);
    kept += persons.length;
    removed += group.persons.length - persons.length;
    return persons.length === group.persons.length
      ? group
      : { ...group, persons, members: personDigest(persons) };
  });
  const added = approved.length - kept;
  if (added > 0) groups.push(newGroup(members, approved, taken, added, revision));
  return { members: added + removed === 0 ? members : { groups }, added, removed };
}

/** The ids of both lists, each marked as taken; a person in two groups would be landed twice, so it is refused. */
function keepApproved(persons: PersonList, approved: BigInt64Array, taken: Uint8Array): PersonList {
  const kept = newPersonList(persons.length);
  let length = 0;
  let position = 0;
  for (let index = 0; index < persons.length && position < approved.length; index++) {
    const person = persons[index] ?? 0n;
    position = seek(approved, position, person);
    if (approved[position] !== person) continue;
    if (taken[position] === 1) throw inTwoGroups();
    taken[position] = 1;
    kept[length++] = person;
  }
  return length === persons.length ? persons : shortened(kept, length);
}

function newGroup(
  members: Members,
  approved: BigInt64Array,
  taken: Uint8Array,
  count: number,
  revision: number,
): Group {
  const persons = newPersonList(count);
  let length = 0;
  for (let index = 0; index < approved.length; index++) {
    if (taken[index] === 0) persons[length++] = approved[index] ?? 0n;
  }
  const last = Math.max(0, ...members.groups.map(({ group }) => Number(group.slice(1))));
  return { group: `g${last + 1}`, revision, members: personDigest(persons), persons };
}

function shortened(persons: PersonList, length: number): PersonList {
  const exact = newPersonList(length);
  exact.set(persons.subarray(0, length));
  return exact;
}

function inTwoGroups(): IntegrityError {
  return new IntegrityError('The member lists of a cohort name a person in two groups.', {
    code: 'MEMBERS_BROKEN',
    remedy: 'Restore the member lists of the landing from soft delete or a backup; nothing was changed.',
  });
}
