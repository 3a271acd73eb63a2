import { describe, expect, it, onTestFinished } from 'vitest';
import { presentRun } from '../../src/github/tell-run.ts';
import { messageSchema, type PublicEvent } from '../../src/log/public-events.ts';
import type { PublicReport } from '../../src/report/public-report.ts';
import { mondayReport } from '../report/sample-public-report.ts';
import { type FakeGitHub, startFakeGitHub } from './fake-github.ts';
import type { Permissions } from './tokens.ts';

async function github(permissions: Permissions): Promise<FakeGitHub> {
  const fake = await startFakeGitHub({ permissions });
  onTestFinished(() => fake.stop());
  return fake;
}

const present = (fake: FakeGitHub, event: string, report: PublicReport = mondayReport()) => {
  const env = {
    GITHUB_REPOSITORY: 'example/cohorts',
    GITHUB_SHA: 'c'.repeat(40),
    GITHUB_EVENT_NAME: event,
    GITHUB_API_URL: fake.url,
    GITHUB_WORKSPACE: '/nowhere',
    GITHUB_RUN_ID: '77',
  };
  const events: PublicEvent[] = [{ kind: 'run-reported', report }];
  return presentRun(events, env, { token: fake.tokens.workflow, issue: true });
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
    expect(await presentRun([], {}, { token: 'x' })).toBeUndefined();
  });
});
