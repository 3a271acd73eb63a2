import { describe, expect, it, onTestFinished } from 'vitest';
import { presentRun } from '../../src/github/tell-run.ts';
import type { PublicCode } from '../../src/log/public-errors.ts';
import { messageSchema, type PublicEvent } from '../../src/log/public-events.ts';
import type { PublicReport } from '../../src/report/public-report.ts';
import { goodReport, mondayReport } from '../report/sample-public-report.ts';
import { type FakeGitHub, startFakeGitHub } from './fake-github.ts';
import type { Permissions } from './tokens.ts';

async function github(permissions: Permissions): Promise<FakeGitHub> {
  const fake = await startFakeGitHub({ permissions });
  onTestFinished(() => fake.stop());
  return fake;
}

const reported = (report: PublicReport = mondayReport()): PublicEvent => ({ kind: 'run-reported', report });

const present = (fake: FakeGitHub, event: string, events = [reported()], exitCode = 0) => {
  const env = {
    GITHUB_REPOSITORY: 'example/cohorts',
    GITHUB_SHA: 'c'.repeat(40),
    GITHUB_EVENT_NAME: event,
    GITHUB_API_URL: fake.url,
    GITHUB_WORKSPACE: '/nowhere',
    GITHUB_RUN_ID: '77',
  };
  const outcome = { exitCode, outputs: {} };
  return presentRun({ events, env, outcome }, { token: fake.tokens.workflow, issue: true });
};

describe('a run that the child reported', () => {
  it('passes from child to supervisor as JSON, and not with one exact figure', () => {
    const message = { type: 'event', event: { kind: 'run-reported', report: mondayReport() } };
    const sent = JSON.stringify(message);
    expect(messageSchema.safeParse(JSON.parse(sent)).success).toBe(true);
    expect(sent).toContain('"rows":4900');
    expect(messageSchema.safeParse(JSON.parse(sent.replace('"rows":4900', '"rows":4949'))).success).toBe(
      false,
    );
  });

  it('keeps the weekly issue on the schedule alone: to look at an old run again opens none', async () => {
    const fake = await github({ issues: 'write' });
    for (const event of ['workflow_dispatch', 'push', 'repository_dispatch']) {
      expect(await present(fake, event)).toContain('❌ 2 of 6 cohorts held back');
    }
    expect(fake.received).toEqual([]);
    await present(fake, 'schedule');
    expect(fake.repository.issues).toHaveLength(1);
    expect(fake.repository.issues[0]?.body).toContain('https://github.com/example/cohorts/actions/runs/77');
  });

  it('is shown all the same where GitHub takes no issue, with a warning that says what is lacking', async () => {
    const fake = await github({ issues: 'read' });
    const summary = await present(fake, 'schedule');
    expect(summary).toContain('❌ 2 of 6 cohorts held back');
    expect(summary).toContain('`ISSUE_NOT_WRITTEN`');
    expect(summary).toContain('issues: write');
  });

  it('is nothing where the child reported none', async () => {
    expect(await presentRun({ events: [], env: {}, outcome: undefined }, { token: 'x' })).toBeUndefined();
  });
});

describe('a weekly run that fails before it can leave a report', () => {
  const problem = (code: PublicCode): PublicEvent => ({ kind: 'problem', code, mistakes: [], findings: [] });

  it('opens the one issue all the same, says why where it is known, and is closed by the next that is well', async () => {
    const fake = await github({ issues: 'write' });
    const summary = await present(fake, 'schedule', [problem('STORAGE_DENIED')], 1);
    expect(summary).toContain('## ❌ The run left no report');
    expect(summary).toContain('| *the run* | `STORAGE_DENIED` |');
    await present(fake, 'schedule', [], 1);
    expect(fake.repository.issues.map(({ state }) => state)).toEqual(['open']);
    expect(fake.repository.issues[0]?.body).toContain('`RUN_WITHOUT_REPORT`');
    await present(fake, 'schedule', [reported(goodReport())]);
    expect(fake.repository.issues.map(({ state }) => state)).toEqual(['closed']);
  });

  it('opens it also where the report is well, and another job of the run is not', async () => {
    const fake = await github({ issues: 'write' });
    const summary = await present(fake, 'schedule', [reported(goodReport()), problem('RUN_JOB_FAILED')], 1);
    expect(summary).toContain('`RUN_JOB_FAILED`');
    expect(fake.repository.issues[0]).toMatchObject({ state: 'open' });
    expect(fake.repository.issues[0]?.body).toContain('A job of the run failed.');
  });

  it('opens none by hand', async () => {
    const fake = await github({ issues: 'write' });
    await present(fake, 'workflow_dispatch', [problem('STORAGE_DENIED')], 1);
    expect(fake.received).toEqual([]);
  });
});
