import { randomBytes } from 'node:crypto';
import { ConfigurationError, IntegrityError } from '../errors.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { COHORT_ID, type Cohort } from './cohort-schema.ts';
import { parseIdList } from './id-list.ts';
import type { Persons } from './person-id.ts';
import { difference, type PersonDifference, subtract } from './person-set.ts';
import { decodeRoster, encodeRoster, rosterDigest } from './roster-form.ts';

/** A roster that was read and found to be exactly what its cohort file pins. */
export interface Roster {
  readonly cohort: string;
  readonly sha256: string;
  readonly persons: Persons;
}

export interface SealedRoster {
  /** The three roster keys of a cohort file. */
  readonly uri: string;
  readonly sha256: string;
  readonly persons: number;
  /** Ids that stood in the list more than once, counted beyond the first. */
  readonly duplicates: number;
}

type Pinned = Pick<Cohort, 'id' | 'roster'>;

/** The only address that a cohort's roster of this digest may have. */
export function rosterAddress(rostersUrl: string, cohortId: string, sha256: string): string {
  return `${rostersUrl}/${cohortId}/${sha256}`;
}

/**
 * Checks that the cohort file's `roster.uri` is the one address that its id and digest give; pure, so that a foreign
 * address is refused before any credential goes out.
 * @throws ConfigurationError `ROSTER_ADDRESS`
 */
export function checkRosterAddress(rostersUrl: string, { id, roster }: Pinned): void {
  if (roster.uri === rosterAddress(rostersUrl, id, roster.sha256)) return;
  throw new ConfigurationError(`The roster of cohort ${id} has a foreign address.`, {
    code: 'ROSTER_ADDRESS',
    remedy: 'Write roster.uri exactly as "cohort-sync seal" printed it: <rosters.url>/<cohort-id>/<sha256>.',
  });
}

/**
 * Makes a roster of any list of ids and stores it. Every seal has a new nonce, so the same list has a new digest.
 * @param list text with the ids (see `parseIdList`); `file` is its name in mistakes
 * @throws ConfigurationError `ID_LIST_INVALID`, `ROSTER_EMPTY`, `COHORT_ID_INVALID`
 */
export async function sealRoster(
  rosters: BlobStore,
  cohortId: string,
  list: { readonly content: Uint8Array; readonly file: string },
): Promise<SealedRoster> {
  if (!COHORT_ID.test(cohortId)) {
    throw new ConfigurationError('This is not a cohort id.', {
      code: 'COHORT_ID_INVALID',
      remedy: 'Take 3 to 48 small letters, digits and hyphens, beginning with a letter.',
    });
  }
  const { persons, duplicates } = parseIdList(list.content, list.file);
  if (persons.length === 0) {
    throw new ConfigurationError(`The list of persons ${list.file} holds no id.`, {
      code: 'ROSTER_EMPTY',
      remedy: 'Name the file that lists the persons, one person_id a line.',
    });
  }
  const content = encodeRoster(persons, randomBytes(16).toString('hex'));
  const sha256 = rosterDigest(content);
  await rosters.putIfAbsent(`${cohortId}/${sha256}`, content);
  return { uri: rosterAddress(rosters.url, cohortId, sha256), sha256, persons: persons.length, duplicates };
}

/**
 * Reads the roster that a cohort file pins, and verifies address, digest, form and number.
 * @param rosters the store of `rosters.url`
 * @throws ConfigurationError `ROSTER_ADDRESS`, `ROSTER_MISSING`, `ROSTER_COUNT`; IntegrityError `ROSTER_DIGEST`, `ROSTER_FORM`
 */
export async function readRoster(rosters: BlobStore, cohort: Pinned): Promise<Roster> {
  checkRosterAddress(rosters.url, cohort);
  const { id, roster } = cohort;
  const blob = await rosters.read(`${id}/${roster.sha256}`);
  if (!blob) {
    throw new ConfigurationError(`The roster of cohort ${id} is not in storage.`, {
      code: 'ROSTER_MISSING',
      remedy:
        'Seal the list of persons again, and write the three roster keys that it prints into the cohort file.',
    });
  }
  if (rosterDigest(blob.content) !== roster.sha256) {
    throw new IntegrityError(
      `The roster of cohort ${id} is not the one that its file pins: the digest differs.`,
      {
        code: 'ROSTER_DIGEST',
        remedy: 'Find out who changed the rosters container, then seal the list again.',
      },
    );
  }
  const persons = decodeRoster(blob.content);
  if (!persons) {
    throw new IntegrityError(`The roster of cohort ${id} is not in the canonical form.`, {
      code: 'ROSTER_FORM',
      remedy: 'Make rosters with "cohort-sync seal" only.',
    });
  }
  if (persons.length !== roster.persons) {
    throw new ConfigurationError(
      `The roster of cohort ${id} has another number of persons than its file says.`,
      {
        code: 'ROSTER_COUNT',
        remedy: 'Write roster.persons as "cohort-sync seal" printed it.',
      },
    );
  }
  return { cohort: id, sha256: roster.sha256, persons };
}

export interface RosterCheck {
  readonly cohort: string;
  readonly uri: string;
  readonly sha256: string;
  readonly persons: number;
  /** Persons of the roster that are withdrawn, and those that remain. */
  readonly withdrawn: number;
  readonly remaining: number;
}

/** What a cohort file's digest stands for, for a reviewer inside the network; fails as `readRoster` does. */
export async function checkRoster(
  rosters: BlobStore,
  cohort: Pinned,
  withdrawn: BigInt64Array,
): Promise<RosterCheck> {
  const { persons, sha256 } = await readRoster(rosters, cohort);
  const remaining = subtract(persons, withdrawn).length;
  return {
    cohort: cohort.id,
    uri: cohort.roster.uri,
    sha256,
    persons: persons.length,
    withdrawn: persons.length - remaining,
    remaining,
  };
}

export interface RosterDiff {
  readonly added: number;
  readonly removed: number;
  readonly kept: number;
  /** Present only where the caller asked for ids: they must not leave the network. */
  readonly ids?: Pick<PersonDifference, 'added' | 'removed'>;
}

/** How one roster differs from another: numbers, and the ids themselves only when they are asked for. */
export function diffRosters(
  before: Pick<Roster, 'persons'>,
  after: Pick<Roster, 'persons'>,
  options: { readonly ids?: boolean } = {},
): RosterDiff {
  const { added, removed, kept } = difference(before.persons, after.persons);
  const counts = { added: added.length, removed: removed.length, kept };
  return options.ids ? { ...counts, ids: { added, removed } } : counts;
}
