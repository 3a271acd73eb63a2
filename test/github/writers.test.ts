import { getOctokit } from '@actions/github';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeStickyComment } from '../../src/github/comment.ts';
import { writeDeployments } from '../../src/github/deployments.ts';
import { writeWeeklyIssue } from '../../src/github/issue.ts';
import { markedBody } from '../../src/github/write-outcome.ts';
import type { PublicReport } from '../../src/report/public-report.ts';
import { publishFigures } from '../../src/report/publish-figures.ts';
import { goodReport, mondayReport } from '../report/sample-public-report.ts';
import { cohortReport, publication, runReport } from '../report/sample-reports.ts';
import { type FakeGitHub, startFakeGitHub } from './fake-github.ts';
import type { Permissions } from './tokens.ts';

const WHERE = { owner: 'example', repo: 'cohorts' } as const;
const WRITER: Permissions = { issues: 'write', deployments: 'write' };
const RUN = 'https://github.com/example/cohorts/actions/runs/1';

async function github(permissions: Permissions = WRITER): Promise<FakeGitHub> {
  const fake = await startFakeGitHub({ permissions });
  onTestFinished(() => fake.stop());
  return fake;
}
const client = ({ url, tokens }: FakeGitHub) => getOctokit(tokens.workflow, { baseUrl: url });
const tell = (fake: FakeGitHub, report: PublicReport, author?: string) =>
  writeWeeklyIssue(client(fake), {
    ...WHERE,
    report,
    links: { run: RUN },
    ...(author === undefined ? {} : { author }),
  });
const fail = (fake: FakeGitHub, status: number) =>
  fake.inject(() => ({ status, body: { message: 'canary 4711' } }));
const writes = (fake: FakeGitHub) => fake.received.filter(({ method }) => method !== 'GET');

