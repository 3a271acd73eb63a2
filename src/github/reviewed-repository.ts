import { getOctokit } from '@actions/github';
import { z } from 'zod';
import type {
  MainlineCommit,
  MergedPull,
  PullOpinions,
  Review,
  ReviewedRepository,
  User,
} from '../approval/reviewed-repository.ts';
import { UnverifiedError } from '../errors.ts';
import { authorsOf } from './commit-authors.ts';
import type { GitHubContext } from './context.ts';
import { answer, beingPatient, PATIENT, type Patience } from './patience.ts';
import { type TeamsApp, teamMembers } from './team-members.ts';
import type { Octokit } from './write-outcome.ts';

export interface RepositoryAccess extends Pick<GitHubContext, 'owner' | 'repo' | 'apiUrl'> {
  readonly token: string;
  readonly app: TeamsApp | undefined;
  readonly patience?: Patience;
}

const sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const user = z.object({ id: z.int(), login: z.string(), type: z.string() });
/** GitHub gives null, and here and there an empty object, for one whom it does not know. */
const account = z
  .union([user, z.object({}).transform(() => null)])
  .nullable()
  .default(null);
const date = z.string().refine((text) => Number.isFinite(Date.parse(text)));
const signature = z.object({ email: z.string(), date });
const listedCommit = z.object({
  sha,
  commit: z.object({ message: z.string(), author: signature, committer: signature }),
  author: account,
  committer: account,
  parents: z.array(z.object({ sha })),
});
const repository = z.object({ full_name: z.string(), default_branch: z.string().min(1) });
const branch = z.object({ commit: z.object({ sha }) });
const tree = z.object({
  truncated: z.boolean(),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), type: z.string(), sha })),
});
const blob = z.object({ content: z.string(), encoding: z.literal('base64') });
const listedPull = z.object({
  number: z.int(),
  user: account,
  head: z.object({ sha }),
  base: z.object({ ref: z.string(), repo: z.object({ full_name: z.string() }) }),
  merged_at: z.string().nullable(),
  merge_commit_sha: sha.nullable(),
});
const pull = z.object({ commits: z.int(), requested_reviewers: z.array(user).nullish() });
const review = z.object({ user: account, state: z.string(), commit_id: sha.nullish() });

const FILE_MODES = new Set(['100644', '100755']);

/** As long as GitHub needs, seldom, to know a merge's pull request; milliseconds. */
const UNTIL_KNOWN = [2_000, 4_000, 8_000, 16_000, 30_000];
const YOUNG = 10 * 60_000;

/** Reads by GitHub's API what approvals are proven from. Each answer is kept: the same is never asked twice in a run. */
export function openReviewedRepository(access: RepositoryAccess): ReviewedRepository {
  return new GitHubRepository(access);
}

class GitHubRepository implements ReviewedRepository {
  readonly members: (team: string) => Promise<ReadonlySet<number>>;
  readonly #octokit: Octokit;
  readonly #where: { readonly owner: string; readonly repo: string };
  readonly #patience: Patience;
  readonly #commits = new Map<string, MainlineCommit>();
  readonly #kept = new Map<string, Promise<unknown>>();

  constructor({ owner, repo, apiUrl, token, app, patience = PATIENT }: RepositoryAccess) {
    this.#where = { owner, repo };
    this.#patience = patience;
    this.#octokit = beingPatient(getOctokit(token, { baseUrl: apiUrl }), patience);
    this.members = teamMembers(app, apiUrl, patience);
  }

