import path from 'node:path';
import type { CohortFile, CohortFileResult } from '../cohort/cohort-file.ts';
import { isCohortPath } from '../cohort/cohort-path.ts';
import { subtract } from '../cohort/person-set.ts';
import { readRoster } from '../cohort/roster.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { Stores } from '../configuration/stores.ts';
import { CohortSyncError, ConfigurationError, IntegrityError, UnverifiedError } from '../errors.ts';
import type { Instant } from '../instant.ts';
import { approveOverrides } from '../override/approve-overrides.ts';
import type { OverrideFileResult } from '../override/override-file.ts';
import type { ProveOverride } from '../override/override-proof.ts';
import { type Approval, type ApprovalChain, readChain } from './approval-chain.ts';
import { recordProven, recordReduction } from './approve.ts';
import {
  type ApproveOutcome,
  type ApproveReport,
  type ApproveState,
  exitCodeOf,
  stateOf,
} from './approve-report.ts';
import { denied } from './denial.ts';
import { Mainline } from './mainline.ts';
import type { Policy } from './policy-record.ts';
import { type Prover, proveContent } from './proof.ts';
import { isProtected } from './protected-files.ts';
import { type PolicyRequest, policyAt, provePolicy } from './prove-policy.ts';
import { reducesOnly, resolve } from './reduction.ts';
import type { ReviewedRepository } from './reviewed-repository.ts';

export interface ApproveTipRequest {
  readonly repository: ReviewedRepository;
  readonly stores: Pick<Stores, 'approvals' | 'rosters'>;
  readonly configuration: Configuration;
  /** Directory of the working copy; the files in it must be those of the tip. */
  readonly root: string;
  readonly files: readonly CohortFileResult[];
  readonly overrides: readonly OverrideFileResult[];
  /** Reads a configuration of another commit. @throws ConfigurationError */
  readonly parse: (content: Uint8Array) => Configuration;
  readonly now: Instant;
}

/**
 * Proves the policy, every cohort file and every override at the tip of the default branch that has no record in force, and
 * records what is proven. Driven by state: a lost run loses nothing. What one file lacks does not stop the others.
 * @throws UnverifiedError when not even the tip could be asked for
 */
export async function approveTip(request: ApproveTipRequest): Promise<ApproveReport> {
  const { commit } = await request.repository.tip();
  const step = new ApproveStep(request, commit);
  const outcomes = [await step.policy()];
  for (const file of request.files) outcomes.push(await step.cohort(file));
  outcomes.push(...(await step.overrides()));
  return { commit, outcomes, elsewhere: await step.elsewhere(), exitCode: exitCodeOf(outcomes) };
}

class ApproveStep {
  readonly #request: ApproveTipRequest;
  readonly #commit: string;
  readonly #prover: Prover;
  readonly #directory: string;
  readonly #configuration: string;
  #policies: readonly Policy[] = [];
  /** Why nothing can be proven; the policy comes first. */
  #stop: unknown;

