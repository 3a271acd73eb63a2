import { z } from 'zod';
import type { PullOpinions, Review } from '../approval/reviewed-repository.ts';
import type { Instant } from '../instant.ts';
import { authorsOf } from './commit-authors.ts';
import { answer } from './patience.ts';
import { account, cut, date, instantOf, listedCommit, sha, toUser, user } from './proof-shapes.ts';
import type { Octokit, RepositoryName } from './write-outcome.ts';

const pull = z.object({ commits: z.int(), requested_reviewers: z.array(user).nullish() });
const review = z.object({
  user: account,
  state: z.string(),
  commit_id: sha.nullish(),
  submitted_at: date.nullish(),
});
const happening = z.object({ event: z.string().optional(), created_at: date.nullish() });
/** Events after which a pull request shows another change, though its head is the same. */
const RETARGETED = new Set(['base_ref_changed', 'automatic_base_change_succeeded', 'base_ref_force_pushed']);

/**
 * Commits, reviews and changes of the base of a pull request, each over all pages.
 * @param idOf the account of a login
 * @throws UnverifiedError
 */
export async function readOpinions(
  { paginate, rest }: Octokit,
  where: RepositoryName,
  number: number,
  idOf: (login: string) => Promise<number | undefined>,
): Promise<PullOpinions> {
  const asked = { ...where, pull_number: number, per_page: 100 };
  const { commits: count, requested_reviewers: requested } = await answer(
    pull,
    async () => (await rest.pulls.get({ ...where, pull_number: number })).data,
  );
  const commits = await answer(z.array(listedCommit), () => paginate(rest.pulls.listCommits, asked));
  // GitHub lists 250 commits of a pull request, and no more.
  if (commits.length !== count) throw cut('GITHUB_LIST_CUT');
  const reviews = await answer(z.array(review), () => paginate(rest.pulls.listReviews, asked));
  const timeline = { ...where, issue_number: number, per_page: 100 };
  const happened = await answer(z.array(happening), () =>
    paginate(rest.issues.listEventsForTimeline, timeline),
  );
  const people = commits.map(({ commit, author, committer }) => ({
    message: commit.message,
    author: { email: commit.author.email, id: author?.id, login: author?.login },
    committer: { email: commit.committer.email, id: committer?.id, login: committer?.login },
  }));
  const authors = await authorsOf(people, idOf);
  return {
    commits: authors.map((each) => ({ authors: each })),
    reviews: reviews.map(toReview),
    requested: new Set((requested ?? []).map(({ id }) => id)),
    retargeted: lastRetargeted(happened),
  };
}

const STATES: Readonly<Record<string, Review['state']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  DISMISSED: 'dismissed',
};

function toReview({ user: by, state, commit_id, submitted_at }: z.output<typeof review>): Review {
  return {
    user: toUser(by),
    state: STATES[state] ?? 'other',
    commit: commit_id ?? null,
    at: submitted_at == null ? null : instantOf(submitted_at),
  };
}

/** @throws UnverifiedError `GITHUB_ANSWER_UNEXPECTED` for a change of the base without its time */
function lastRetargeted(happened: readonly z.output<typeof happening>[]): Instant | null {
  const times = happened
    .filter(({ event }) => RETARGETED.has(event ?? ''))
    .map(({ created_at }) => {
      if (created_at == null) throw cut('GITHUB_ANSWER_UNEXPECTED');
      return instantOf(created_at);
    });
  return times.reduce<Instant | null>((last, time) => (last === null || time > last ? time : last), null);
}
