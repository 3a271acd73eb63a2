import { setTimeout as sleep } from 'node:timers/promises';
import { floorDivide, parseInstant, WEEK } from '../instant.ts';
import type { PublicCohort, PublicReport } from '../report/public-report.ts';
import { attempt, type Octokit, type RepositoryName, type WriteWarning } from './write-outcome.ts';

export interface CohortDeployments extends RepositoryName {
  /** The commit whose cohort files the run followed. */
  readonly sha: string;
  readonly report: PublicReport;
  /** The run on GitHub. */
  readonly link?: string;
  /** Milliseconds between two cohorts; GitHub limits who writes more than 80 times a minute. */
  readonly pause?: number;
  /** Aborted when there is no time left: what is not told then is told by the next run that moves something. */
  readonly stopped?: AbortSignal;
}

export interface DeploymentsOutcome {
  readonly written: number;
  /** Cohorts that had to be left out, for GitHub's limit of 500 writes an hour, or because the time was over. */
  readonly left: number;
  readonly warning: WriteWarning | null;
}

/** Two writes each, and well below the limit. */
const MOST = 200;
const PAUSE = 1_600;

/**
 * Tells per cohort how its landing stands, as a deployment to `cohort/<id>`: those that were held first, then those whose
 * tables moved, as many as GitHub takes, beginning elsewhere each week. The first refusal ends it. Needs
 * `deployments: write`. Never throws.
 */
export async function writeDeployments(
  octokit: Octokit,
  request: CohortDeployments,
): Promise<DeploymentsOutcome> {
  const all = request.report.dryRun ? [] : inTurn(request.report);
  const told = all.slice(0, MOST);
  let written = 0;
  for (const cohort of told) {
    if (written > 0) await pause(request);
    if (request.stopped?.aborted) break;
    const outcome = await attempt('DEPLOYMENT_NOT_WRITTEN', () => deploy(octokit, request, cohort));
    if ('warning' in outcome) return { written, left: all.length - written, warning: outcome.warning };
    written += 1;
  }
  const left = all.length - written;
  return { written, left, warning: left === 0 ? null : { code: 'DEPLOYMENTS_LEFT_OUT', reason: 'limited' } };
}

/** By their names alone those behind the limit would be the same each week, and never told. */
function inTurn({ cohorts, finishedAt }: PublicReport): readonly PublicCohort[] {
  const told = cohorts.filter(isTold);
  const stopped = told.filter(({ state }) => state !== 'current');
  const moved = told.filter(({ state }) => state === 'current');
  const week = floorDivide(parseInstant(finishedAt) ?? 0n, WEEK);
  const first = moved.length === 0 ? 0 : Number((week * BigInt(MOST)) % BigInt(moved.length));
  return [...stopped, ...moved.slice(first), ...moved.slice(0, first)];
}

async function pause({ pause: milliseconds = PAUSE, stopped }: CohortDeployments): Promise<void> {
  const waiting = stopped === undefined ? {} : { signal: stopped };
  await sleep(milliseconds, undefined, waiting).catch((error: unknown) => {
    if (!stopped?.aborted) throw error;
  });
}

function isTold({ cohort, state, tables, snapshot }: PublicCohort): boolean {
  if (cohort === null) return false;
  return (
    state === 'held' || state === 'failed' || (state === 'current' && tables.length > 0 && snapshot !== null)
  );
}

async function deploy(octokit: Octokit, request: CohortDeployments, cohort: PublicCohort) {
  const { owner, repo, sha, link } = request;
  const environment = `cohort/${cohort.cohort}`;
  const { data } = await octokit.rest.repos.createDeployment({
    owner,
    repo,
    ref: sha,
    environment,
    task: 'cohort-sync',
    description: words(cohort),
    auto_merge: false,
    // What was approved has been proven otherwise; checks of the commit have no say here.
    required_contexts: [],
    production_environment: false,
  });
  if (!('id' in data)) return { done: 'nothing' } as const;
  await octokit.rest.repos.createDeploymentStatus({
    owner,
    repo,
    deployment_id: data.id,
    state: cohort.state === 'current' ? 'success' : 'failure',
    description: words(cohort),
    ...(link === undefined ? {} : { log_url: link }),
  });
  return { done: 'created' } as const;
}

/** At most 140 characters, as GitHub asks. */
function words({ state, revision, snapshot, problem }: PublicCohort): string {
  if (state !== 'current') return `${state}: ${problem?.code ?? 'INTERNAL'}`;
  return `revision ${revision ?? '–'}, snapshot ${snapshot ?? '–'}`;
}