  tip(): Promise<{ readonly branch: string; readonly commit: string }> {
    return this.#once('tip', async () => {
      const { repos } = this.#octokit.rest;
      const { default_branch: name } = await this.#repository();
      const asked = { ...this.#where, branch: name };
      const { commit } = await answer(branch, async () => (await repos.getBranch(asked)).data);
      return { branch: name, commit: commit.sha };
    });
  }

  async commit(name: string): Promise<MainlineCommit> {
    const known = this.#commits.get(name);
    if (known !== undefined) return known;
    const { repos } = this.#octokit.rest;
    // A page from there on: most of what is asked next is in it.
    const asked = { ...this.#where, sha: name, per_page: 100 };
    const page = await answer(z.array(listedCommit), async () => (await repos.listCommits(asked)).data);
    for (const { sha: found, commit, parents } of page) {
      const committed = BigInt(Date.parse(commit.committer.date)) * 1000n;
      this.#commits.set(found, { sha: found, parents: parents.map((parent) => parent.sha), committed });
    }
    const first = this.#commits.get(name);
    if (first === undefined) throw cut('GITHUB_ANSWER_UNEXPECTED');
    return first;
  }

  files(commit: string): Promise<ReadonlyMap<string, string>> {
    return this.#once(`files ${commit}`, async () => {
      const asked = { ...this.#where, tree_sha: commit, recursive: '1' };
      const given = await answer(tree, async () => (await this.#octokit.rest.git.getTree(asked)).data);
      if (given.truncated) throw cut('GITHUB_TREE_TRUNCATED');
      return new Map(
        given.tree
          .filter(({ type }) => type !== 'tree')
          .map((entry) => [
            entry.path,
            // A link to a file of the same bytes is not that file.
            FILE_MODES.has(entry.mode) ? entry.sha : `${entry.mode} ${entry.sha}`,
          ]),
      );
    });
  }

  content(name: string): Promise<Uint8Array> {
    return this.#once(`content ${name}`, async () => {
      const asked = { ...this.#where, file_sha: name };
      const given = await answer(blob, async () => (await this.#octokit.rest.git.getBlob(asked)).data);
      return Buffer.from(given.content, 'base64');
    });
  }

  mergedPulls({ sha: name, committed }: MainlineCommit): Promise<readonly MergedPull[]> {
    return this.#once(`pulls ${name}`, async () => {
      const young = Date.now() - Number(committed / 1000n) < YOUNG;
      for (const time of young ? UNTIL_KNOWN : []) {
        const found = await this.#pullsOf(name);
        if (found.length > 0) return found;
        await this.#patience.wait(time);
      }
      return this.#pullsOf(name);
    });
  }

  opinions({ number }: MergedPull): Promise<PullOpinions> {
    return this.#once(`opinions ${number}`, async () => {
      const { paginate, rest } = this.#octokit;
      const asked = { ...this.#where, pull_number: number, per_page: 100 };
      const { commits: count, requested_reviewers: requested } = await answer(
        pull,
        async () => (await rest.pulls.get({ ...this.#where, pull_number: number })).data,
      );
      const commits = await answer(z.array(listedCommit), () => paginate(rest.pulls.listCommits, asked));
      // GitHub lists 250 commits of a pull request, and no more.
      if (commits.length !== count) throw cut('GITHUB_LIST_CUT');
      const reviews = await answer(z.array(review), () => paginate(rest.pulls.listReviews, asked));
      const people = commits.map(({ commit, author, committer }) => ({
        message: commit.message,
        author: { email: commit.author.email, id: author?.id, login: author?.login },
        committer: { email: commit.committer.email, id: committer?.id, login: committer?.login },
      }));
      const authors = await authorsOf(people, (login) => this.#idOf(login));
      return {
        commits: authors.map((each) => ({ authors: each })),
        reviews: reviews.map(toReview),
        requested: new Set((requested ?? []).map(({ id }) => id)),
      };
    });
  }

  async #pullsOf(commit: string): Promise<readonly MergedPull[]> {
    const { paginate, rest } = this.#octokit;
    const asked = { ...this.#where, commit_sha: commit, per_page: 100 };
    const listed = await answer(z.array(listedPull), () =>
      paginate(rest.repos.listPullRequestsAssociatedWithCommit, asked),
    );
    const { full_name: here, default_branch: main } = await this.#repository();
    return listed.flatMap(({ number, user: by, head, base, merged_at, merge_commit_sha: merge }) => {
      const ours = base.repo.full_name.toLowerCase() === here.toLowerCase() && base.ref === main;
      if (!ours || merged_at === null || merge === null) return [];
      return [{ number, author: toUser(by), head: head.sha, merge }];
    });
  }

  #idOf(login: string): Promise<number | undefined> {
    return this.#once(`login ${login}`, async () => {
      const asked = { username: login };
      const found = await answer(
        user.optional(),
        async () => (await this.#octokit.rest.users.getByUsername(asked)).data,
        () => undefined,
      );
      return found?.id;
    });
  }

  #repository(): Promise<z.output<typeof repository>> {
    return this.#once('repository', () =>
      answer(repository, async () => (await this.#octokit.rest.repos.get(this.#where)).data),
    );
  }

  #once<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const known = (this.#kept.get(key) ?? ask()) as Promise<T>;
    this.#kept.set(key, known);
    return known;
  }
}

function toUser(given: z.output<typeof account>): User | null {
  return given && { id: given.id, person: given.type === 'User' };
}

const STATES: Readonly<Record<string, Review['state']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  DISMISSED: 'dismissed',
};

function toReview({ user: by, state, commit_id: commit }: z.output<typeof review>): Review {
  return { user: toUser(by), state: STATES[state] ?? 'other', commit: commit ?? null };
}

/** What GitHub does not list whole proves nothing. */
function cut(
  code: 'GITHUB_TREE_TRUNCATED' | 'GITHUB_LIST_CUT' | 'GITHUB_ANSWER_UNEXPECTED',
): UnverifiedError {
  return new UnverifiedError('GitHub does not tell all of it.', {
    code,
    remedy:
      code === 'GITHUB_TREE_TRUNCATED'
        ? 'Keep cohort files in a repository of their own.'
        : 'Bring the change by a pull request of fewer commits; if it has few, run again.',
  });
}
