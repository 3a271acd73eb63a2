import { type CohortFileResult, readCohortFiles } from '../cohort/cohort-file.ts';
import { readWithdrawals } from '../cohort/withdrawals.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { openStores, type Stores } from '../configuration/stores.ts';
import { type CohortSyncError, EXIT } from '../errors.ts';
import { formatInstant, runnerNow } from '../instant.ts';
import type { Log } from '../log/events.ts';
import { checkAccepted, type Overrides, openOverrides } from '../override/overrides.ts';
import { findLandingWithoutFile, withoutFile } from '../purge/abandoned.ts';
import { writeHeartbeat } from '../report/heartbeat.ts';
import type { CohortReport, RunReport } from '../report/run-report.ts';
import { encodeReport } from '../report/run-report.ts';
import { holdRun } from '../sandbox/run-hold.ts';
import { connectSource, schemasOf } from '../source/connect-source.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { createTransferPool } from '../transfer/transfer-pool.ts';
import { type Admission, admitCohorts } from './admit.ts';
import { checkTables, chooseCohorts } from './choose-cohorts.ts';
import { landingsWithoutFile } from './landings-without-file.ts';
import { exitCodeOf, noteOf, verdict } from './problem.ts';
import { sweepFirst } from './sweep-first.ts';
import { newRun, type SyncResult, sync } from './sync.ts';

export interface SyncOptions {
  /** Only these cohorts; all when empty. */
  readonly cohorts: readonly string[];
  /** Only these tables; all approved ones when empty. */
  readonly tables: readonly string[];
  readonly dryRun: boolean;
  /** Compare all history, not only what changed since the last sync by all appearances. */
  readonly full?: boolean;
  /** Findings whose override must be approved and unused; an approved one that is not named here is used all the same. */
  readonly accept?: readonly string[];
  /** Aborted when the run is to end at the next safe place. */
  readonly signal?: AbortSignal;
}

export interface RunOutcome {
  readonly report: RunReport;
  readonly exitCode: number;
}

/** One sync from configuration to report: what `sync`, `plan` and the actions run. */
export async function runSync(
  configuration: Configuration,
  env: Environment,
  options: SyncOptions,
  log: Log,
): Promise<RunOutcome> {
  checkTables(options.tables);
  const startedAt = runnerNow();
  const run = newRun(startedAt);
  const stores = openStores(configuration, env);
  await checkAccepted(stores, options.accept ?? []);
  const files = chooseCohorts(await readCohortFiles(configuration.cohorts), options.cohorts);
  const { persons: withdrawn } = await readWithdrawals(stores.withdrawals);
  const { landing, approvals } = stores;
  const { dryRun } = options;
  const overrides = openOverrides({ landing, approvals, policy: configuration.approvals, run, dryRun });
  const admitting = { stores, configuration, files, withdrawn, now: startedAt, dryRun, run, overrides };
  const admission = await admitCohorts(admitting);
  try {
    for (const [cohort, error] of admission.held) log({ kind: 'cohort-held', cohort, ...noteOf(error) });
    log({ kind: 'run-started', run, cohorts: admission.ready.length });
    const abandoned =
      options.cohorts.length > 0 ? new Map() : await abandonedLandings(stores, files, overrides);
    for (const [cohort, error] of abandoned) log({ kind: 'cohort-held', cohort, ...noteOf(error) });
    const problems = new Map([...admission.held, ...abandoned]);
    const finish = (result: Partial<SyncResult>, failure?: unknown): RunOutcome => {
      const exitCode = exitCodeOf(failure === undefined ? problems : new Map([...problems, ['', failure]]));
      const report: RunReport = {
        run,
        dryRun: options.dryRun,
        startedAt: formatInstant(startedAt),
        finishedAt: formatInstant(runnerNow()),
        frontier: result.frontier === undefined ? null : formatInstant(result.frontier),
        verdict: verdict(exitCode || (result.exitCode ?? EXIT.done)),
        problem: failure === undefined ? null : noteOf(failure),
        sources: result.sources ?? [],
        cohorts: [...(result.cohorts ?? []), ...inactiveReports(admission), ...heldReports(problems)],
        warnings: result.warnings ?? [],
        whole: options.cohorts.length === 0 && options.tables.length === 0,
      };
      return { report, exitCode: exitCode || (result.exitCode ?? EXIT.done) };
    };
    const record = async (outcome: RunOutcome): Promise<RunOutcome> => {
      if (!options.dryRun) {
        await stores.diagnostics.putIfAbsent(`runs/${run}/report.json`, encodeReport(outcome.report));
        await writeHeartbeat(stores.diagnostics, outcome.report);
      }
      return outcome;
    };
    if (admission.ready.length === 0) return await record(finish({}));
    try {
      return await record(
        finish(await transfer(configuration, env, options, log, run, stores, admission, overrides)),
      );
    } catch (error) {
      // The failure is what the caller must learn; a report that cannot be stored on top of it would hide it.
      await record(finish({}, error)).catch(() => undefined);
      throw error;
    }
  } finally {
    await admission.release();
  }
}

async function transfer(
  configuration: Configuration,
  env: Environment,
  options: SyncOptions,
  log: Log,
  run: string,
  stores: Stores,
  admission: Admission,
  overrides: Overrides,
): Promise<SyncResult> {
  const { workers, rowGroupRows, fileBytes, rowsPerSlice } = configuration.transfer;
  const hold = await holdRun(stores.diagnostics, run);
  try {
    const warehouse = await connectSource(configuration, env, log);
    const pool = createTransferPool({ workers, rowGroupRows, fileBytes });
    try {
      await sweepFirst({ warehouse, schemas: schemasOf(configuration), ...stores, now: runnerNow() }, log);
      return await sync({
        run,
        cohorts: admission.ready,
        warehouse,
        schemas: schemasOf(configuration),
        landing: stores.landing,
        pool,
        log,
        limits: configuration.limits,
        timeZone: configuration.source.timeZone,
        rowsPerSlice,
        upkeep: configuration.upkeep,
        overrides,
        ...(options.tables.length === 0 ? {} : { tables: options.tables }),
        dryRun: options.dryRun,
        full: options.full ?? false,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
    } finally {
      await pool.close();
      await warehouse.close();
    }
  } finally {
    await hold.end();
  }
}

/** A landing whose cohort file is gone is treated as suspended, and keeps the run red until it is removed. */
async function abandonedLandings(
  stores: Stores,
  files: readonly CohortFileResult[],
  overrides: Overrides,
): Promise<ReadonlyMap<string, CohortSyncError>> {
  const cohorts = await landingsWithoutFile(stores.landing, files);
  const findings = await Promise.all(cohorts.map((cohort) => findLandingWithoutFile(stores.landing, cohort)));
  const answers = await overrides.find(findings);
  return new Map(
    cohorts.map((cohort, index) => {
      const name = answers[index]?.name;
      return [cohort, withoutFile(cohort, name === undefined ? [] : [name])] as const;
    }),
  );
}

function inactiveReports({ inactive }: Admission): readonly CohortReport[] {
  return inactive.map(({ cohort, error }) => ({
    ...NOTHING_KNOWN,
    cohort,
    state: 'inactive',
    problem: noteOf(error),
  }));
}

function heldReports(problems: ReadonlyMap<string, unknown>): readonly CohortReport[] {
  return [...problems].map(([cohort, error]) => ({
    ...NOTHING_KNOWN,
    cohort,
    state: 'held',
    problem: noteOf(error),
  }));
}

const NOTHING_KNOWN = { revision: null, persons: null, snapshot: null, tables: [] };
