import { readChain } from '../approval/approval-chain.ts';
import { approvedHead, INACTIVE } from '../approval/approval-state.ts';
import type { CohortFile } from '../cohort/cohort-file.ts';
import { subtract } from '../cohort/person-set.ts';
import { readRoster } from '../cohort/roster.ts';
import type { Stores } from '../configuration/stores.ts';
import type { CohortSyncError } from '../errors.ts';
import type { Instant } from '../instant.ts';
import { readMembers } from '../landing/members.ts';
import { newPersonList, personDigest } from '../landing/person-list.ts';
import type { RosterGroup } from '../sync/sandbox-roster.ts';
import { takenBack } from '../sync/taken-back.ts';

/** A cohort that may be counted: its list is the one that the file pins, less who withdrew. */
export interface Listed {
  readonly file: CohortFile;
  readonly listed: number;
  readonly list: RosterGroup;
}

/**
 * The list that a proposed cohort file pins, less who withdrew; who withdrew once, and is off the lists of withdrawals only because one of
 * them is gone, is left out as well.
 * @returns the state's error where access has ended, by the file or by the chain: that is not counted either
 * @throws what `readRoster` throws: another address, digest, form or number than the file says
 */
export async function listPersons(
  stores: Pick<Stores, 'approvals' | 'rosters' | 'landing'>,
  file: CohortFile,
  withdrawn: BigInt64Array,
  now: Instant,
): Promise<Listed | CohortSyncError> {
  const chain = await readChain(stores.approvals, file.id);
  const state = approvedHead(chain, file, now);
  if (state.state !== 'approved' && INACTIVE.has(state.state)) return state.error;
  const roster = await readRoster(stores.rosters, file.cohort);
  const approved = subtract(roster.persons, withdrawn);
  const stored = await readMembers(stores.landing, file.id);
  // As if it had been approved: whoever is on the proposed list alone comes for the first time.
  const proposed = [...chain, { roster: file.cohort.roster }];
  const asked = { cohort: file.id, chain: proposed, stored, approved };
  const left = subtract(approved, await takenBack(stores.rosters, asked));
  const persons = newPersonList(left.length);
  persons.set(left);
  return { file, listed: roster.persons.length, list: { key: personDigest(persons), persons } };
}
