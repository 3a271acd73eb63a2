import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { reviewChange } from '../../src/review/review-change.ts';
import { stagedChange } from '../../src/review/staged-change.ts';
import { cohortText } from '../cohort/cohort-text.ts';

interface Repository {
  readonly directory: string;
  git(...parameters: readonly string[]): string;
  write(file: string, content: string): Promise<void>;
}

async function repository(): Promise<Repository> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'cohort-sync-review-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const git = (...parameters: readonly string[]): string =>
    execFileSync(
      'git',
      ['-C', directory, '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...parameters],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
  git('init', '-q', '-b', 'main');
  return {
    directory,
    git,
    async write(file, content) {
      await mkdir(path.dirname(path.join(directory, file)), { recursive: true });
      await writeFile(path.join(directory, file), content);
    },
  };
}

const rulesOf = async (directory: string, base?: string): Promise<readonly string[]> => {
  const change = await stagedChange(directory, base);
  const { findings } = await reviewChange({ change, configuration: 'cohort-sync.yml' });
  // None of these repositories has a configuration, which is told each time.
  const own = findings.filter(({ rule }) => rule !== 'POLICY_UNREADABLE');
  return own.map(({ rule, file }) => (file === undefined ? rule : `${rule} ${file}`));
};

it('reviews what is staged, before the first commit too, and not what only lies in the folder', async () => {
  const { directory, git, write } = await repository();
  await write('list.txt', '1001\n1002\n');
  expect(await rulesOf(directory)).toEqual([]);
  git('add', 'list.txt');
  await write('list.txt', 'nothing\n');
  expect(await rulesOf(directory)).toEqual(['NUMBER_LIST']);
});

it('finds a deleted, a renamed and a reused cohort file, and a link', async () => {
  const { directory, git, write } = await repository();
  for (const id of ['alpha', 'beta', 'gamma'])
    await write(`cohorts/${id}.yml`, cohortText().replace('heart-failure', id));
  git('add', '.');
  git('commit', '-qm', 'three');
  git('rm', '-q', 'cohorts/gamma.yml');
  git('commit', '-qm', 'two');
  git('rm', '-q', 'cohorts/alpha.yml');
  git('mv', 'cohorts/beta.yml', 'cohorts/delta.yml');
  await write('cohorts/gamma.yml', cohortText().replace('heart-failure', 'gamma'));
  await symlink('/etc/hostname', path.join(directory, 'cohorts/omega.yml'));
  git('add', '.');
  const rules = await rulesOf(directory);
  // Which of three alike files counts as renamed is Git's choice; that one is, and that one is gone, is not.
  expect(rules.filter((rule) => /COHORT_(DELETED|RENAMED)/.test(rule)).length).toBeGreaterThan(0);
  expect(rules).toContain('LINK_REFUSED cohorts/omega.yml');
  git('commit', '-qm', 'changed');
  expect(await rulesOf(directory)).toEqual([]);
  expect(await rulesOf(directory, 'HEAD~1')).toEqual(rules);
});

it('finds an id that only the history remembers', async () => {
  const { directory, git, write } = await repository();
  await write('cohorts/gamma.yml', cohortText().replace('heart-failure', 'gamma'));
  git('add', '.');
  git('commit', '-qm', 'one');
  git('rm', '-q', 'cohorts/gamma.yml');
  git('commit', '-qm', 'none');
  await write('cohorts/gamma.yml', `# again\n${cohortText().replace('heart-failure', 'gamma')}`);
  git('add', '.');
  expect(await rulesOf(directory)).toContain('COHORT_ID_REUSED cohorts/gamma.yml');
});

it('ends with 1 where something is refused, with 0 otherwise, and prints one document', async () => {
  const { directory, git, write } = await repository();
  const review = async (): Promise<{ code: number; out: string }> => {
    let out = '';
    const streams = { out: (text: string) => (out += text), err: () => undefined, terminal: false };
    const code = await run(
      ['node', 'cohort-sync', 'review', '--directory', directory, '--json'],
      {},
      streams,
    );
    return { code, out };
  };
  await write('cohorts/heart-failure.yml', cohortText());
  git('add', '.');
  const good = await review();
  expect(good.code).toBe(0);
  expect(JSON.parse(good.out)).toMatchObject({ outcome: 'passed', changes: [{ kind: 'added' }, {}] });
  await write('list.txt', 'person_id\n1\n');
  git('add', '.');
  const bad = await review();
  expect(bad.code).toBe(1);
  expect(JSON.parse(bad.out)).toMatchObject({
    outcome: 'refused',
    findings: [{ rule: 'ID_COLUMN', line: 1 }, { rule: 'POLICY_UNREADABLE' }],
  });
});

it('says so where there is no repository, and takes no option for a commit', async () => {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'cohort-sync-nowhere-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await expect(stagedChange(directory)).rejects.toMatchObject({ code: 'GIT_UNAVAILABLE' });
  const { directory: there } = await repository();
  await expect(stagedChange(there, '--output=/tmp/x')).rejects.toMatchObject({ code: 'GIT_UNAVAILABLE' });
});
