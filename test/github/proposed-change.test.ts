import { getOctokit } from '@actions/github';
import { expect, it, onTestFinished } from 'vitest';
import { openProposedChange } from '../../src/github/pull-request-reader.ts';
import { reviewChange } from '../../src/review/review-change.ts';
import type { ReviewResult } from '../../src/review/review-result.ts';
import { findCanaries } from '../actions/canary.ts';
import { cohortText } from '../cohort/cohort-text.ts';
import { startFakeGitHub } from './fake-github.ts';

const CANARIES = ['7316092845501937', 'Zyxquilla Vorbrandt'];
const CONFIGURATION = `source: { host: adb-1.azuredatabricks.net, httpPath: /sql/1.0/warehouses/abc }
landing: { url: "https://acc.blob.core.windows.net/landing" }
approvals: { require: [{ team: org/data }], owners: org/owners }
`;
const FILE = 'cohorts/heart-failure.yml';

it('a mistake is found and then mended, by a token that reads contents only, and nothing of the text is told', async () => {
  const github = await startFakeGitHub({ permissions: { contents: 'read' } });
  onTestFinished(() => github.stop());
  const { repository } = github;
  await repository.push({ 'cohort-sync.yml': CONFIGURATION }, 'olga');
  const right = cohortText();
  const secrets = '# 7316092845501937\n# Zyxquilla Vorbrandt\n';
  const wrong = `${secrets}${right.replace('status: active', 'status: "Zyxquilla Vorbrandt"')}`;
  const opened = await repository.openPull({ author: 'ann', files: { [FILE]: wrong } });
  const octokit = getOctokit(github.tokens.workflow, { baseUrl: github.url });
  const review = async (): Promise<ReviewResult> => {
    const where = { owner: repository.owner, repo: repository.name };
    const commits = { ...where, base: repository.tip, head: opened.pull.head };
    return reviewChange({
      change: await openProposedChange(octokit, commits),
      configuration: 'cohort-sync.yml',
    });
  };

  const refused = await review();
  expect(refused.outcome).toBe('refused');
  expect(refused.findings).toContainEqual(
    expect.objectContaining({ rule: 'FILE_MISTAKE', file: FILE, line: 8 }),
  );
  expect(findCanaries([{ name: 'result', text: JSON.stringify(refused) }], CANARIES)).toEqual([]);

  await opened.push({ [FILE]: right });
  expect(await review()).toMatchObject({ outcome: 'passed', findings: [] });
  expect(new Set(github.received.map(({ method }) => method))).toEqual(new Set(['GET']));
  const asked = github.received.map(({ url }) => ({ name: 'url', text: url }));
  expect(findCanaries(asked, CANARIES)).toEqual([]);
});
