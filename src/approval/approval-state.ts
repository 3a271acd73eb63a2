import type { CohortFile } from '../cohort/cohort-file.ts';
import { type CohortSyncError, ConfigurationError, IntegrityError } from '../errors.ts';
import type { Instant } from '../instant.ts';
import type { Approval, ApprovalChain } from './approval-chain.ts';
import { expiresEarlierOnly, resolve } from './reduction.ts';

/** Whether a cohort may be read now. Every state but `approved` moves no row of it. */
export type ApprovalState =
  | { readonly state: 'approved'; readonly approval: Approval }
  | { readonly state: RefusedState; readonly error: CohortSyncError };

export type RefusedState = 'unapproved' | 'superseded' | 'pending' | 'suspended' | 'revoked' | 'expired';

/** Access that has ended needs no proof: it is not read, and that is no failure. */
export const INACTIVE: ReadonlySet<ApprovalState['state']> = new Set<RefusedState>([
  'suspended',
  'revoked',
  'expired',
]);

/**
 * Compares a cohort file with its chain. Only the head runs, and only for exactly the content that it approved.
 *
 * What reduces access needs no record: a file that says suspended or revoked, or whose day has passed, stops reading
 * whatever the chain says, and an earlier expiry alone leaves the head in force until then.
 * @param chain as `readChain` verified it
 */
export function approvedHead(chain: ApprovalChain, file: CohortFile, now: Instant): ApprovalState {
  const { cohort, content } = file;
  const head = chain.at(-1);
  if (cohort.status === 'revoked' || head?.status === 'revoked') return refuse('revoked', file.id);
  if (cohort.status === 'suspended') return refuse('suspended', file.id);
  if (now >= cohort.expires) return refuse('expired', file.id);
  if (!head) return refuse('unapproved', file.id);
  if (head.file.sha256 === content.sha256 && head.file.blob === content.blob) {
    if (head.status !== 'active') return refuse(head.status, file.id);
    if (now >= head.expires) return refuse('expired', file.id);
    return { state: 'approved', approval: head };
  }
  const wasApproved = chain.some((approval) => approval.file.sha256 === content.sha256);
  if (wasApproved) return refuse('superseded', file.id);
  const asked = resolve(cohort);
  if (head.status === 'active' && expiresEarlierOnly(head, asked)) {
    return { state: 'approved', approval: { ...head, expires: asked.expires } };
  }
  return refuse('pending', file.id);
}

/** The approval in force, or the error of the state that refuses. */
export function requireApproved(state: ApprovalState): Approval {
  if (state.state === 'approved') return state.approval;
  throw state.error;
}

function refuse(state: RefusedState, cohortId: string): ApprovalState {
  return { state, error: ERRORS[state](`Cohort ${cohortId}`) };
}

const ERRORS: Record<RefusedState, (cohort: string) => CohortSyncError> = {
  unapproved: (cohort) =>
    new IntegrityError(`${cohort} has no approval.`, {
      code: 'UNAPPROVED',
      remedy: 'Have the cohort file approved; where manual approvals are allowed, by "cohort-sync approve".',
    }),
  superseded: (cohort) =>
    new IntegrityError(`${cohort} has the content of an older approval; a newer one is in force.`, {
      code: 'SUPERSEDED',
      remedy:
        'Run the tip of the default branch; to go back on purpose, have the old content approved again.',
    }),
  pending: (cohort) =>
    new IntegrityError(`${cohort} has a content that nobody approved.`, {
      code: 'APPROVAL_PENDING',
      remedy: 'Have the changed cohort file approved, or restore the approved content.',
    }),
  suspended: (cohort) =>
    new ConfigurationError(`${cohort} is suspended.`, {
      code: 'COHORT_SUSPENDED',
      remedy: 'Nothing to do; to go on, set status: active and have it approved.',
    }),
  revoked: (cohort) =>
    new ConfigurationError(`${cohort} is revoked.`, {
      code: 'COHORT_REVOKED',
      remedy: 'Purge what has landed; a new project takes a new cohort id.',
    }),
  expired: (cohort) =>
    new ConfigurationError(`${cohort} is expired.`, {
      code: 'COHORT_EXPIRED',
      remedy: 'Have a later expiry approved, or purge what has landed.',
    }),
};
