import type { PublicReport } from '../report/public-report.ts';
import { publicReportOf } from '../report/report-run.ts';
import type { SyncOptions } from './begin-run.ts';
import type { RunContext } from './open-run.ts';
import { runSync } from './run-sync.ts';

/** A whole run in this process, as anybody may read it. */
export async function runToPublic(
  { configuration, env, log, signal }: RunContext,
  { cohorts, tables, dryRun, full, accept }: SyncOptions,
): Promise<{ readonly report: PublicReport; readonly exitCode: number }> {
  const options = {
    ...{ cohorts, tables, dryRun },
    ...(full === undefined ? {} : { full }),
    ...(accept === undefined ? {} : { accept }),
    ...(signal === undefined ? {} : { signal }),
  };
  const { report, exitCode } = await runSync(configuration, env, options, log);
  return { report: await publicReportOf(configuration, report, null), exitCode };
}
