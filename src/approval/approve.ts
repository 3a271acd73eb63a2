import { createHash } from 'node:crypto';
import type { CohortFile } from '../cohort/cohort-file.ts';
import type { ApprovalPolicy } from '../configuration/configuration.ts';
import { ConfigurationError } from '../errors.ts';
import type { Instant } from '../instant.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { type Approval, type ApprovalChain, appendRecord, readChain } from './approval-chain.ts';
import type { ApprovalRecord, PullRequestProof } from './approval-record.ts';
import { reducesOnly, resolve } from './reduction.ts';

export interface ApprovalRequest {
  /** The store of `approvals.url`. */
  readonly approvals: BlobStore;
  readonly policy: ApprovalPolicy;
  readonly file: CohortFile;
  /** Who approves, and why; one line each. */
  readonly by: string;
  readonly reason: string;
  readonly at: Instant;
}

export interface ApprovalResult {
  readonly approval: Approval;
  /** False when the head approved this very content already: then nothing was written. */
  readonly created: boolean;
}

/**
 * Writes an approval record by the word of a person at a shell, where the configuration allows that.
 * @throws ConfigurationError `MANUAL_APPROVAL_REFUSED`, `APPROVAL_INPUT`, `COHORT_REVOKED`; IntegrityError of `readChain`
 */
export async function approveManually(request: ApprovalRequest): Promise<ApprovalResult> {
  if (!request.policy.manual) {
    throw new ConfigurationError('Manual approvals are not allowed here.', {
      code: 'MANUAL_APPROVAL_REFUSED',
      remedy:
        'Have the cohort file approved by a pull request; approvals.manual: true is for demonstrations.',
    });
  }
  const origin = { commit: null, proof: null, policy: policyDigest(request.policy) };
  return record(request, 'manual', origin, () => undefined);
}

/**
 * Records what was proven by a pull request.
 * @param chain as it was when that was proven: behind another head it would bring back what is superseded
 * @param policy digest of the policy record under which it was judged
 * @throws ConfigurationError `COHORT_REVOKED`; IntegrityError of `readChain`; RemoteError `APPROVAL_CONFLICT`
 */
export async function recordProven(
  request: Omit<ApprovalRequest, 'by' | 'reason' | 'policy'>,
  chain: ApprovalChain,
  proof: PullRequestProof,
  policy: string,
): Promise<ApprovalResult> {
  const words = {
    by: `GitHub users ${proof.approvers.join(', ')}`,
    reason: `pull request ${proof.number}`,
  };
  const origin = { commit: proof.merge, proof, policy };
  return record({ ...request, ...words }, 'pull-request', origin, () => undefined, chain);
}

/**
 * Records a change that only reduces access, which needs no proof; from then on the older content is superseded.
 * @param rosterIsSubset see `reducesOnly`
 * @param seen the tip of the default branch at which it was seen, and the chain that it was compared with
 * @throws ConfigurationError `NOT_A_REDUCTION`, `APPROVAL_INPUT`; IntegrityError of `readChain`
 */
export async function recordReduction(
  request: ApprovalRequest,
  rosterIsSubset = false,
  seen?: { readonly commit: string; readonly chain: ApprovalChain },
): Promise<ApprovalResult> {
  const origin = { commit: seen?.commit ?? null, proof: null, policy: policyDigest(request.policy) };
  const check = (chain: ApprovalChain): void => {
    const head = chain.at(-1);
    if (head && reducesOnly(head, resolve(request.file.cohort), rosterIsSubset)) return;
    throw new ConfigurationError(
      `The change of cohort ${request.file.id} is not a mere reduction of access.`,
      {
        code: 'NOT_A_REDUCTION',
        remedy: 'Have the cohort file approved.',
      },
    );
  };
  return record(request, 'reduction', origin, check, seen?.chain);
}

async function record(
  request: Omit<ApprovalRequest, 'policy'>,
  kind: ApprovalRecord['kind'],
  origin: Pick<ApprovalRecord, 'commit' | 'proof' | 'policy'>,
  check: (chain: ApprovalChain) => void,
  known?: ApprovalChain,
): Promise<ApprovalResult> {
  const { approvals, file, by, reason, at } = request;
  for (const text of [by, reason]) checkLine(text);
  const chain = known ?? (await readChain(approvals, file.id));
  const head = chain.at(-1);
  if (head?.file.sha256 === file.content.sha256) return { approval: head, created: false };
  check(chain);
  if (head?.status === 'revoked') {
    throw new ConfigurationError(`Cohort ${file.id} was revoked: its id is never used again.`, {
      code: 'COHORT_REVOKED',
      remedy: 'Take a new cohort id.',
    });
  }
  const approval = await appendRecord(approvals, chain, {
    cohort: file.id,
    kind,
    by,
    reason,
    at,
    file: { name: file.file, ...file.content },
    ...origin,
    ...resolve(file.cohort),
  });
  return { approval, created: true };
}

/** SHA-256 of the policy under which an approval was given. */
export function policyDigest({ manual, require, owners }: ApprovalPolicy): string {
  const teams = require.map(({ team, minimum }) => ({ team, minimum }));
  return createHash('sha256')
    .update(JSON.stringify({ manual, require: teams, owners: owners ?? null }))
    .digest('hex');
}

function checkLine(text: string): void {
  if (/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,500}$/u.test(text) && text.trim() !== '') return;
  throw new ConfigurationError('An approval needs a name and a reason.', {
    code: 'APPROVAL_INPUT',
    remedy: 'Give --by and --reason one line of text each.',
  });
}
