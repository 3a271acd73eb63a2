import pLimit from 'p-limit';
import { policyInForce } from '../approval/policy-in-force.ts';
import { readCohortFiles } from '../cohort/cohort-file.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { openStores, type Stores } from '../configuration/stores.ts';
import { EXIT } from '../errors.ts';
import { formatInstant, type Instant } from '../instant.ts';
import { type Heartbeat, readHeartbeat } from '../report/heartbeat.ts';
import type { Note } from '../report/run-report.ts';
import { listRuns, readReport, type StoredReport } from '../report/stored-reports.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { chooseCohorts } from '../sync/choose-cohorts.ts';
import { landingsWithoutFile } from '../sync/landings-without-file.ts';
import { type CohortStatus, cohortStatus } from './cohort-status.ts';
import { lastSunday } from './freshness.ts';

/** What stands in storage now; the source was not asked. */
export interface StatusReport {
  readonly at: string;
  /** The last Sunday that has begun (UTC), which a fresh landing reaches. */
  readonly lastSunday: string;
  /** The newest run that left a report. */
  readonly lastRun: LastRun | null;
  /** What the last run left for those who watch from outside; its age is what counts. */
  readonly heartbeat: Heartbeat | null;
  readonly cohorts: readonly CohortStatus[];
}

export interface LastRun
  extends Pick<StoredReport, 'run' | 'startedAt' | 'finishedAt' | 'verdict' | 'frontier'> {
  readonly problem: Note | null;
}

/**
 * Reads the state of all cohorts, or of those named, from cohort files and storage alone.
 * @returns exit code 1 where something in storage could not be read or is broken; a cohort that is merely suspended, not
 *   approved or behind is no failure of this command
 */
export async function readStatus(
  configuration: Configuration,
  env: Environment,
  cohorts: readonly string[],
  now: Instant,
): Promise<{ readonly report: StatusReport; readonly exitCode: number }> {
  const stores = openStores(configuration, env);
  const all = await readCohortFiles(configuration.cohorts);
  const files = chooseCohorts(all, cohorts);
  const abandoned = cohorts.length > 0 ? [] : await landingsWithoutFile(stores.landing, all);
  const lastRun = await newestReport(stores);
  const limit = pLimit(4);
  const policy = () => policyInForce(stores.approvals, configuration);
  const wanted = [
    ...files.map((file) => ({ id: file.id, file })),
    ...abandoned.map((id) => ({ id, file: undefined })),
  ];
  const states = await Promise.all(
    wanted.map(({ id, file }) => limit(() => cohortStatus({ stores, id, file, lastRun, now, policy }))),
  );
  const report: StatusReport = {
    at: formatInstant(now),
    lastSunday: formatInstant(lastSunday(now)),
    lastRun: lastRun === undefined ? null : runOf(lastRun),
    heartbeat: (await readHeartbeat(stores.diagnostics)) ?? null,
    cohorts: states,
  };
  return { report, exitCode: states.some(({ state }) => state === 'broken') ? EXIT.failed : EXIT.done };
}

async function newestReport({ diagnostics }: Stores): Promise<StoredReport | undefined> {
  const newest = (await listRuns(diagnostics)).at(-1);
  return newest === undefined ? undefined : readReport(diagnostics, newest);
}

function runOf({ run, startedAt, finishedAt, verdict, frontier, problem }: StoredReport): LastRun {
  return { run, startedAt, finishedAt, verdict, frontier, problem };
}
