import { getOctokit } from '@actions/github';
import { EXIT } from '../errors.ts';
import type { PublicCode } from '../log/public-errors.ts';
import type { PublicEvent, PublicOutcome } from '../log/public-events.ts';
import type { PublicReport } from '../report/public-report.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { type GitHubContext, readGitHubContext } from './context.ts';
import { writeDeployments } from './deployments.ts';
import { writeWeeklyIssue } from './issue.ts';
import { runSummary, warningLines } from './job-summary.ts';
import type { WriteWarning } from './write-outcome.ts';

export interface Telling {
  /** Undefined where the run left none. */
  readonly report: PublicReport | undefined;
  /** The action is red, whatever the report says. */
  readonly failed: boolean;
  /** What ended the action, or a part of it. */
  readonly failures: readonly PublicCode[];
  readonly context: GitHubContext;
  readonly token: string;
  /** Keep the issue of the weekly run. */
  readonly issue?: boolean;
  /** Tell each cohort's deployment. */
  readonly deployments?: boolean;
  /** Aborted when there is no time left for that. */
  readonly stopped?: AbortSignal;
}

/** Tells a run on GitHub, in the supervisor: what it says is the public report and constants. Never throws. */
export async function tellRun(telling: Telling): Promise<readonly WriteWarning[]> {
  const { report, failed, failures, context, token, stopped } = telling;
  const { owner, repo, sha, apiUrl } = context;
  const octokit = getOctokit(token, { baseUrl: apiUrl });
  const link = runLink(context);
  const warnings: WriteWarning[] = [];
  if (telling.issue) {
    const week = { owner, repo, report, failed, failures, links: { run: link } };
    const outcome = await writeWeeklyIssue(octokit, week);
    if ('warning' in outcome) warnings.push(outcome.warning);
  }
  if (report === undefined) return warnings;
  if (telling.deployments) {
    const ending = stopped === undefined ? {} : { stopped };
    const { warning } = await writeDeployments(octokit, { owner, repo, sha, report, link, ...ending });
    if (warning !== null) warnings.push(warning);
  }
  return warnings;
}

/** The run's page on GitHub. */
export function runLink({ serverUrl, owner, repo, workflowRun }: GitHubContext): string {
  return `${serverUrl}/${owner}/${repo}/actions/runs/${workflowRun}`;
}

/** What a supervisor knows at the end of an action. */
export interface Shown {
  readonly events: readonly PublicEvent[];
  readonly env: Environment;
  /** Undefined where the child ended without its last word. */
  readonly outcome: PublicOutcome | undefined;
  readonly stopped?: AbortSignal;
}

/**
 * What an action's supervisor shows of the run that its child reported, having told it on GitHub: the job's summary.
 * The weekly issue is for the schedule alone: an older run that somebody looks at again must not open or close it. It is kept
 * also where the child reported none, whatever kept it from that.
 * @param shown the child's last word tells whether the action is red for another reason than the run that it tells of
 * @returns undefined when the child reported none, and no issue is kept
 */
export async function presentRun(
  { events, env, outcome, stopped }: Shown,
  { token, ...what }: Pick<Telling, 'token' | 'deployments' | 'issue'>,
): Promise<string | undefined> {
  const report = events.find((event) => event.kind === 'run-reported')?.report;
  const failures = events.flatMap((event) => (event.kind === 'problem' ? [event.code] : []));
  if (report === undefined && what.issue !== true) return undefined;
  const context = await readGitHubContext(env);
  const issue = what.issue === true && context.event === 'schedule';
  const failed = outcome?.exitCode !== EXIT.done;
  const ending = stopped === undefined ? {} : { stopped };
  const warnings = await tellRun({ ...what, ...ending, report, failed, failures, context, token, issue });
  const lines = warningLines(warnings.map(({ code }) => code));
  const summary = runSummary(report, failures, { run: runLink(context) });
  return `${summary}${lines === '' ? '' : `\n${lines}\n`}`;
}
