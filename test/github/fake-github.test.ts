import { getOctokit } from '@actions/github';
import { App } from 'octokit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type FakeGitHub, startFakeGitHub } from './fake-github.ts';
import type { Permissions } from './tokens.ts';

const WHERE = { owner: 'example', repo: 'cohorts' } as const;

async function github(permissions?: Permissions): Promise<FakeGitHub> {
  const fake = await startFakeGitHub(permissions === undefined ? {} : { permissions });
  onTestFinished(() => fake.stop());
  await fake.repository.push({ 'README.md': 'Cohorts\n' }, 'olga');
  return fake;
}

const client = ({ url, tokens }: FakeGitHub, token = tokens.workflow) =>
  getOctokit(token, { baseUrl: url }).rest;

describe('the fake GitHub', () => {
  it.each(['merge', 'squash', 'rebase'] as const)(
    'tells how a pull request came in by %s',
    async (method) => {
      const fake = await github();
      const opened = await fake.repository.openPull({ files: { 'cohorts/a.yml': 'id: a\n' }, author: 'ann' });
      await opened.push({ 'cohorts/a.yml': 'id: a\ntitle: A\n' });
      const head = opened.pull.head;
      opened.review('bob', 'APPROVED');
      await fake.repository.push({ 'README.md': 'Meanwhile\n' }, 'olga');
      const commit = opened.merge({ method, by: 'olga' });
      expect(commit).toBe(fake.repository.tip);
      const rest = client(fake);

      const of = await rest.repos.listPullRequestsAssociatedWithCommit({ ...WHERE, commit_sha: commit });
      expect(of.data.map(({ number, merged_at }) => [number, merged_at !== null])).toEqual([[1, true]]);
      const { data: pull } = await rest.pulls.get({ ...WHERE, pull_number: 1 });
      expect(pull).toMatchObject({
        merged: true,
        merge_commit_sha: commit,
        head: { sha: head },
        base: { ref: 'main' },
      });
      const commits = await rest.pulls.listCommits({ ...WHERE, pull_number: 1 });
      expect(commits.data.map(({ author }) => author?.login)).toEqual(['ann', 'ann']);
      const { data: files } = await rest.pulls.listFiles({ ...WHERE, pull_number: 1 });
      expect(files.map(({ filename, status }) => [filename, status])).toEqual([['cohorts/a.yml', 'added']]);
      const { data: reviews } = await rest.pulls.listReviews({ ...WHERE, pull_number: 1 });
      expect(reviews).toMatchObject([{ user: { login: 'bob' }, state: 'APPROVED', commit_id: head }]);
      const parents = (await rest.repos.getCommit({ ...WHERE, ref: commit })).data.parents;
      expect(parents).toHaveLength(method === 'merge' ? 2 : 1);
      const blobAt = async (ref: string): Promise<string> => {
        const { data } = await rest.repos.getContent({ ...WHERE, path: 'cohorts/a.yml', ref });
        return (data as { sha: string }).sha;
      };
      expect(await blobAt(commit)).toBe(await blobAt(head));
      // A rebase makes one commit of each; GitHub knows the pull request of all of them.
      const made = (await rest.repos.listCommits({ ...WHERE, sha: commit, path: 'cohorts/a.yml' })).data;
      const known = made.map(({ sha: commit_sha }) =>
        rest.repos.listPullRequestsAssociatedWithCommit({ ...WHERE, commit_sha }),
      );
      expect((await Promise.all(known)).map(({ data }) => data.map(({ number }) => number))).toEqual(
        made.map(() => [1]),
      );
    },
  );

  it('knows no pull request of a commit that was pushed past it, and is late for as many calls as it is told', async () => {
    const fake = await github();
    const rest = client(fake);
    const ask = async (commit_sha: string): Promise<number> =>
      (await rest.repos.listPullRequestsAssociatedWithCommit({ ...WHERE, commit_sha })).data.length;
    const opened = await fake.repository.openPull({ files: { 'a.txt': 'a\n' }, author: 'ann' });
    const merged = opened.merge();
    fake.repository.pullsOfCommitsLag = 2;
    expect([await ask(merged), await ask(merged), await ask(merged)]).toEqual([0, 0, 1]);
    expect(await ask(await fake.repository.push({ 'b.txt': 'b\n' }, 'ann'))).toBe(0);
  });

  it('attributes a commit to nobody where nobody has its address', async () => {
    const fake = await github();
    const stranger = { files: { 'a.txt': 'a\n' }, author: 'ann', email: 'ann@elsewhere.example' };
    await fake.repository.openPull(stranger);
    const { data } = await client(fake).pulls.listCommits({ ...WHERE, pull_number: 1 });
    expect(data[0]?.author).toBeNull();
  });

  it('gives long lists by pages', async () => {
    const fake = await github();
    const opened = await fake.repository.openPull({ files: { 'a.txt': 'a\n' }, author: 'ann' });
    for (let index = 0; index < 205; index += 1) opened.review(`reviewer-${index}`, 'COMMENTED');
    const octokit = getOctokit(fake.tokens.workflow, { baseUrl: fake.url });
    const all = await octokit.paginate(octokit.rest.pulls.listReviews, {
      ...WHERE,
      pull_number: 1,
      per_page: 100,
    });
    expect(all).toHaveLength(205);
    const first = await octokit.rest.pulls.listReviews({ ...WHERE, pull_number: 1 });
    expect(first.data).toHaveLength(30);
    expect(first.headers.link).toContain('rel="next"');
  });

  it('refuses unknown tokens, what a token may not, and what is not there, each in its own way', async () => {
    const fake = await github({ contents: 'read' });
    const branch = { ...WHERE, branch: 'main' };
    await expect(client(fake, 'ghs_other').repos.getBranch(branch)).rejects.toMatchObject({ status: 401 });
    await expect(client(fake).pulls.list(WHERE)).rejects.toMatchObject({ status: 403 });
    const issue = { ...WHERE, title: 'A title' };
    await expect(client(fake).issues.create(issue)).rejects.toMatchObject({ status: 403 });
    await expect(client(fake).repos.getBranch({ ...WHERE, branch: 'none' })).rejects.toMatchObject({
      status: 404,
    });
    expect((await client(fake).repos.getBranch(branch)).data.commit.sha).toBe(fake.repository.tip);
  });

  it('tells who is in a team to an App, not to a workflow', async () => {
    const fake = await github();
    fake.repository.team('approvers', ['bob', 'eve']);
    const member = { org: 'example', team_slug: 'approvers', username: 'bob' };
    await expect(client(fake).teams.getMembershipForUserInOrg(member)).rejects.toMatchObject({ status: 403 });
    const { Octokit } = await import('octokit');
    const app = new App({
      appId: fake.tokens.appId,
      privateKey: fake.tokens.appPrivateKey,
      Octokit: Octokit.defaults({ baseUrl: fake.url }),
    });
    const { data: installation } = await app.octokit.rest.apps.getRepoInstallation(WHERE);
    const { rest } = await app.getInstallationOctokit(installation.id);
    expect((await rest.teams.getMembershipForUserInOrg(member)).data.state).toBe('active');
    const left = { ...member, username: 'mallory' };
    await expect(rest.teams.getMembershipForUserInOrg(left)).rejects.toMatchObject({ status: 404 });
    const listed = await rest.teams.listMembersInOrg({ org: 'example', team_slug: 'approvers' });
    expect(listed.data.map(({ login }) => login)).toEqual(['bob', 'eve']);
  });

  it('does not take a signature by another key for the App', async () => {
    const [fake, other] = [await github(), await github()];
    const app = new App({
      appId: fake.tokens.appId,
      privateKey: other.tokens.appPrivateKey,
      Octokit: (await import('octokit')).Octokit.defaults({ baseUrl: fake.url }),
    });
    await expect(app.octokit.rest.apps.getRepoInstallation(WHERE)).rejects.toMatchObject({ status: 401 });
  });

  it('keeps issues, comments and deployments, and every request with its body', async () => {
    const fake = await github({ issues: 'write', deployments: 'write' });
    const rest = client(fake);
    const { data: issue } = await rest.issues.create({ ...WHERE, title: 'Red', labels: ['weekly'] });
    await rest.issues.createComment({ ...WHERE, issue_number: issue.number, body: 'still red' });
    await rest.issues.update({ ...WHERE, issue_number: issue.number, state: 'closed' });
    expect((await rest.issues.listForRepo(WHERE)).data).toEqual([]);
    expect(
      (await rest.issues.listForRepo({ ...WHERE, state: 'closed', labels: 'weekly' })).data,
    ).toHaveLength(1);
    expect((await rest.issues.listForRepo({ ...WHERE, state: 'all', labels: 'other' })).data).toHaveLength(0);
    const { data: deployment } = await rest.repos.createDeployment({
      ...WHERE,
      ref: 'main',
      environment: 'a',
    });
    const target = { ...WHERE, deployment_id: (deployment as { id: number }).id };
    await rest.repos.createDeploymentStatus({ ...target, state: 'success' });
    const statuses = await rest.repos.listDeploymentStatuses(target);
    expect(statuses.data.map(({ state }) => state)).toEqual(['success']);
    expect(fake.received.some(({ body }) => body.includes('still red'))).toBe(true);
  });

  it('answers as it is told to, and goes on after that', async () => {
    const fake = await github();
    fake.inject(({ url }) => (url.includes('/branches/') ? { status: 502, body: '<html>' } : undefined));
    const branch = { ...WHERE, branch: 'main' };
    await expect(client(fake).repos.getBranch(branch)).rejects.toMatchObject({ status: 502 });
    fake.inject(() => undefined);
    expect((await client(fake).repos.getBranch(branch)).status).toBe(200);
  });
});
