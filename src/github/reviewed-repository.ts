import { getOctokit } from '@actions/github';
import { z } from 'zod';
import type {
  MainlineCommit,
  MergedPull,
  PullOpinions,
  ReviewedRepository,
} from '../approval/reviewed-repository.ts';
import type { GitHubContext } from './context.ts';
import { answer, beingPatient, PATIENT, type Patience } from './patience.ts';
import {
  blob,
  branch,
  comparison,
  cut,
  instantOf,
  listedCommit,
  listedPull,
  repository,
  toUser,
  tree,
  user,
} from './proof-shapes.ts';
import { readOpinions } from './pull-opinions.ts';
import { type TeamsApp, teamMembers } from './team-members.ts';
import type { Octokit } from './write-outcome.ts';

export interface RepositoryAccess extends Pick<GitHubContext, 'owner' | 'repo' | 'apiUrl'> {
  readonly token: string;
  readonly app: TeamsApp | undefined;
  readonly patience?: Patience;
}

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
      const committed = instantOf(commit.committer.date);
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

  mergeBase(one: string, other: string): Promise<string> {
    return this.#once(`base ${one} ${other}`, async () => {
      const asked = { ...this.#where, basehead: `${one}...${other}`, per_page: 1 };
      const { repos } = this.#octokit.rest;
      const given = await answer(
        comparison,
        async () => (await repos.compareCommitsWithBasehead(asked)).data,
      );
      return given.merge_base_commit.sha;
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
    const idOf = (login: string): Promise<number | undefined> => this.#idOf(login);
    return this.#once(`opinions ${number}`, () => readOpinions(this.#octokit, this.#where, number, idOf));
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
