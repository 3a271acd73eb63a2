import { getOctokit } from '@actions/github';
import type { PublicEvent } from '../log/public-events.ts';
import type { PublicReport } from '../report/public-report.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { writeStickyComment } from './comment.ts';
import { type GitHubContext, readGitHubContext } from './context.ts';
import { writeDeployments } from './deployments.ts';
import { writeWeeklyIssue } from './issue.ts';
import { jobSummary, warningLines } from './job-summary.ts';
import type { WriteWarning } from './write-outcome.ts';

export interface Telling {
  readonly report: PublicReport;
  readonly context: GitHubContext;
  readonly token: string;
  /** Keep the issue of the weekly run. */
  readonly issue?: boolean;
  /** Tell each cohort's deployment. */
  readonly deployments?: boolean;
  /** Number of the merged pull request that gets the result of its backfill. */
  readonly pull?: number;
}

/** Tells a run on GitHub, in the supervisor: what it says is the public report and constants. Never throws. */
export async function tellRun(telling: Telling): Promise<readonly WriteWarning[]> {
  const { report, context, token } = telling;
  const { owner, repo, sha, apiUrl } = context;
  const octokit = getOctokit(token, { baseUrl: apiUrl });
  const link = runLink(context);
  const warnings: WriteWarning[] = [];
  if (telling.issue) {
    const outcome = await writeWeeklyIssue(octokit, { owner, repo, report, links: { run: link } });
    if ('warning' in outcome) warnings.push(outcome.warning);
  }
  if (telling.pull !== undefined) {
    const body = jobSummary(report, { run: link });
    const comment = { owner, repo, pull: telling.pull, about: 'backfill', body, link } as const;
    const outcome = await writeStickyComment(octokit, comment);
    if ('warning' in outcome) warnings.push(outcome.warning);
  }
  if (telling.deployments) {
    const { warning } = await writeDeployments(octokit, { owner, repo, sha, report, link });
    if (warning !== null) warnings.push(warning);
  }
  return warnings;
}

/** The run's page on GitHub. */
export function runLink({ serverUrl, owner, repo, workflowRun }: GitHubContext): string {
  return `${serverUrl}/${owner}/${repo}/actions/runs/${workflowRun}`;
}

/**
 * What an action's supervisor shows of the run that its child reported, having told it on GitHub: the job's summary.
 * The weekly issue is for the schedule alone: an older run that somebody looks at again must not open or close it.
 * @returns undefined when the child reported none
 */
export async function presentRun(
  events: readonly PublicEvent[],
  env: Environment,
  { token, ...what }: Pick<Telling, 'token' | 'deployments' | 'issue' | 'pull'>,
): Promise<string | undefined> {
  const report = events.find((event) => event.kind === 'run-reported')?.report;
  if (report === undefined) return undefined;
  const context = await readGitHubContext(env);
  const issue = what.issue === true && context.event === 'schedule';
  const warnings = await tellRun({ ...what, report, context, token, issue });
  const lines = warningLines(warnings.map(({ code }) => code));
  return `${jobSummary(report, { run: runLink(context) })}${lines === '' ? '' : `\n${lines}\n`}`;
}