const FAILURES = [
  [401, 'forbidden'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [422, 'refused'],
  [429, 'forbidden'],
  [500, 'unavailable'],
  [503, 'unavailable'],
] as const;

describe('the issue of the weekly run', () => {
  it('is opened by a failure, brought up to date by the next, left alone while one waits, closed on recovery', async () => {
    const fake = await github();
    const { issues } = fake.repository;
    expect(await tell(fake, mondayReport())).toEqual({ done: 'created' });
    expect(await tell(fake, mondayReport())).toEqual({ done: 'unchanged' });
    expect(await tell(fake, mondayReport({ warnings: [] }))).toEqual({ done: 'updated' });
    expect(issues).toHaveLength(1);
    expect(issues[0]?.body).not.toContain('GROWTH_UNUSUAL');
    const waiting = goodReport({ week: { state: 'not-yet', sunday: '2026-11-29' } });
    expect(await tell(fake, waiting)).toEqual({ done: 'nothing' });
    expect(await tell(fake, goodReport({ dryRun: true }))).toEqual({ done: 'nothing' });
    expect(issues[0]?.state).toBe('open');
    expect(await tell(fake, goodReport())).toEqual({ done: 'closed' });
    expect(issues[0]?.state).toBe('closed');
    expect(fake.repository.comments[0]?.body).toContain('Well again');
    expect(await tell(fake, goodReport())).toEqual({ done: 'nothing' });
    expect(await tell(fake, mondayReport())).toEqual({ done: 'created' });
    expect(issues).toHaveLength(2);
  });

  it('is opened by a week without a load, though every cohort went well', async () => {
    const fake = await github();
    const missing = goodReport({ week: { state: 'missing', sunday: '2026-11-22' } });
    expect(await tell(fake, missing)).toEqual({ done: 'created' });
    expect(fake.repository.issues[0]?.body).toContain('has not come');
  });

  it('is found behind pages of other issues', async () => {
    const fake = await github();
    await tell(fake, mondayReport());
    for (let index = 0; index < 250; index += 1) {
      const number = fake.repository.nextNumber();
      fake.repository.issues.push({ number, title: 'x', body: 'x', state: 'open', labels: [], at: '' });
    }
    expect(await tell(fake, goodReport())).toEqual({ done: 'closed' });
    expect(
      fake.repository.issues.filter(({ state }) => state === 'closed').map(({ number }) => number),
    ).toEqual([1]);
  });

  it('is never that of another author who copied the marker', async () => {
    const fake = await github();
    await tell(fake, mondayReport());
    const before = fake.repository.issues[0]?.body;
    expect(await tell(fake, mondayReport({ warnings: [] }), 'our-app[bot]')).toEqual({ done: 'created' });
    expect(await tell(fake, goodReport(), 'third[bot]')).toEqual({ done: 'nothing' });
    expect(fake.repository.issues[0]).toMatchObject({ body: before, state: 'open' });
  });

  it.each(FAILURES)('is a warning where GitHub answers %i', async (status, reason) => {
    const fake = await github();
    fail(fake, status);
    const outcome = await tell(fake, mondayReport());
    expect(outcome).toEqual({ warning: { code: 'ISSUE_NOT_WRITTEN', reason } });
  });

  it('is a warning where the token may not, and where nobody answers', async () => {
    const fake = await github({ issues: 'read' });
    expect(await tell(fake, mondayReport())).toEqual({
      warning: { code: 'ISSUE_NOT_WRITTEN', reason: 'forbidden' },
    });
    await fake.stop();
    const gone = { warning: { code: 'ISSUE_NOT_WRITTEN', reason: 'unavailable' } };
    expect(await tell({ ...fake, stop: async () => undefined }, mondayReport())).toEqual(gone);
  });
});

describe('the comment on a pull request', () => {
  const comment = (fake: FakeGitHub, body: string, author?: string) =>
    writeStickyComment(client(fake), {
      ...WHERE,
      pull: 1,
      about: 'preview',
      body,
      link: RUN,
      ...(author === undefined ? {} : { author }),
    });
  const withPull = async (permissions: Permissions = { pull_requests: 'write' }): Promise<FakeGitHub> => {
    const fake = await github(permissions);
    await fake.repository.push({ 'README.md': 'Cohorts\n' }, 'olga');
    await fake.repository.openPull({ files: { 'cohorts/a.yml': 'id: a\n' }, author: 'ann' });
    return fake;
  };

  it('is one, found over pages, and written again only when it says something else; by no more than its right', async () => {
    const fake = await withPull();
    expect(await comment(fake, 'one')).toEqual({ done: 'created' });
    for (let index = 0; index < 120; index += 1)
      fake.repository.comments.unshift({ id: 9000 + index, issue: 1, body: 'chat' });
    expect(await comment(fake, 'one')).toEqual({ done: 'unchanged' });
    expect(await comment(fake, 'two')).toEqual({ done: 'updated' });
    expect(await comment(fake, 'three', 'our-app[bot]')).toEqual({ done: 'created' });
    expect(writes(fake)).toHaveLength(3);
  });

  it.each(FAILURES)('is a warning where GitHub answers %i', async (status, reason) => {
    const fake = await withPull();
    fail(fake, status);
    expect(await comment(fake, 'x')).toEqual({ warning: { code: 'COMMENT_NOT_WRITTEN', reason } });
  });

  it('is a warning where the token may only read', async () => {
    const fake = await withPull({ pull_requests: 'read' });
    const warning = { code: 'COMMENT_NOT_WRITTEN', reason: 'forbidden' };
    expect(await comment(fake, 'x')).toEqual({ warning });
  });
});

it('a text is cut to what GitHub takes, at a line, with its folds closed and the way to the rest', () => {
  const body = `<details><summary>x</summary>\n\n${'a line of text\n'.repeat(10_000)}\n</details>`;
  const shown = markedBody('<!-- mark -->', body, RUN);
  expect(shown.length).toBeLessThan(65_536);
  expect(shown.startsWith('<!-- mark -->\n')).toBe(true);
  expect(shown).toContain(`the rest is in [the summary of the run](${RUN})`);
  expect(shown.split('<details>').length).toBe(shown.split('</details>').length);
});

describe('deployments', () => {
  const deploy = (fake: FakeGitHub, report: PublicReport) =>
    writeDeployments(client(fake), { ...WHERE, sha: 'c'.repeat(40), report, link: RUN, pause: 0 });

  it('tell of each cohort that was held or that moved, to an environment of its own', async () => {
    const fake = await github();
    expect(await deploy(fake, mondayReport())).toEqual({ written: 4, left: 0, warning: null });
    const told = fake.repository.deployments.map(({ asked, statuses }) => [
      asked.environment,
      statuses[0]?.state,
      statuses[0]?.description,
    ]);
    expect(told).toEqual([
      ['cohort/old-checkout', 'failure', 'held: SUPERSEDED'],
      ['cohort/stroke', 'failure', 'failed: GROWTH_IMPLAUSIBLE'],
      ['cohort/diabetes-2026', 'success', 'revision 1, snapshot 1'],
      ['cohort/heart-failure', 'success', 'revision 2, snapshot 9'],
    ]);
    expect(fake.repository.deployments[0]?.asked).toMatchObject({ auto_merge: false, required_contexts: [] });
  });

  it('are not made by a dry run', async () => {
    const fake = await github();
    expect(await deploy(fake, mondayReport({ dryRun: true }))).toMatchObject({ written: 0, left: 0 });
    expect(fake.received).toEqual([]);
  });

  it('stay below what GitHub takes in an hour, and say how many were left', async () => {
    const fake = await github();
    const cohorts = Array.from({ length: 300 }, (_, index) => cohortReport({ cohort: `cohort-${index}` }));
    const report = publishFigures(runReport({ cohorts }), publication());
    const warning = { code: 'DEPLOYMENTS_LEFT_OUT', reason: 'limited' };
    expect(await deploy(fake, report)).toEqual({ written: 200, left: 100, warning });
    expect(writes(fake)).toHaveLength(400);
    // The week after begins with those that were left.
    const next = new Date(Date.parse(report.finishedAt) + 7 * 86_400_000).toISOString();
    await deploy(fake, { ...report, finishedAt: `${next.slice(0, 19)}Z` });
    const told = fake.repository.deployments.map(({ asked }) => asked.environment);
    expect(told).toHaveLength(400);
    expect(new Set(told).size).toBe(300);
  });

  it('end at once when the run is told to stop, whatever the pause between two', async () => {
    const fake = await github();
    const stop = new AbortController();
    const request = { ...WHERE, sha: 'c'.repeat(40), report: mondayReport(), pause: 2 ** 30 };
    fake.inject(({ url }) => {
      // Between the first cohort and the second.
      if (url.endsWith('/statuses')) setTimeout(() => stop.abort(), 50);
      return undefined;
    });
    const outcome = await writeDeployments(client(fake), { ...request, stopped: stop.signal });
    const warning = { code: 'DEPLOYMENTS_LEFT_OUT', reason: 'limited' };
    expect(outcome).toEqual({ written: 1, left: 3, warning });
    expect(await writeDeployments(client(fake), { ...request, stopped: stop.signal })).toMatchObject({
      written: 0,
      left: 4,
    });
  });

  it.each(FAILURES)('end with a warning at the first refusal, here %i', async (status, reason) => {
    const fake = await github();
    const refusal = { status, body: { message: 'canary 4711' } };
    fake.inject(() => (fake.repository.deployments.length >= 2 ? refusal : undefined));
    const outcome = await deploy(fake, mondayReport());
    expect(outcome).toEqual({ written: 1, left: 3, warning: { code: 'DEPLOYMENT_NOT_WRITTEN', reason } });
    expect(fake.received).toHaveLength(4);
  });
});
