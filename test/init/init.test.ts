import { execFileSync } from 'node:child_process';
import { access, chmod, constants, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { run } from '../../src/cli/program.ts';
import { parseConfiguration } from '../../src/configuration/configuration.ts';
import { initRepository } from '../../src/init/init.ts';
import { reviewChange } from '../../src/review/review-change.ts';
import { stagedChange } from '../../src/review/staged-change.ts';

const ACTIONS = `example/cohort-sync@${'ab12'.repeat(10)}`;
const CHOICES = {
  organisation: 'example',
  branch: 'trunk',
  server: 'github',
  force: false,
  dryRun: false,
} as const;

async function folder(): Promise<string> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'cohort-sync-init-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

const read = (directory: string, file: string): Promise<string> =>
  readFile(path.join(directory, file), 'utf8');

interface Workflow {
  readonly on: Record<string, { branches?: string[]; workflow_call?: unknown }>;
  readonly jobs: Record<string, { uses?: string; steps?: { uses?: string }[] }>;
}

function uses(text: string): readonly string[] {
  return Object.values((parse(text) as Workflow).jobs).flatMap(({ uses: called, steps = [] }) => [
    ...(called === undefined ? [] : [called]),
    ...steps.flatMap((step) => (step.uses === undefined ? [] : [step.uses])),
  ]);
}

it('writes a repository whose configuration has no mistake, and whose workflows call the pinned commit', async () => {
  const directory = await folder();
  const { files } = await initRepository({ ...CHOICES, directory, actions: ACTIONS });
  expect(files.map((file) => `${file.outcome} ${file.path}`)).toEqual([
    'written .githooks/pre-commit',
    'written .github/CODEOWNERS',
    'written .github/workflows/merge.yml',
    'written .github/workflows/preview.yml',
    'written .github/workflows/pull-request.yml',
    'written .github/workflows/purge.yml',
    'written .github/workflows/rerun.yml',
    'written .github/workflows/weekly.yml',
    'written .gitignore',
    'written cohort-sync.yml',
    'written cohorts/README.md',
  ]);
  const configuration = parseConfiguration(
    await readFile(path.join(directory, 'cohort-sync.yml')),
    path.join(directory, 'cohort-sync.yml'),
    {},
  );
  expect(configuration.approvals).toMatchObject({ owners: 'example/data-owners', manual: false });
  for (const name of ['merge', 'preview', 'pull-request', 'purge', 'rerun', 'weekly']) {
    const text = await read(directory, `.github/workflows/${name}.yml`);
    expect(uses(text)).toEqual([`example/cohort-sync/.github/workflows/${name}.yml@${'ab12'.repeat(10)}`]);
  }
  const merge = parse(await read(directory, '.github/workflows/merge.yml')) as Workflow;
  expect(merge.on.push?.branches).toEqual(['trunk']);
  await access(path.join(directory, '.githooks/pre-commit'), constants.X_OK);
});

it('touches nothing that is there, unless it is told to', async () => {
  const directory = await folder();
  await writeFile(path.join(directory, '.gitignore'), 'mine\n');
  const first = await initRepository({ ...CHOICES, directory });
  expect(first.files.find(({ path: file }) => file === '.gitignore')?.outcome).toBe('kept');
  expect(await read(directory, '.gitignore')).toBe('mine\n');
  const second = await initRepository({ ...CHOICES, directory });
  expect(new Set(second.files.map(({ outcome }) => outcome))).toEqual(new Set(['equal', 'kept']));
  const third = await initRepository({ ...CHOICES, directory, force: true });
  expect(third.files.find(({ path: file }) => file === '.gitignore')?.outcome).toBe('replaced');
  expect(await read(directory, '.gitignore')).toContain('*.csv');
});

it('replaces a link instead of writing where it leads', async () => {
  const directory = await folder();
  const elsewhere = path.join(await folder(), 'precious');
  await writeFile(elsewhere, 'precious\n');
  await symlink(elsewhere, path.join(directory, 'cohort-sync.yml'));
  await initRepository({ ...CHOICES, directory, force: true });
  expect(await readFile(elsewhere, 'utf8')).toBe('precious\n');
  expect(await read(directory, 'cohort-sync.yml')).toContain('source:');
});

it('writes nothing in a dry run', async () => {
  const directory = await folder();
  const { files } = await initRepository({ ...CHOICES, directory, dryRun: true });
  expect(files.every(({ outcome }) => outcome === 'written')).toBe(true);
  await expect(access(path.join(directory, 'cohort-sync.yml'))).rejects.toThrow();
});

it('writes whole workflows for an Enterprise Server, without what that does not know', async () => {
  const directory = await folder();
  await initRepository({ ...CHOICES, directory, server: 'enterprise', actions: ACTIONS });
  const all: string[] = [];
  for (const name of ['merge', 'called-merge', 'called-sync', 'called-weekly', 'called-pull-request']) {
    const text = await read(directory, `.github/workflows/${name}.yml`);
    expect(text, name).not.toMatch(/\$\/|queue:/);
    all.push(...uses(text));
  }
  expect(all).toContain('./.github/workflows/called-merge.yml');
  expect(all).toContain('./.github/workflows/called-sync.yml');
  expect(all).toContain(`example/cohort-sync/actions/approve@${'ab12'.repeat(10)}`);
  const paths = all.filter((target) => target.startsWith('./')).map((target) => target.slice(2));
  for (const target of paths) await access(path.join(directory, target));
});

it.each([
  ['a tag', { actions: 'example/cohort-sync@v1' }],
  ['an organisation with a slash', { organisation: 'a/b' }],
  ['a branch that would end a list', { branch: 'main], x: [y' }],
  ['a folder that is not there', { directory: '/nonexistent/folder' }],
])('refuses %s', async (_what, choice) => {
  const directory = await folder();
  await expect(initRepository({ ...CHOICES, directory, ...choice })).rejects.toMatchObject({
    code: 'INIT_INPUT',
  });
});

it('is a command with JSON that says what was written and what comes next', async () => {
  const directory = await folder();
  let out = '';
  const streams = { out: (text: string) => (out += text), err: () => undefined, terminal: false };
  const parameters = ['init', '--directory', directory, '--dry-run', '--json'];
  expect(await run(['node', 'cohort-sync', ...parameters], {}, streams)).toBe(0);
  const document = JSON.parse(out) as { dryRun: boolean; files: unknown[]; next: string[] };
  expect(document.dryRun).toBe(true);
  expect(document.files).toContainEqual({ path: 'cohort-sync.yml', outcome: 'written' });
  expect(document.next[0]).toContain('--actions');
});

it('writes files that its own review lets pass', async () => {
  const directory = await folder();
  await initRepository({ ...CHOICES, directory, actions: ACTIONS });
  git(directory, 'init', '-q');
  git(directory, 'add', '.');
  const result = await reviewChange({
    change: await stagedChange(directory),
    configuration: 'cohort-sync.yml',
  });
  expect(result.findings.filter(({ rule }) => rule !== 'PROTECTED_FILE')).toEqual([]);
  expect(result.outcome).toBe('passed');
});

it.each([
  ['a list of ids', 'notes.txt', '1001\n1002\n1003\n', 'list of numbers'],
  ['a long number', 'notes.md', 'see 123456789\n', 'seven or more digits'],
  ['a long number behind a plus', 'calls.md', '+4917012345678\n', 'seven or more digits'],
  ['an id with its name', 'q.sql', 'where person_id = 42\n', 'identifier of persons'],
  ['a type that holds data', 'x.parquet', 'CANARY\n', 'type that holds data'],
  ['a number in a name', 'patient-1234567.md', 'CANARY\n', 'name of a file'],
])(
  'writes a hook that refuses %s, without any program, and shows no line of it',
  async (_what, file, text, said) => {
    const directory = await folder();
    await initRepository({ ...CHOICES, directory, actions: ACTIONS });
    await rm(path.join(directory, '.gitignore'));
    git(directory, 'init', '-q');
    git(directory, 'config', 'core.hooksPath', '.githooks');
    // What init itself wrote passes the hook.
    git(directory, 'add', '.');
    git(directory, 'commit', '-qm', 'start');
    await writeFile(path.join(directory, file), text);
    git(directory, 'add', '.');
    const refusal = refusedBy(() => git(directory, 'commit', '-qm', 'more'));
    expect(refusal).toContain(said);
    expect(refusal).not.toContain(text.trim());
  },
);

it('writes a hook that asks the program where there is one', async () => {
  const directory = await folder();
  await initRepository({ ...CHOICES, directory });
  const program = path.join(await folder(), 'cohort-sync');
  await mkdir(path.dirname(program), { recursive: true });
  await writeFile(program, '#!/bin/sh\necho "asked: $*" >&2\nexit 1\n');
  await chmod(program, 0o755);
  git(directory, 'init', '-q');
  git(directory, 'config', 'core.hooksPath', '.githooks');
  git(directory, 'add', '.');
  const PATH = `${path.dirname(program)}:${process.env.PATH}`;
  expect(refusedBy(() => git(directory, 'commit', '-qm', 'x', { PATH }))).toContain('asked: review');
});

function git(directory: string, ...parameters: readonly (string | { PATH: string })[]): void {
  const words = parameters.filter((parameter) => typeof parameter === 'string');
  const more = parameters.find((parameter) => typeof parameter !== 'string') ?? {};
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
  execFileSync('git', ['-C', directory, ...identity, ...words], {
    stdio: 'pipe',
    env: { ...process.env, COHORT_SYNC: '', ...more },
  });
}

function refusedBy(act: () => void): string {
  try {
    act();
  } catch (error) {
    return String((error as { stderr?: Buffer }).stderr);
  }
  throw new Error('was not refused');
}
