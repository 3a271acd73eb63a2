import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundle } from '../../build.ts';
import { initRepository } from '../../src/init/init.ts';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.ts';
import { PROJECT, runWorkflow } from './act.ts';

let folder: string;
let bundles: string;
let github: FakeGitHub;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cohort-sync-workflows-'));
  bundles = path.join(folder, 'dist');
  await bundle(bundles);
  github = await startFakeGitHub();
  const starter = path.join(folder, 'starter');
  const { mkdir } = await import('node:fs/promises');
  await mkdir(starter);
  const { files } = await initRepository({
    directory: starter,
    actions: `${PROJECT.repository}@${PROJECT.commit}`,
    ...{ organisation: 'example', branch: 'main', server: 'enterprise', force: false, dryRun: false },
  });
  const contents = files.map(async ({ path: name }) => [name, await readFile(path.join(starter, name), 'utf8')]);
  await github.repository.push(Object.fromEntries(await Promise.all(contents)), 'olga');
});
afterAll(async () => {
  await github?.stop();
  await rm(folder, { recursive: true, force: true });
});

it('a pull request is reviewed', async () => {
  const pull = await github.repository.openPull({ files: { 'README.md': 'hello\n' }, author: 'ann' });
  const payload = { number: pull.number, pull_request: { number: pull.number, head: { sha: pull.pull.head }, base: { ref: 'main', sha: pull.pull.from } } };
  const ended = await runWorkflow({ github, workflow: 'pull-request', event: 'pull_request', payload, bundles });
  console.log(ended.output);
  expect(ended.jobs).toEqual({ 'Review/Review': 'succeeded' });
});
