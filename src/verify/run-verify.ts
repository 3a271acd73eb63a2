import pLimit from 'p-limit';
import { readCohortFiles } from '../cohort/cohort-file.ts';
import { readWithdrawals } from '../cohort/withdrawals.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { openStores } from '../configuration/stores.ts';
import { EXIT } from '../errors.ts';
import { runnerNow } from '../instant.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { Log } from '../log/events.ts';
import { OMOP_TABLES } from '../omop/tables.ts';
import { type Overrides, openOverrides } from '../override/overrides.ts';
import { holdRun } from '../sandbox/run-hold.ts';
import { connectSource, schemasOf } from '../source/connect-source.ts';
import { dropStatement } from '../source/statements/roster.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { admitCohorts } from '../sync/admit.ts';
import { chooseCohorts } from '../sync/choose-cohorts.ts';
import type { ReadyCohort } from '../sync/ready-cohort.ts';
import { newRun } from '../sync/run-id.ts';
import { loadRosterTable, RosterMismatch } from '../sync/sandbox-roster.ts';
import { createTransferPool } from '../transfer/transfer-pool.ts';
import { judgeLanding } from './judge-landing.ts';
import { type OpenLanding, openLanding } from './open-landing.ts';
import { recordVerified } from './verified-snapshot.ts';
import { type CohortVerification, hasFailed, unread, type VerifyReport } from './verify-report.ts';
import { type Verification, verifyTable } from './verify-table.ts';

export interface VerifyOptions {
  readonly cohorts: readonly string[];
  /** Only these tables; all landed ones when empty. Then the snapshot as a whole does not count as verified. */
  readonly tables?: readonly string[];
  readonly deep: boolean;
  /** Aborted when the run is to end. */
  readonly signal?: AbortSignal;
}

export interface VerifyOutcome {
  readonly report: VerifyReport;
  readonly exitCode: number;
}

/** The pool of workers is the real bound; these only keep it busy while statements run. */
const TABLES_AT_ONCE = 3;

/**
 * Verifies the latest snapshot of each cohort against storage and against the source, with rosters of its own in the
 * sandbox. Each source table is read once for all cohorts, with `deep` twice.
 */
export async function runVerify(
  configuration: Configuration,
  env: Environment,
  options: VerifyOptions,
  log: Log,
): Promise<VerifyOutcome> {
  const { signal } = options;
  const run = newRun();
  const stores = openStores(configuration, env);
  const files = chooseCohorts(await readCohortFiles(configuration.cohorts), options.cohorts);
  const { persons: withdrawn } = await readWithdrawals(stores.withdrawals);
  const { landing, approvals } = stores;
  // Not a dry one, so that what is found gets a name that an owner can answer; it uses no answer up.
  const policy = configuration.approvals;
  const overrides = openOverrides({ landing, approvals, policy, run, dryRun: false });
  const asking = { stores, configuration, files, withdrawn, now: runnerNow(), dryRun: true, run, overrides };
  const admission = await admitCohorts(asking);
  log({ kind: 'run-started', run, cohorts: admission.ready.length });
  const cohorts = [
    ...admission.inactive.map(({ cohort, error }) => unread(cohort, 'inactive', error)),
    ...[...admission.held].map(([cohort, error]) => unread(cohort, 'held', error)),
  ];
  if (admission.ready.length > 0) {
    const { workers, rowGroupRows, fileBytes } = configuration.transfer;
    const pool = createTransferPool({ workers, rowGroupRows, fileBytes, signal });
    const hold = await holdRun(stores.diagnostics, run);
    try {
      const warehouse = await connectSource(configuration, env, log, signal);
      try {
        const roster = `cohort_sync_verify_${run}`;
        const { deep } = options;
        const verification = { run, configuration, stores, warehouse, pool, deep, roster, signal };
        cohorts.push(...(await verifyCohorts(verification, options, overrides, admission.ready)));
      } finally {
        await warehouse.close();
      }
    } finally {
      await pool.close();
      await hold.end();
    }
  }
  for (const { cohort, state, problem } of cohorts) {
    if (problem !== null && (state === 'failed' || state === 'differs'))
      log({ kind: 'cohort-held', cohort, ...problem });
  }
  const failed = hasFailed(cohorts);
  const verdict = failed ? 'failed' : 'verified';
  const report: VerifyReport = { run, deep: options.deep, verdict, cohorts, healed: [] };
  return { report, exitCode: failed ? EXIT.failed : EXIT.done };
}

/** What is wrong with one cohort is said of that one; what is wrong with a source table, of all that have landed it. */
async function verifyCohorts(
  verification: Verification,
  options: VerifyOptions,
  overrides: Overrides,
  ready: readonly ReadyCohort[],
): Promise<readonly CohortVerification[]> {
  const { stores, warehouse, configuration, roster, deep, run } = verification;
  const wanted = options.tables ?? [];
  const opened = new Map<string, OpenLanding>();
  const results = new Map<string, CohortVerification>();
  for (const cohort of ready) {
    throwIfInterrupted(options.signal);
    try {
      if (cohort.doubt !== undefined) throw cohort.doubt;
      const landing = await openLanding(stores, cohort, wanted, deep);
      if (landing === undefined) results.set(cohort.cohort, unread(cohort.cohort, 'nothing-landed'));
      else opened.set(cohort.cohort, landing);
    } catch (error) {
      results.set(cohort.cohort, unread(cohort.cohort, 'failed', error));
    }
  }
  const schemas = schemasOf(configuration);
  try {
    const groups = new Map(
      [...opened.values()].flatMap(({ cohort }) => cohort.groups.map((each) => [each.key, each])),
    );
    await loadRosterTable(warehouse, schemas, roster, [...groups.values()]).catch((error: unknown) => {
      if (!(error instanceof RosterMismatch)) throw error;
      for (const [name, { cohort }] of opened) {
        if (!cohort.groups.some(({ key }) => error.keys.has(key))) continue;
        opened.delete(name);
        results.set(name, unread(name, 'failed', error));
      }
    });
    const limit = pLimit(TABLES_AT_ONCE);
    const outcomes = await Promise.all(
      OMOP_TABLES.map(({ name: table }) =>
        limit(() =>
          verifyTable(
            verification,
            table,
            [...opened.values()].filter(({ tables }) => tables.includes(table)),
          ),
        ),
      ),
    );
    throwIfInterrupted(options.signal);
    for (const [name, landing] of opened) {
      const its = outcomes.flat().filter((outcome) => outcome.landing === landing);
      const result = await judgeLanding(overrides, stores.landing, landing, its).catch((error: unknown) =>
        unread(name, 'failed', error),
      );
      if (result.state === 'verified' && wanted.length === 0)
        await recordVerified(stores, landing.snapshot, run);
      results.set(name, result);
    }
  } finally {
    await warehouse.execute(dropStatement(schemas, roster));
  }
  return ready.map(({ cohort }) => results.get(cohort) ?? unread(cohort, 'failed'));
}
