import pLimit from 'p-limit';
import { readChain } from '../approval/approval-chain.ts';
import { type CohortFileResult, readCohortFiles } from '../cohort/cohort-file.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { openStores, type Stores } from '../configuration/stores.ts';
import { CohortSyncError } from '../errors.ts';
import { formatInstant, type Instant, WEEK } from '../instant.ts';
import { publicCode } from '../log/public-errors.ts';
import type { PublicReport } from '../report/public-report.ts';
import { publishFigures } from '../report/publish-figures.ts';
import { runsSince } from '../report/report-run.ts';
import { readReport } from '../report/stored-reports.ts';
import type { CohortStatus } from '../status/cohort-status.ts';
import { readStatus } from '../status/status.ts';
import type { Environment } from '../storage/azure-credential.ts';
import type { PageApproval, PageCohort, PageFacts } from './page-facts.ts';
import { runFacts } from './run-facts.ts';
import { storageWeeks } from './storage-weeks.ts';

/** How far back the page looks; what is older stands on the pages before. */
const WEEKS_SHOWN = 26n;
const APPROVALS_SHOWN = 40;

/**
 * Reads what the page shows, from cohort files and storage alone; the source is not asked.
 * @param run the run that is told, as it was told
 */
export async function collectFacts(
  configuration: Configuration,
  env: Environment,
  run: PublicReport,
  now: Instant,
): Promise<PageFacts> {
  const stores = openStores(configuration, env);
  const files = await readCohortFiles(configuration.cohorts);
  const { report: status } = await readStatus(configuration, env, [], now);
  const { smallCell } = configuration.limits;
  const told = await toldRuns(stores, smallCell, now);
  const landed = Math.max(0, ...status.cohorts.map(({ members }) => members ?? 0));
  return {
    at: `${formatInstant(now).slice(0, 19)}Z`,
    lastSunday: status.lastSunday.slice(0, 10),
    smallCell,
    run,
    cohorts: status.cohorts.map((each) => pageCohort(each, files)),
    ...runFacts(told),
    approvals: await approvals(stores, status.cohorts),
    // At least as many persons as the largest cohort has landed in all.
    storage: landed < smallCell ? null : await storageWeeks(stores.landing),
  };
}

async function toldRuns(
  { diagnostics }: Stores,
  smallCell: number,
  now: Instant,
): Promise<readonly PublicReport[]> {
  const limit = pLimit(8);
  const runs = await runsSince(diagnostics, now - WEEKS_SHOWN * WEEK);
  const reports = await Promise.all(runs.map((run) => limit(() => readReport(diagnostics, run))));
  return reports.flatMap((report) =>
    report === undefined ? [] : [publishFigures(report, { smallCell, now, week: null, agreements: [] })],
  );
}

function pageCohort(status: CohortStatus, files: readonly CohortFileResult[]): PageCohort {
  const { cohort, state, problem, revision, persons, snapshot } = status;
  const file = files.find((each) => each.id === cohort);
  const said = file !== undefined && 'cohort' in file ? file.cohort : undefined;
  return {
    cohort,
    title: said?.title ?? null,
    consumer: said?.consumer ?? null,
    lastDay: said === undefined ? null : formatInstant(said.expires - 1n).slice(0, 10),
    state,
    code: problem === null ? null : publicCode(problem.code),
    revision,
    persons,
    snapshot:
      snapshot === null || snapshot.through === null
        ? null
        : { number: snapshot.number, through: snapshot.through.slice(0, 10), behind: snapshot.sundaysBehind },
  };
}

/** A chain that is broken is told as its cohort's state. */
async function approvals(
  { approvals: store }: Stores,
  cohorts: readonly CohortStatus[],
): Promise<readonly PageApproval[]> {
  const limit = pLimit(8);
  const known = cohorts.filter(({ revision }) => revision !== null);
  const chains = await Promise.all(
    known.map(({ cohort }) =>
      limit(async () => {
        try {
          return await readChain(store, cohort);
        } catch (error) {
          if (error instanceof CohortSyncError && error.code === 'APPROVAL_CHAIN_BROKEN') return [];
          throw error;
        }
      }),
    ),
  );
  return chains
    .flat()
    .toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1))
    .slice(0, APPROVALS_SHOWN)
    .map(({ cohort, sequence, kind, by, reason, at, status, roster }) => ({
      cohort,
      sequence,
      kind,
      by,
      reason,
      day: formatInstant(at).slice(0, 10),
      status,
      persons: roster.persons,
    }));
}
