import type { ApprovalPolicy } from '../configuration/configuration.ts';
import { CohortSyncError, type IntegrityError, UnverifiedError } from '../errors.ts';
import type { Instant } from '../instant.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { PullRequestProof } from './approval-record.ts';
import { denied } from './denial.ts';
import { appendPolicy, type Policy, readPolicies } from './policy-record.ts';
import { differing, type Prover, proveContent } from './proof.ts';

export interface PolicyRequest {
  readonly prover: Prover;
  readonly approvals: BlobStore;
  /** Path of the configuration in the repository. */
  readonly configuration: string;
  /** What a configuration says of approvals. @throws ConfigurationError where it has mistakes */
  readonly parse: (content: Uint8Array) => ApprovalPolicy;
  readonly now: Instant;
}

/** The policies that owners approved, and why the tip's is none of them, if it is not. */
export interface ProvenPolicies {
  readonly chain: readonly Policy[];
  /** How many were recorded now. */
  readonly added: number;
  readonly error: IntegrityError | undefined;
}

/**
 * Brings the chain of policies up to the tip. Each commit of the default branch that changed a protected file is taken in
 * turn, oldest first, and recorded where the owners of the policy before approved all that is other than there; one that
 * they did not approve changes nothing, and may be mended by a later one. The first policy of all is taken by the word of
 * the owners that it names itself.
 * @throws UnverifiedError of what was asked; IntegrityError `APPROVAL_CHAIN_BROKEN`
 */
export async function provePolicy(request: PolicyRequest): Promise<ProvenPolicies> {
  const { prover, approvals } = request;
  const chain = [...(await readPolicies(approvals))];
  const known = chain.length;
  const tip = await protectedFiles(request, 0);
  const isInForce = (): boolean => {
    const head = chain.at(-1);
    return head !== undefined && differing(tip, filesOf(head)).length === 0;
  };
  if (isInForce()) return { chain, added: 0, error: undefined };
  let reason: unknown;
  for (let place = await firstPlace(prover, chain.at(-1)); place >= 0; place -= 1) {
    const before = await protectedFiles(request, place + 1);
    if (differing(before, await protectedFiles(request, place)).length === 0) continue;
    try {
      const policy = await stepAt(request, chain, place);
      if (policy !== undefined) chain.push(policy);
    } catch (error) {
      if (!(error instanceof CohortSyncError) || error instanceof UnverifiedError) throw error;
      reason = error;
    }
  }
  return {
    chain,
    added: chain.length - known,
    error: isInForce() ? undefined : denied('POLICY_UNAPPROVED', reason),
  };
}

/**
 * The approved policy that is in force at a place of the default branch: the newest that did not come after it. What lies
 * there must be exactly that one: an older policy that somebody put back is superseded, however well it was approved once.
 * @throws IntegrityError `POLICY_UNAPPROVED`
 */
export async function policyAt(
  request: Pick<PolicyRequest, 'prover'>,
  chain: readonly Policy[],
  place: number,
): Promise<Policy> {
  const { mainline } = request.prover;
  for (const policy of chain.toReversed()) {
    if ((await mainline.placeOf(policy.commit, place - 1)) !== undefined) continue;
    if (differing(await protectedFiles(request, place), filesOf(policy)).length === 0) return policy;
    break;
  }
  throw denied('POLICY_UNAPPROVED');
}

/** Where the walk begins: behind the record in force, or with the first commit of all. */
async function firstPlace({ mainline }: Prover, head: Policy | undefined): Promise<number> {
  if (head !== undefined) {
    const place = await mainline.placeOf(head.commit);
    // A history that lost the commit was written anew.
    return place === undefined ? -1 : place - 1;
  }
  let length = 0;
  while ((await mainline.at(length)) !== undefined) length += 1;
  return length - 1;
}

async function stepAt(
  request: PolicyRequest,
  chain: readonly Policy[],
  place: number,
): Promise<Policy | undefined> {
  const { prover, approvals, configuration, parse, now } = request;
  const files = await protectedFiles(request, place);
  const blob = files.get(configuration);
  const head = chain.at(-1);
  if (blob === undefined || (head && differing(files, filesOf(head)).length === 0)) return undefined;
  const { require, owners } = parse(await prover.repository.content(blob));
  const by = head === undefined ? owners : head.owners;
  const changed = head === undefined ? [configuration] : differing(files, filesOf(head));
  const proofs: PullRequestProof[] = [];
  for (const path of changed) {
    const verdict = await proveContent(prover, {
      path,
      blob: files.get(path),
      from: place,
      after: head?.commit ?? null,
      requirementAt: async () => (by ? [{ team: by, minimum: 1 }] : []),
    });
    if (!verdict.approved) throw verdict.error;
    proofs.push(verdict.proof);
  }
  const commit = await prover.mainline.at(place);
  const added = await appendPolicy(approvals, chain, {
    at: now,
    commit: commit?.sha ?? '',
    configuration: { path: configuration, blob },
    files: Object.fromEntries(files),
    require: require.map(({ team, minimum }) => ({ team, minimum })),
    owners: owners ?? null,
    proofs: [...new Map(proofs.map((proof) => [proof.number, proof])).values()],
  });
  if (added !== undefined) return added;
  const other = (await readPolicies(approvals))[chain.length];
  if (other !== undefined && differing(files, filesOf(other)).length === 0) return other;
  throw new UnverifiedError('Another job recorded a policy at the same time.', {
    code: 'POLICY_CONFLICT',
    remedy: 'Run again.',
  });
}

async function protectedFiles(
  { prover }: Pick<PolicyRequest, 'prover'>,
  place: number,
): Promise<ReadonlyMap<string, string>> {
  return new Map([...(await prover.mainline.files(place))].filter(([path]) => prover.isProtected(path)));
}

function filesOf({ files }: Policy): ReadonlyMap<string, string> {
  return new Map(Object.entries(files));
}
