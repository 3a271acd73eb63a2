import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.ts';
import { type ActionStart, DEBUG_SWITCHES, readCommandFile, runAction, startAction } from './action-run.ts';

/** An action over GitHub's own toolkit, which knows what a runner gives and takes. */
const BODIES = {
  talks: `
    core.setOutput('greeting', 'two\\nlines');
    core.setOutput('number', 5);
    core.exportVariable('LATER', 'yes');
    core.saveState('begun', 'true');
    core.error('first\\nsecond, 100%', { file: 'cohorts/a.yml', startLine: 3 });
    await core.summary.addHeading('Verdict').write();
    core.setOutput('context', JSON.stringify({
      inputs: [core.getInput('config'), core.getInput('github-token'), core.getMultilineInput('cohorts')],
      where: github.context.repo, sha: github.context.sha, event: github.context.eventName,
      base: github.context.payload.pull_request?.base.ref,
    }));
    const { data } = await github.getOctokit(core.getInput('github-token')).rest.repos.getBranch({
      ...github.context.repo, branch: github.context.payload.repository.default_branch });
    core.setOutput('tip', data.commit.sha);
    core.setOutput('files', readdirSync(process.env.GITHUB_WORKSPACE).join());
    core.setOutput('inherited', String(process.env.OF_THE_TEST));
    core.setOutput('debug', String(core.isDebug()));`,
  identifies: `core.setOutput('token', await core.getIDToken('api://AzureADTokenExchange'));`,
  fails: `core.setFailed('no');`,
  waits: `
    process.once('SIGINT', () => { core.setOutput('ended', 'cleanly'); process.exit(1); });
    process.stdout.write('ready\\n');
    setInterval(() => {}, 1000);`,
} as const;

const MANIFEST = `inputs:
  config: { default: cohort-sync.yml }
  github-token: { default: '\${{ github.token }}' }
  cohorts: { default: '' }
`;

let github: FakeGitHub;
let folder: string;

beforeAll(async () => {
  github = await startFakeGitHub();
  folder = await mkdtemp(path.join(tmpdir(), 'cohort-sync-runner-'));
  await github.repository.push({ 'cohorts/a.yml': 'id: a\n', 'cohort-sync.yml': 'a: b\n' }, 'olga');
  await writeFile(path.join(folder, 'action.yml'), MANIFEST);
  for (const [name, body] of Object.entries(BODIES)) {
    const contents = `import * as core from '@actions/core'; import * as github from '@actions/github';
      import { readdirSync } from 'node:fs'; ${body}`;
    await build({
      stdin: { contents, resolveDir: import.meta.dirname },
      outfile: path.join(folder, name, 'index.js'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner: {
        js: `import { createRequire as _make } from 'node:module'; const require = _make(import.meta.url);`,
      },
      logLevel: 'error',
    });
    await writeFile(path.join(folder, name, 'package.json'), '{ "type": "module" }');
  }
});
afterAll(async () => {
  await github.stop();
  await rm(folder, { recursive: true, force: true });
});

const start = (name: keyof typeof BODIES): ActionStart => ({ bundle: path.join(folder, name), github });

it('an action gets inputs, context, event and the working copy, and gives outputs, summary and annotations', async () => {
  process.env.OF_THE_TEST = 'must not come through';
  const ended = await runAction({
    ...start('talks'),
    manifest: path.join(folder, 'action.yml'),
    inputs: { cohorts: 'a\nb' },
    event: { name: 'pull_request', payload: { pull_request: { base: { ref: 'main' } } } },
  });
  delete process.env.OF_THE_TEST;
  const { context, ...outputs } = ended.outputs;
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  expect(outputs).toEqual({
    greeting: 'two\nlines',
    number: '5',
    tip: github.repository.tip,
    files: 'cohort-sync.yml,cohorts',
    inherited: 'undefined',
    debug: 'false',
  });
  expect(JSON.parse(context ?? '')).toEqual({
    inputs: ['cohort-sync.yml', github.tokens.workflow, ['a', 'b']],
    where: { owner: 'example', repo: 'cohorts' },
    sha: github.repository.tip,
    event: 'pull_request',
    base: 'main',
  });
  expect(ended.summary).toContain('<h1>Verdict</h1>');
  expect(ended.annotations).toEqual([{ kind: 'error', text: 'first\nsecond, 100%' }]);
  expect(readCommandFile(ended.files.env ?? '')).toEqual({ LATER: 'yes' });
  expect(readCommandFile(ended.files.state ?? '')).toEqual({ begun: 'true' });
});

it('an old commit is checked out where a run is of one', async () => {
  const old = github.repository.tip;
  await github.repository.push({ 'cohorts/a.yml': null, 'new.txt': 'new\n' }, 'olga');
  const given = { manifest: path.join(folder, 'action.yml'), commit: old };
  const { outputs } = await runAction({ ...start('talks'), ...given });
  expect(outputs.files).toBe('cohort-sync.yml,cohorts');
  expect(outputs.tip).not.toBe(old);
});

it('an input that the action does not have is a mistake of the test', async () => {
  const given = { manifest: path.join(folder, 'action.yml'), inputs: { cohort: 'a' } };
  await expect(runAction({ ...start('talks'), ...given })).rejects.toThrow('no input cohort');
});

it('a job has an identity only where it may ask for one', async () => {
  const { outputs } = await runAction({ ...start('identifies'), identity: true });
  const claims = JSON.parse(Buffer.from(outputs.token?.split('.')[1] ?? '', 'base64url').toString());
  expect(claims).toMatchObject({
    aud: 'api://AzureADTokenExchange',
    sub: expect.stringMatching(/^repo:example/),
  });
  expect((await runAction(start('identifies'))).exitCode).toBe(1);
});

it('a failure is an exit code and an annotation', async () => {
  const ended = await runAction(start('fails'));
  expect(ended.exitCode).toBe(1);
  expect(ended.annotations).toEqual([{ kind: 'error', text: 'no' }]);
});

it('every debug switch reaches the process, and makes Node talk', async () => {
  const { outputs, stderr } = await runAction({
    ...start('talks'),
    manifest: path.join(folder, 'action.yml'),
    debug: true,
  });
  expect(outputs.debug).toBe('true');
  expect(stderr).toMatch(/^(?:HTTPS?|NET|MODULE) \d+:/m);
  expect(Object.keys(DEBUG_SWITCHES)).toContain('AZURE_LOG_LEVEL');
});

it('a cancelled job ends by its signal, and what it still wrote is there', async () => {
  const run = await startAction(start('waits'));
  await run.said('ready');
  run.signal('SIGINT');
  expect(await run.ended).toMatchObject({ exitCode: 1, stopped: null, outputs: { ended: 'cleanly' } });
});
