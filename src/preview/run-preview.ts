import type { CohortFile } from '../cohort/cohort-file.ts';
import { readWithdrawals } from '../cohort/withdrawals.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { Stores } from '../configuration/stores.ts';
import { CohortSyncError, EXIT } from '../errors.ts';
import { formatInstant, runnerNow } from '../instant.ts';
import type { Log } from '../log/events.ts';
import { holdRun } from '../sandbox/run-hold.ts';
import { connectSource, schemasOf } from '../source/connect-source.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { noteOf, problemOf, worst } from '../sync/problem.ts';
import { newRun } from '../sync/run-id.ts';
import { countedCohort, notCounted } from './cohort-preview.ts';
import { countPersons } from './count-persons.ts';
import { type Listed, listPersons } from './list-persons.ts';
import { renderPreview } from './preview-page.ts';
import { type CohortPreview, encodePreview, type PreviewReport, previewPath } from './preview-report.ts';
import { nothing } from './proposed-cohorts.ts';

export interface PreviewRequest {
  readonly stores: Stores;
  readonly pull: number;
  /** The commit that the files are of. */
  readonly head: string;
  readonly files: readonly CohortFile[];
  readonly log: Log;
  readonly signal: AbortSignal | undefined;
}

export interface PreviewOutcome {
  readonly run: string;
  /** Stored; undefined where nothing could be counted. */
  readonly report: PreviewReport | undefined;
  readonly exitCode: number;
}

/**
 * Counts at the source what proposed cohorts would bring, and stores the result in the diagnostics. Nothing is approved, no
 * landing is touched, no row leaves the source. What cannot be proven of a cohort's list is not counted; the others are.
 * @throws ConfigurationError `PREVIEW_NOTHING`; what stops the source or the storage as a whole
 */
export async function runPreview(
  configuration: Configuration,
  env: Environment,
  request: PreviewRequest,
): Promise<PreviewOutcome> {
  const { stores, pull, head, files, log } = request;
  const startedAt = runnerNow();
  const run = newRun(startedAt);
  const { persons: withdrawn } = await readWithdrawals(stores.withdrawals);
  const listed: Listed[] = [];
  const others: CohortPreview[] = [];
  const problems: unknown[] = [];
  const hold = (cohort: string, error: unknown): void => {
    problems.push(error);
    log({ kind: 'cohort-held', cohort, ...noteOf(error) });
  };
  for (const file of files) {
    try {
      const found = await listPersons(stores, file, withdrawn, startedAt);
      if (found instanceof CohortSyncError) others.push(notCounted(file, 'inactive', found));
      else listed.push(found);
    } catch (error) {
      hold(file.id, error);
      others.push(notCounted(file, 'held', error));
    }
  }
  if (listed.length + problems.length === 0) throw nothing();
  log({ kind: 'run-started', run, cohorts: listed.length });
  if (listed.length === 0) return { run, report: undefined, exitCode: exitCodeOf(problems) };
  const counted = await count(configuration, env, request, run, listed);
  const cohorts = listed.map((each) => countedCohort(each, counted, hold));
  const report: PreviewReport = {
    run,
    startedAt: formatInstant(startedAt),
    finishedAt: formatInstant(runnerNow()),
    pull,
    head,
    cohorts: [...cohorts, ...others].sort((a, b) => (a.cohort < b.cohort ? -1 : 1)),
  };
  await stores.diagnostics.putIfAbsent(previewPath(run, 'json'), encodePreview(report));
  await stores.diagnostics.putIfAbsent(previewPath(run, 'html'), renderPreview(report));
  return { run, report, exitCode: exitCodeOf(problems) };
}

function exitCodeOf(problems: readonly unknown[]): number {
  return problems.length === 0 ? EXIT.done : worst(problems.map((error) => problemOf(error).exitCode));
}

/** Under a hold of its own, so that a sweep takes the list away if this process dies, and not before. */
async function count(
  configuration: Configuration,
  env: Environment,
  { stores, log, signal }: PreviewRequest,
  run: string,
  listed: readonly Listed[],
): ReturnType<typeof countPersons> {
  const hold = await holdRun(stores.diagnostics, run);
  try {
    const warehouse = await connectSource(configuration, env, log, signal);
    try {
      const { timeZone } = configuration.source;
      const at = { warehouse, schemas: schemasOf(configuration), timeZone, signal };
      const tables = [...new Set(listed.flatMap(({ file }) => file.cohort.tables))];
      const lists = listed.map((each) => each.list);
      return await countPersons({ ...at, roster: `cohort_sync_preview_${run}` }, lists, tables);
    } finally {
      await warehouse.close();
    }
  } finally {
    await hold.end();
  }
}
