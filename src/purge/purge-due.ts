import type { Approval } from '../approval/approval-chain.ts';
import type { CohortFileResult } from '../cohort/cohort-file.ts';
import { CohortSyncError, IntegrityError } from '../errors.ts';
import { formatInstant, type Instant } from '../instant.ts';
import type { Note } from '../report/run-report.ts';

/** `persons`: those who are approved no longer. `cohort`: everything, for ever or until it is approved anew. */
export type Scope = 'persons' | 'cohort';

/** By whose word something is erased. */
export type Authority =
  | {
      readonly kind: 'revision';
      /** `tables`: it names tables or columns no more that an approval before it named. */
      readonly why: 'revoked' | 'expired' | 'roster' | 'tables';
      readonly revision: number;
      /** SHA-256 of the approval record. */
      readonly record: string;
    }
  | {
      readonly kind: 'withdrawals';
      /** Lists in the withdrawals container. */
      readonly lists: number;
    }
  | {
      /** The list that named a withdrawn person is gone, and nobody approved the return: as good as withdrawn. */
      readonly kind: 'withdrawal-lost';
    }
  | {
      readonly kind: 'override';
      readonly finding: string;
      /** SHA-256 of the override's record. */
      readonly record: string;
    };

/** What is due by the chain alone; whose persons are to go is found out later. */
export interface Due {
  readonly scope: Scope;
  readonly authority: Authority;
}

export interface DueRequest {
  readonly cohort: string;
  readonly file: CohortFileResult;
  readonly head: Approval;
  readonly now: Instant;
  /** How long after its expiry a landing stays. */
  readonly grace: bigint;
  /** Never more than the persons who are approved no longer. */
  readonly personsOnly: boolean;
}

/**
 * What the recorded approvals say is to be erased. Reading stops by the word of the file alone; erasing, which nobody can
 * undo, waits for the record. Pure.
 * @throws CohortSyncError PURGE_NOT_RECORDED
 */
export function dueOf({ cohort, file, head, now, grace, personsOnly }: DueRequest): Due {
  const by = (why: Extract<Authority, { kind: 'revision' }>['why']): Authority => ({
    kind: 'revision',
    why,
    revision: head.sequence,
    record: head.digest,
  });
  const persons: Due = { scope: 'persons', authority: by('roster') };
  if (personsOnly) return persons;
  if (head.status === 'revoked') return { scope: 'cohort', authority: by('revoked') };
  if (!('error' in file) && file.cohort.status === 'revoked') {
    throw new CohortSyncError(`The revocation of cohort ${cohort} is not recorded yet.`, {
      code: 'PURGE_NOT_RECORDED',
      remedy: 'Have it recorded by the approve job (or by hand, where that is allowed), then purge again.',
    });
  }
  if (now >= head.expires + grace) return { scope: 'cohort', authority: by('expired') };
  return persons;
}

/**
 * Why something that whoever purges may expect to go is not due yet: a grace that is not over, or a file that says what
 * nobody has approved. Pure; no failure.
 */
export function waitsOf({ cohort, file, head, now, grace }: DueRequest, due: Due): readonly Note[] {
  const waits: Note[] = [];
  const end = head.expires + grace;
  if (due.scope === 'persons' && now >= head.expires && now < end) {
    waits.push({
      code: 'PURGE_IN_GRACE',
      message: `Cohort ${cohort} was approved to the end of ${day(head.expires - 1n)}; its landing is erased by a purge from ${day(end)} on.`,
      remedy:
        'Nothing, if that is right; limits.grace says how long, and status: revoked, once recorded, waits for nothing.',
    });
  }
  if ('error' in file || file.cohort.status === 'revoked') return waits;
  if (due.scope === 'persons' && file.content.sha256 !== head.file.sha256) {
    const persons =
      file.cohort.roster.sha256 !== head.roster.sha256 ? ': whom its roster takes off stays' : '';
    waits.push({
      code: 'PURGE_NOT_APPROVED',
      message: `The file of cohort ${cohort} is not the one that approval ${head.sequence} is for, and this purge goes by the approval${persons}.`,
      remedy:
        'Have the file approved, run sync, then purge again; what is approved now was purged all the same.',
    });
  }
  return waits;
}

function day(instant: Instant): string {
  return formatInstant(instant).slice(0, 10);
}

/** Without an approval nobody can say which persons may stay. */
export function unapproved(cohort: string): IntegrityError {
  return new IntegrityError(`The landing of cohort ${cohort} has no approval at all.`, {
    code: 'APPROVAL_CHAIN_BROKEN',
    remedy: 'Find out who changed the approvals container, and restore the records from its versions.',
  });
}
