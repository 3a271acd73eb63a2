import { z } from 'zod';
import { ConfigurationError } from '../errors.ts';
import type { Change } from '../review/change.ts';
import { requireDefaultBranch } from './default-branch.ts';
import { answer, speakingPlainly } from './patience.ts';
import { openProposedChange } from './pull-request-reader.ts';
import type { Octokit, RepositoryName } from './write-outcome.ts';

export interface ProposalRequest extends RepositoryName {
  /** Number of the pull request. */
  readonly pull: number;
  /** Of the run that asks. */
  readonly ref: string;
}

/** An open pull request at one commit, however it is pushed to meanwhile. */
export interface Proposal {
  readonly head: string;
  readonly change: Change;
}

const sha = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/);

/** The parts that are read; everything else in it is other people's text. */
const pullRequest = z.object({
  data: z.object({
    state: z.string(),
    head: z.object({ sha }),
    base: z.object({ sha, ref: z.string(), repo: z.object({ default_branch: z.string() }) }),
  }),
});

/**
 * Opens a pull request by its number, for a run of the default branch. Nothing is checked out.
 * @throws ConfigurationError `GITHUB_REF_UNFIT`, `PREVIEW_PULL_UNFIT`; UnverifiedError of `answer`; RemoteError `GITHUB_TREE_TRUNCATED`
 */
export async function openProposal(octokit: Octokit, request: ProposalRequest): Promise<Proposal> {
  const { owner, repo, pull, ref } = request;
  const ask = () => octokit.rest.pulls.get({ owner, repo, pull_number: pull });
  const found = await answer(pullRequest.optional(), ask, () => undefined);
  if (found === undefined) throw unfit();
  const { data } = found;
  requireDefaultBranch(ref, data.base.repo.default_branch);
  if (data.state !== 'open' || data.base.ref !== data.base.repo.default_branch) throw unfit();
  const { sha: head } = data.head;
  const change = await openProposedChange(speakingPlainly(octokit), {
    owner,
    repo,
    base: data.base.sha,
    head,
  });
  return { head, change };
}

function unfit(): ConfigurationError {
  return new ConfigurationError('There is no open pull request of this number into the default branch.', {
    code: 'PREVIEW_PULL_UNFIT',
    remedy: 'Name an open pull request by its number.',
  });
}
