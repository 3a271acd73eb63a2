import type { PublicCode } from '../log/public-errors.ts';
import { isRed, type PublicReport } from '../report/public-report.ts';
import { runSummary, type SummaryLinks } from './job-summary.ts';
import {
  attempt,
  isOwn,
  markedBody,
  type Octokit,
  type RepositoryName,
  WORKFLOW_BOT,
  type WriteOutcome,
} from './write-outcome.ts';

const MARKER = '<!-- cohort-sync:weekly -->';
const TITLE = 'cohort-sync: the weekly run needs you';

export interface WeeklyIssue extends RepositoryName {
  /** Undefined where the run left none: then it is red. */
  readonly report: PublicReport | undefined;
  /** Red for another reason than the report's. */
  readonly failed?: boolean;
  readonly failures?: readonly PublicCode[];
  readonly links: SummaryLinks;
  /** Login that the token writes as. */
  readonly author?: string;
}

/**
 * Keeps one issue: a run that is red opens it, or brings it up to date; one that is well again closes it. A run that still
 * waits for its load leaves it as it is, and so does a dry run. Needs `issues: write`.
 */
export function writeWeeklyIssue(octokit: Octokit, request: WeeklyIssue): Promise<WriteOutcome> {
  return attempt('ISSUE_NOT_WRITTEN', async () => {
    const { owner, repo, report, failed = false } = request;
    const red = report === undefined || failed || isRed(report);
    if (report?.dryRun || (!red && report.week?.state === 'not-yet')) return { done: 'nothing' };
    const open = await findOpen(octokit, request);
    if (red) return tellRed(octokit, request, open[0]);
    // Two runs that failed at once may have opened one each.
    for (const { number } of open) {
      const body = markedBody(MARKER, `Well again: ${words(request)}`, request.links.run);
      await octokit.rest.issues.createComment({ owner, repo, issue_number: number, body });
      await octokit.rest.issues.update({
        owner,
        repo,
        issue_number: number,
        state: 'closed',
        state_reason: 'completed',
      });
    }
    return { done: open.length === 0 ? 'nothing' : 'closed' };
  });
}

function words({ report, failures = [], links }: WeeklyIssue): string {
  return runSummary(report, failures, links);
}

async function tellRed(
  octokit: Octokit,
  request: WeeklyIssue,
  open: Found | undefined,
): Promise<WriteOutcome> {
  const { owner, repo } = request;
  const body = markedBody(MARKER, words(request), request.links.run);
  if (open === undefined) {
    await octokit.rest.issues.create({ owner, repo, title: TITLE, body });
    return { done: 'created' };
  }
  if (open.body === body) return { done: 'unchanged' };
  await octokit.rest.issues.update({ owner, repo, issue_number: open.number, body });
  return { done: 'updated' };
}

interface Found {
  readonly number: number;
  readonly body: string;
}

/** Ours that are open, oldest first, over all pages. */
async function findOpen(octokit: Octokit, request: WeeklyIssue): Promise<readonly Found[]> {
  const { owner, repo, author = WORKFLOW_BOT } = request;
  const issues = await octokit.paginate(octokit.rest.issues.listForRepo, {
    owner,
    repo,
    state: 'open',
    per_page: 100,
  });
  return issues
    .filter((issue) => issue.pull_request === undefined && isOwn(issue, MARKER, author))
    .map(({ number, body }) => ({ number, body: body ?? '' }))
    .toSorted((a, b) => a.number - b.number);
}
