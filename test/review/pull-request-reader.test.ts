import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { getOctokit } from '@actions/github';
import { expect, it, onTestFinished } from 'vitest';
import { openProposedChange } from '../../src/github/pull-request-reader.ts';
import { reviewChange } from '../../src/review/review-change.ts';
import { stagedChange } from '../../src/review/staged-change.ts';
import { cohortText } from '../cohort/cohort-text.ts';
import { gitApi } from './git-api.ts';

const textOf = (id: string): string => `# ${id}\n${cohortText().replace('heart-failure', id)}`;

async function repository(): Promise<{
  directory: string;
  git: (...parameters: readonly string[]) => string;
  write: (file: string, content: string) => Promise<void>;
}> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'cohort-sync-pull-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
  const git = (...parameters: readonly string[]): string =>
    execFileSync('git', ['-C', directory, ...identity, ...parameters], { encoding: 'utf8' }).trim();
  git('init', '-q', '-b', 'main');
  return {
    directory,
    git,
    async write(file, content) {
      await mkdir(path.dirname(path.join(directory, file)), { recursive: true });
      await writeFile(path.join(directory, file), content);
      git('add', '.');
    },
  };
}

it('finds by the API what Git finds in a working copy: mistakes, removals, renamings, reuse, links, lists', async () => {
  const { directory, git, write } = await repository();
  for (const id of ['alpha', 'beta', 'gamma', 'delta']) await write(`cohorts/${id}.yml`, textOf(id));
  git('commit', '-qm', 'four');
  git('rm', '-q', 'cohorts/delta.yml');
  git('commit', '-qm', 'three');
  git('checkout', '-q', '-b', 'change');
  git('rm', '-q', 'cohorts/alpha.yml');
  git('mv', 'cohorts/beta.yml', 'cohorts/renamed.yml');
  await write('cohorts/delta.yml', textOf('delta'));
  await write('cohorts/gamma.yml', textOf('gamma').replace('status: active', 'status: nonsense'));
  await symlink('gamma.yml', path.join(directory, 'cohorts/omega.yml'));
  await write('notes/list', '1001\n1002\n');
  git('commit', '-qm', 'changed');
  // What happens on the default branch meanwhile is no part of the change.
  git('checkout', '-q', 'main');
  await write('cohorts/epsilon.yml', textOf('epsilon'));
  git('commit', '-qm', 'elsewhere');
  git('checkout', '-q', 'change');

  const { url, asked } = await gitApi(directory);
  const [base, head] = [git('rev-parse', 'main'), git('rev-parse', 'change')];
  const octokit = getOctokit('token', { baseUrl: url });
  const change = await openProposedChange(octokit, { owner: 'example', repo: 'cohorts', base, head });
  const byApi = await reviewChange({ change, configuration: 'cohort-sync.yml' });
  const byGit = await reviewChange({
    change: await stagedChange(directory, 'main'),
    configuration: 'cohort-sync.yml',
  });
  const told = ({ findings }: typeof byApi): readonly string[] =>
    findings.map(({ rule, file = '', line = '' }) => `${rule} ${file} ${line}`.trim()).sort();
  expect(told(byApi)).toEqual(
    [
      'COHORT_DELETED cohorts/alpha.yml',
      'COHORT_ID_REUSED cohorts/delta.yml',
      'COHORT_RENAMED cohorts/renamed.yml',
      'FILE_MISTAKE cohorts/gamma.yml 7',
      'FILE_MISTAKE cohorts/renamed.yml 2',
      'LINK_REFUSED cohorts/omega.yml',
      'NUMBER_LIST  1',
      'POLICY_UNREADABLE',
    ].sort(),
  );
  expect(told(byGit)).toEqual(told(byApi));
  expect(byGit.changes).toEqual(byApi.changes);
  expect(asked.filter((asking) => asking.includes('/git/trees/')).length).toBe(2);
});

it('gives up on a repository that is not listed whole', async () => {
  const { directory, git, write } = await repository();
  await write('README.md', 'x\n');
  git('commit', '-qm', 'one');
  const { url } = await gitApi(directory);
  const sha = git('rev-parse', 'main');
  const octokit = getOctokit('token', { baseUrl: url });
  octokit.hook.after('request', (response, options) => {
    if (options.url.includes('/git/trees/')) (response.data as { truncated: boolean }).truncated = true;
  });
  const opening = openProposedChange(octokit, { owner: 'example', repo: 'cohorts', base: sha, head: sha });
  await expect(opening).rejects.toMatchObject({ code: 'GITHUB_TREE_TRUNCATED' });
});
