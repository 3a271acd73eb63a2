import type { Stores } from '../configuration/stores.ts';
import type { StoredPlan } from '../plan/stored-plan.ts';
import { writeHeartbeat } from '../report/heartbeat.ts';
import { encodeReport, type RunReport } from '../report/run-report.ts';
import { notRead, reportOf } from './finish.ts';
import { noteOf, problemOf, worst } from './problem.ts';

/** Keeps what a run did, and says that it came to its end. A dry run leaves no trace. */
export async function recordRun({ diagnostics }: Stores, report: RunReport): Promise<void> {
  if (report.dryRun) return;
  await diagnostics.putIfAbsent(`runs/${report.run}/report.json`, encodeReport(report));
  await writeHeartbeat(diagnostics, report);
}

/**
 * Keeps that a run was stopped as a whole. The failure is what the caller must learn; a report that cannot be stored on top
 * of it would hide it.
 */
export async function recordFailure(stores: Stores, plan: StoredPlan, failure: unknown): Promise<void> {
  const others = plan.cohorts.map(notRead);
  const exitCode = worst([problemOf(failure).exitCode, ...others.map((each) => each.exitCode)]);
  const cohorts = others.map((each) => each.report);
  await recordRun(stores, reportOf(plan, cohorts, exitCode, noteOf(failure))).catch(() => undefined);
}
