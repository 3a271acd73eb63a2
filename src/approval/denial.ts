import { IntegrityError } from '../errors.ts';

/** Why an approval was denied: all of it is known, and it is not enough. */
const DENIALS = {
  APPROVAL_DIRECT_PUSH: [
    'No merged pull request brought this content to the default branch.',
    'Bring it by a pull request into the default branch; if it was merged minutes ago, run again.',
  ],
  APPROVAL_AMBIGUOUS: [
    'More than one merged pull request can have brought this content.',
    'Bring it again, by one pull request of its own.',
  ],
  APPROVAL_CONTENT_DIFFERS: [
    'The content is not the one at the head that was merged and reviewed.',
    'Have exactly this content approved by another pull request.',
  ],
  APPROVAL_POLICY_MIXED: [
    'One pull request changed the policy and a cohort.',
    'Change the policy first; then bring the cohort by a pull request of its own.',
  ],
  APPROVAL_POLICY_EMPTY: [
    'The policy in force asks for nobody.',
    'Name teams in approvals.require and approvals.owners, each with at least one approval.',
  ],
  APPROVAL_TEAM_EMPTY: [
    'A team that must approve has no members.',
    'Put people into the team, or have the policy changed by the owners.',
  ],
  APPROVAL_UNATTRIBUTABLE: [
    'A commit of the pull request, or its author, belongs to no account that GitHub knows.',
    'Bring the change again in commits whose authors, committers and co-authors all have accounts.',
  ],
  APPROVAL_CHANGES_REQUESTED: [
    'Somebody asked for changes, and has not taken that back.',
    'Have that reviewer approve, or the review dismissed by somebody who may; then run again.',
  ],
  APPROVAL_MISSING: [
    'A required team has not approved the head that was merged, by enough members who wrote none of its commits.',
    'Have members of each required team approve the pull request, even now; then run again.',
  ],
  POLICY_UNAPPROVED: [
    'The configuration or a workflow is not as an owner approved it.',
    'Have it approved by a member of approvals.owners who did not write it, or restore what was approved.',
  ],
} as const;

export type Denial = keyof typeof DENIALS;

export function denied(code: Denial, cause?: unknown): IntegrityError {
  const [message, remedy] = DENIALS[code];
  return new IntegrityError(message, { code, remedy, cause });
}
