import { readChain } from '../approval/approval-chain.ts';
import { approvedHead, INACTIVE } from '../approval/approval-state.ts';
import type { CohortFile } from '../cohort/cohort-file.ts';
import { subtract } from '../cohort/person-set.ts';
import { readRoster } from '../cohort/roster.ts';
import type { Stores } from '../configuration/stores.ts';
import type { CohortSyncError } from '../errors.ts';
import type { Instant } from '../instant.ts';
import { newPersonList, personDigest } from '../landing/person-list.ts';
import type { RosterGroup } from '../sync/sandbox-roster.ts';

/** A cohort that may be counted: its list is the one that the file pins, less who withdrew. */
export interface Listed {
  readonly file: CohortFile;
  readonly listed: number;
  readonly list: RosterGroup;
}

/** Access that has ended, by the file or by the chain, is not counted either. */
export async function endedAccess(
  stores: Stores,
  file: CohortFile,
  now: Instant,
): Promise<CohortSyncError | undefined> {
  const state = approvedHead(await readChain(stores.approvals, file.id), file, now);
  return state.state !== 'approved' && INACTIVE.has(state.state) ? state.error : undefined;
}

/**
 * The list that a cohort file pins, less who withdrew.
 * @throws what `readRoster` throws: another address, digest, form or number than the file says
 */
export async function listPersons(
  stores: Stores,
  file: CohortFile,
  withdrawn: BigInt64Array,
): Promise<Listed> {
  const roster = await readRoster(stores.rosters, file.cohort);
  const left = subtract(roster.persons, withdrawn);
  const persons = newPersonList(left.length);
  persons.set(left);
  return { file, listed: roster.persons.length, list: { key: personDigest(persons), persons } };
}
