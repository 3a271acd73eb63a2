import type { Configuration } from '../configuration/configuration.ts';
import { openStores } from '../configuration/stores.ts';
import { EXIT } from '../errors.ts';
import type { Log } from '../log/events.ts';
import { pendingHeals } from '../override/heals.ts';
import { openOverrides } from '../override/overrides.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { runSync } from '../sync/run-sync.ts';
import { runVerify, type VerifyOptions, type VerifyOutcome } from './run-verify.ts';
import { hasFailed } from './verify-report.ts';

/**
 * Verifies; then, for the landings that differ and whose owner has answered that by an override of kind `heal`, compares all
 * history with the source, replaces what differs, and verifies again. An answer is good once; without one nothing is
 * replaced, since a source that lost rows looks like a landing that has too many.
 * @returns the last verification of each cohort, and in `healed` those that were replaced from the source
 */
export async function verifyAndHeal(
  configuration: Configuration,
  env: Environment,
  options: VerifyOptions,
  log: Log,
  signal?: AbortSignal,
): Promise<VerifyOutcome> {
  const first = await runVerify(configuration, env, options, log);
  const differing = first.report.cohorts.filter(({ state }) => state === 'differs');
  const { landing, approvals } = openStores(configuration, env);
  const policy = configuration.approvals;
  const overrides = openOverrides({ landing, approvals, policy, run: first.report.run, dryRun: true });
  const answers = await Promise.all(
    differing.map(async ({ cohort }) => ({ cohort, given: await pendingHeals(overrides, [cohort]) })),
  );
  const cohorts = answers.flatMap(({ cohort, given }) => (given.length > 0 ? [cohort] : []));
  if (cohorts.length === 0) return first;
  const stop = signal === undefined ? {} : { signal };
  const synced = await runSync(configuration, env, { cohorts, tables: [], dryRun: false, ...stop }, log);
  const again = await runVerify(configuration, env, { ...options, cohorts }, log);
  const latest = new Map(again.report.cohorts.map((each) => [each.cohort, each]));
  const report = {
    ...first.report,
    cohorts: first.report.cohorts.map((each) => latest.get(each.cohort) ?? each),
    healed: cohorts.filter((cohort) => latest.get(cohort)?.state === 'verified'),
  };
  const failed = hasFailed(report.cohorts);
  const exitCode = synced.exitCode !== EXIT.done ? synced.exitCode : failed ? EXIT.failed : EXIT.done;
  return { report: { ...report, verdict: failed ? 'failed' : 'verified' }, exitCode };
}