  constructor(request: ApproveTipRequest, commit: string) {
    const { repository, root, configuration } = request;
    const within = (file: string): string => path.relative(root, file).replaceAll(path.sep, '/');
    this.#request = request;
    this.#commit = commit;
    this.#directory = within(configuration.cohorts);
    this.#configuration = within(configuration.file);
    this.#prover = {
      repository,
      mainline: new Mainline(repository, commit),
      isProtected: (file) => isProtected(file, this.#configuration),
      isCohort: (file) => isCohortPath(file, this.#directory) || file.startsWith('overrides/'),
    };
  }

  async policy(): Promise<ApproveOutcome> {
    const about = { about: 'policy', name: null } as const;
    try {
      await this.#requireTip(this.#configuration, this.#request.configuration.content.blob);
      const { chain, added, error } = await provePolicy(this.#policyRequest());
      this.#policies = chain;
      if (error !== undefined) throw error;
      return { ...about, state: added > 0 ? 'approved' : 'unchanged', error: undefined };
    } catch (error) {
      this.#stop = error;
      return { ...about, state: stateOf(error), error };
    }
  }

  async cohort(file: CohortFileResult): Promise<ApproveOutcome> {
    const about = { about: 'cohort', name: file.id ?? file.file } as const;
    try {
      if ('error' in file) throw file.error;
      return { ...about, state: await this.#approveOnce(file), error: undefined };
    } catch (error) {
      return { ...about, state: stateOf(error), error };
    }
  }

  async overrides(): Promise<readonly ApproveOutcome[]> {
    const { stores, overrides, now } = this.#request;
    const outcomes = await approveOverrides(stores.approvals, overrides, this.#proveOverride, now);
    return outcomes.map((outcome) => {
      const about = { about: 'override', name: outcome.file } as const;
      if (outcome.state !== 'refused') return { ...about, state: outcome.state, error: undefined };
      return { ...about, state: stateOf(outcome.error), error: outcome.error };
    });
  }

  async elsewhere(): Promise<CohortSyncError | undefined> {
    const { configuration, files } = this.#request;
    try {
      await this.#requireTip(this.#configuration, configuration.content.blob);
      // One with mistakes is read by nobody.
      for (const file of files)
        if (!('error' in file)) await this.#requireTip(`${this.#directory}/${file.file}`, file.content.blob);
      return undefined;
    } catch (error) {
      if (error instanceof CohortSyncError) return error;
      throw error;
    }
  }

  /** Another job that recorded something at the same time is looked at once more: it may have been the same. */
  async #approveOnce(file: CohortFile): Promise<ApproveState> {
    try {
      return await this.#approve(file);
    } catch (error) {
      if (!(error instanceof CohortSyncError && error.code === 'APPROVAL_CONFLICT')) throw error;
      return this.#approve(file);
    }
  }

  async #approve(file: CohortFile): Promise<ApproveState> {
    const { stores, now, configuration } = this.#request;
    const { cohort, content } = file;
    const chain = await readChain(stores.approvals, file.id);
    const head = chain.at(-1);
    await this.#requireTip(`${this.#directory}/${file.file}`, content.blob);
    if (head?.file.sha256 === content.sha256 && head.file.blob === content.blob) {
      return head.status === 'active' ? 'unchanged' : 'inactive';
    }
    if (head?.status === 'revoked' && cohort.status !== 'revoked') throw revoked(file.id);
    if (head !== undefined && (await this.#reduces(chain, head, file))) {
      const words = { by: 'cohort-sync', reason: 'access became less' };
      const request = {
        approvals: stores.approvals,
        policy: configuration.approvals,
        file,
        at: now,
        ...words,
      };
      await recordReduction(request, true, { commit: this.#commit, chain });
      return 'reduced';
    }
    if (cohort.status !== 'active' || now >= cohort.expires) return 'inactive';
    return this.#prove(file, chain);
  }

  /** An active content that was approved once before is no mere reduction: it could be an old state that came back. */
  async #reduces(chain: ApprovalChain, head: Approval, { cohort, content }: CohortFile): Promise<boolean> {
    const asked = resolve(cohort);
    const known = chain.some(({ file }) => file.sha256 === content.sha256);
    if (known && asked.status === 'active') return false;
    if (reducesOnly(head, asked)) return true;
    if (!reducesOnly(head, asked, true)) return false;
    const { rosters } = this.#request.stores;
    // The address follows from id and digest; the number of persons is checked with the digest.
    const uri = `${rosters.url}/${cohort.id}/${head.roster.sha256}`;
    const before = await readRoster(rosters, { id: cohort.id, roster: { ...head.roster, uri } });
    const after = await readRoster(rosters, cohort);
    return subtract(after.persons, before.persons).length === 0;
  }

  async #prove(file: CohortFile, chain: ApprovalChain): Promise<ApproveState> {
    const { stores, now } = this.#request;
    const { sha256 } = file.content;
    if (this.#stop !== undefined) throw this.#stopped();
    let policy: Policy | undefined;
    const verdict = await proveContent(this.#prover, {
      path: `${this.#directory}/${file.file}`,
      blob: file.content.blob,
      from: 0,
      after: chain.findLast(({ commit }) => commit !== null)?.commit ?? null,
      requirementAt: async (base) => {
        policy = await this.#policyAt(base);
        return policy.require;
      },
    });
    if (!verdict.approved || policy === undefined) {
      const error = verdict.approved ? denied('POLICY_UNAPPROVED') : verdict.error;
      throw chain.some((record) => record.file.sha256 === sha256) ? superseded(error) : error;
    }
    const record = { approvals: stores.approvals, file, at: now };
    await recordProven(record, chain, verdict.proof, policy.digest);
    return 'approved';
  }

  readonly #proveOverride: ProveOverride = async ({ file, content }) => {
    if (this.#stop !== undefined) throw this.#stopped();
    const name = `overrides/${file}`;
    await this.#requireTip(name, content.blob);
    let policy: Policy | undefined;
    const verdict = await proveContent(this.#prover, {
      path: name,
      blob: content.blob,
      from: 0,
      after: null,
      requirementAt: async (base) => {
        policy = await this.#policyAt(base);
        return policy.owners === null ? [] : [{ team: policy.owners, minimum: 1 }];
      },
    });
    if (!verdict.approved) throw verdict.error;
    if (policy === undefined) throw denied('POLICY_UNAPPROVED');
    const { base: _, ...proof } = verdict.proof;
    return { kind: 'pull-request', ...proof, policy: policy.digest, file: content };
  };

  #policyAt(base: number): Promise<Policy> {
    return policyAt(this.#policyRequest(), this.#policies, base);
  }

  /** Of each file the same reason, but an error of its own. */
  #stopped(): unknown {
    return this.#stop instanceof UnverifiedError ? this.#stop : denied('POLICY_UNAPPROVED', this.#stop);
  }

  /** An old checkout, a rerun of an old job and a tip that moved on meanwhile all show here. */
  async #requireTip(file: string, blob: string): Promise<void> {
    if ((await this.#prover.mainline.files(0)).get(file) !== blob) throw superseded();
  }

  #policyRequest(): PolicyRequest {
    const { stores, now, parse } = this.#request;
    return {
      prover: this.#prover,
      approvals: stores.approvals,
      configuration: this.#configuration,
      parse: (content) => parse(content).approvals,
      now,
    };
  }
}

function superseded(cause?: unknown): IntegrityError {
  return new IntegrityError('The content is not the newest that was approved, or not that of the tip.', {
    code: 'SUPERSEDED',
    remedy: 'Run the tip of the default branch; to go back on purpose, have the old content approved again.',
    cause,
  });
}

function revoked(cohortId: string): ConfigurationError {
  return new ConfigurationError(`Cohort ${cohortId} was revoked: its id is never used again.`, {
    code: 'COHORT_REVOKED',
    remedy: 'Take a new cohort id.',
  });
}
