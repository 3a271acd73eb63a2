import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleSource } from '../../build.ts';
import { readChain } from '../../src/approval/approval-chain.ts';
import { openBlobStore } from '../../src/storage/azure-blob-store.ts';
import type { BlobStore } from '../../src/storage/blob-store.ts';
import { cohortText } from '../cohort/cohort-text.ts';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.ts';
import { type Azurite, startAzurite } from '../storage/azurite.ts';
import { type ActionEnded, runAction } from './action-run.ts';

const CONFIGURATION = `source: { host: adb-1.2.azuredatabricks.net, httpPath: /sql/1.0/warehouses/0123456789abcdef }
landing: { url: landing }
approvals: { require: [{ team: example/stewards }], owners: example/owners }
`;

let github: FakeGitHub;
let azurite: Azurite;
let folder: string;
let approvals: BlobStore;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cohort-sync-approve-'));
  const built = path.basename(await bundleSource(folder, 'src/entry/approve.ts'));
  await writeFile(path.join(folder, 'index.js'), `import './${built}';\n`);
  [github, azurite] = await Promise.all([startFakeGitHub(), startAzurite()]);
  for (const container of ['approvals', 'rosters', 'diagnostics', 'landing'])
    await azurite.createContainer(container);
  approvals = openBlobStore('approvals', { connectionString: azurite.connectionString });
  github.repository.team('stewards', ['bob']);
  github.repository.team('owners', ['olga', 'otto']);
  await github.repository.push({ 'README.md': 'Cohorts\n' }, 'olga');
});
afterAll(async () => {
  await Promise.all([github.stop(), azurite.stop()]);
  await rm(folder, { recursive: true, force: true });
});

const approve = (inputs: Record<string, string> = {}, ref = 'main'): Promise<ActionEnded> =>
  runAction({
    ...{ bundle: folder, github, ref, manifest: path.resolve('actions/approve/action.yml') },
    inputs: { 'app-id': github.tokens.appId, 'app-private-key': github.tokens.appPrivateKey, ...inputs },
    env: { AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString },
  });

it('approve proves a policy and a cohort, and says in code, words and exit what is denied and what is not known', async () => {
  const { repository } = github;
  const policy = await repository.openPull({ files: { 'cohort-sync.yml': CONFIGURATION }, author: 'olga' });
  policy.review('otto', 'APPROVED');
  policy.merge();
  const cohort = await repository.openPull({
    ...{ files: { 'cohorts/heart-failure.yml': cohortText() }, author: 'ann' },
  });
  cohort.merge({ method: 'squash', by: 'olga' });

  const denied = await approve();
  expect(denied.stdout).toContain('APPROVAL_MISSING');
  expect(denied).toMatchObject({ exitCode: 1, outputs: { verdict: 'refused' } });
  expect(denied.summary).toContain('| heart-failure | denied: `APPROVAL_MISSING` |');
  expect(await readChain(approvals, 'heart-failure')).toEqual([]);

  cohort.review('bob', 'APPROVED');
  const unknown = await approve({ 'app-id': '', 'app-private-key': '' });
  expect(unknown).toMatchObject({ exitCode: 4, outputs: { verdict: 'unverified' } });
  expect(unknown.stdout).toContain('heart-failure could not be verified');
  expect(unknown.summary).toContain('`GITHUB_APP_MISSING`');

  const done = await approve();
  expect(done).toMatchObject({ exitCode: 0, outputs: { verdict: 'done' }, annotations: [] });
  expect(done.stdout).toContain('heart-failure: approved.');
  expect(await readChain(approvals, 'heart-failure')).toMatchObject([
    { kind: 'pull-request', proof: { number: cohort.number, approvers: [repository.person('bob').id] } },
  ]);

  const elsewhere = await approve({}, 'change-2');
  expect(elsewhere).toMatchObject({ exitCode: 2 });
  expect(elsewhere.stdout).toContain('GITHUB_REF_UNFIT');
});
