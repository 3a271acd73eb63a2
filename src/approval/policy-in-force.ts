import type { CohortFile } from '../cohort/cohort-file.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { CohortSyncError, ConfigurationError } from '../errors.ts';
import type { Instant } from '../instant.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { ApprovalChain } from './approval-chain.ts';
import { type ApprovalState, approvedHead } from './approval-state.ts';
import { denied } from './denial.ts';
import { type Policy, readPolicies } from './policy-record.ts';

/**
 * Whether a run may act upon approvals, under the configuration that it was given. Once a policy was approved by pull
 * request, only the configuration of the newest approved one counts: any other could name another landing, or another
 * container of approvals. An approval by hand counts only as long as the configuration allows such.
 * @returns a check of one cohort's chain, whose head is approved
 * @throws IntegrityError `APPROVAL_CHAIN_BROKEN`
 */
export async function policyInForce(
  approvals: BlobStore,
  { content, approvals: policy }: Pick<Configuration, 'content' | 'approvals'>,
): Promise<(chain: ApprovalChain) => void> {
  const policies = await readPolicies(approvals);
  return (chain) => {
    requireNewest(policies, content);
    // A reduction has no word of its own: it lessens what was approved before.
    const word = chain.findLast(({ kind }) => kind !== 'reduction');
    if (word?.kind === 'manual' && !policy.manual) throw refusedByHand();
    if (word?.kind === 'pull-request' && !policies.some(({ digest }) => digest === word.policy))
      throw denied('POLICY_UNAPPROVED');
  };
}

/**
 * Whether what is erased for a figure of the configuration, and not by a cohort's own record, may be: a grace that nobody
 * approved erases nothing.
 * @throws IntegrityError `POLICY_UNAPPROVED`, `APPROVAL_CHAIN_BROKEN`
 */
export async function requireInForce(
  approvals: BlobStore,
  { content }: Pick<Configuration, 'content'>,
): Promise<void> {
  requireNewest(await readPolicies(approvals), content);
}

function requireNewest(policies: readonly Policy[], content: Configuration['content']): void {
  const newest = policies.at(-1);
  if (newest !== undefined && newest.configuration.blob !== content.blob) throw denied('POLICY_UNAPPROVED');
}

/**
 * Whether a cohort may be read now: by its own chain, and under the policy in force. The policy is asked for only where the
 * chain approves: what reduces access takes effect whatever is wrong with it.
 * @param policy gives what `policyInForce` gives
 * @throws IntegrityError `APPROVAL_CHAIN_BROKEN` of the policies
 */
export async function standing(
  chain: ApprovalChain,
  file: CohortFile,
  now: Instant,
  policy: () => ReturnType<typeof policyInForce>,
): Promise<ApprovalState> {
  const head = approvedHead(chain, file, now);
  if (head.state !== 'approved') return head;
  const requirePolicy = await policy();
  try {
    requirePolicy(chain);
    return head;
  } catch (error) {
    if (!(error instanceof CohortSyncError)) throw error;
    return { state: 'unapproved', error };
  }
}

function refusedByHand(): ConfigurationError {
  return new ConfigurationError('The cohort was approved by hand, which is not allowed here.', {
    code: 'MANUAL_APPROVAL_REFUSED',
    remedy: 'Have the cohort file approved by a pull request.',
  });
}
