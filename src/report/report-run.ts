import { readCohortFiles } from '../cohort/cohort-file.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { openStores } from '../configuration/stores.ts';
import { ConfigurationError, EXIT } from '../errors.ts';
import { formatInstant, type Instant, parseInstant, runnerNow } from '../instant.ts';
import type { Environment } from '../storage/azure-credential.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { type LoadWeek, loadWeek, thisWeek } from './load-week.ts';
import type { PublicReport } from './public-report.ts';
import { type ExactReport, publishFigures } from './publish-figures.ts';
import { listRuns, readReport, type StoredReport } from './stored-reports.ts';

export interface ReportOptions {
  /** The run; the newest that left a report when absent. */
  readonly run?: string;
}

/**
 * The `report` action's stage: a stored run as anybody may read it, and where the load of its week stood when it ended.
 * @returns exit code 1 when that load was missing; a run that failed has been red itself
 * @throws ConfigurationError REPORT_MISSING; what reading the storage raises
 */
export async function reportRun(
  configuration: Configuration,
  env: Environment,
  options: ReportOptions,
): Promise<{ readonly report: PublicReport; readonly exitCode: number }> {
  const { diagnostics } = openStores(configuration, env);
  const runs = await listRuns(diagnostics);
  const run = options.run ?? runs.at(-1);
  const stored = run === undefined || !runs.includes(run) ? undefined : await readReport(diagnostics, run);
  if (stored === undefined) {
    throw new ConfigurationError('There is no report of that run, or none that can be read.', {
      code: 'REPORT_MISSING',
      remedy: 'Name a run that came to its end, or none for the newest.',
    });
  }
  const week = await weekOf(diagnostics, runs, stored);
  const report = await publicReportOf(configuration, stored, week);
  return { report, exitCode: week?.state === 'missing' ? EXIT.failed : EXIT.done };
}

/**
 * What may be told of a run: for `finish`, of the run that has just ended.
 * @param week null where nobody asked how the week stands, as after a merge
 */
export async function publicReportOf(
  configuration: Configuration,
  report: ExactReport,
  week: LoadWeek | null,
): Promise<PublicReport> {
  const files = await readCohortFiles(configuration.cohorts);
  const agreements = files.flatMap((file) =>
    'cohort' in file && file.cohort.status === 'active'
      ? [{ cohort: file.id, expires: file.cohort.expires }]
      : [],
  );
  const now = parseInstant(report.finishedAt) ?? runnerNow();
  const { smallCell } = configuration.limits;
  return publishFigures(report, { smallCell, now, week, agreements });
}

/** As it stood when the run ended, so that a report made again says the same. Null when the source was not asked. */
async function weekOf(
  diagnostics: BlobStore,
  runs: readonly string[],
  { run, frontier, finishedAt }: StoredReport,
): Promise<LoadWeek | null> {
  const [reached, now] = [parseInstant(frontier ?? ''), parseInstant(finishedAt)];
  if (reached === undefined || now === undefined) return null;
  const since = stampOf(thisWeek(now));
  const before = runs.filter((other) => other >= since && other < run);
  const earlier = await Promise.all(before.map((other) => readReport(diagnostics, other)));
  return loadWeek(
    reached,
    now,
    earlier.filter((each) => each !== undefined),
  );
}

/** The runs that left a report and began at the instant or later, oldest first. */
export async function runsSince(diagnostics: BlobStore, since: Instant): Promise<readonly string[]> {
  return (await listRuns(diagnostics)).filter((run) => run >= stampOf(since));
}

/** How the name of a run begins that starts at the instant. */
function stampOf(instant: Instant): string {
  return formatInstant(instant).slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase();
}
