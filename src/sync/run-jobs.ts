import { openStores } from '../configuration/stores.ts';
import { CohortSyncError } from '../errors.ts';
import { readReport, type StoredReport } from '../report/stored-reports.ts';
import { beginRun, type SyncOptions } from './begin-run.ts';
import type { Finished } from './finish.ts';
import { joinRun } from './join-run.ts';
import type { RunContext } from './open-run.ts';
import { worst } from './problem.ts';
import { newRun } from './run-id.ts';
import { forgetRun, readResults, shardsOf, storePlan, storeResults } from './run-store.ts';
import { finishRun, transferRun } from './run-sync.ts';

export interface PreparedJob {
  /** Undefined where the run left nothing that a later job could go by. */
  readonly run: string | undefined;
  readonly shards: readonly number[];
  /** What stopped the run as a whole. */
  readonly failure?: unknown;
}

/** The job that prepares: plans, pins, stages, and stores the plan. A cohort that is held does not make it fail. */
export async function prepareJob(context: RunContext, options: SyncOptions): Promise<PreparedJob> {
  const name = newRun();
  try {
    const run = await beginRun(context, options, { run: name, elsewhere: true });
    try {
      await storePlan(run.stores.landing, run.plan);
    } catch (error) {
      await run.end();
      throw error;
    }
    await run.leave();
    return { run: name, shards: shardsOf(run.plan) };
  } catch (failure) {
    return { run: (await reported(context, name)) && name, shards: [], failure };
  }
}

/** A report is what the finishing job tells a failed run by; where storage itself fails there is none. */
async function reported({ configuration, env }: RunContext, run: string): Promise<StoredReport | undefined> {
  return readReport(openStores(configuration, env).diagnostics, run).catch(() => undefined);
}

/** A job that transfers one shard of a stored plan. */
export async function transferJob(context: RunContext, name: string, shard: number): Promise<number> {
  const run = await joinRun(context, name, shard);
  try {
    const results = await transferRun(run, shard);
    await storeResults(run.stores.landing, name, shard, results);
    return worst(results.map(({ problem }) => problem?.exitCode ?? 0));
  } finally {
    await run.leave();
  }
}

/** The last job: what is whole is published, whatever became of the shards. A run that was stopped is only told again. */
export async function finishJob(
  context: RunContext,
  name: string,
): Promise<Finished | { readonly report: StoredReport; readonly exitCode: number }> {
  try {
    const run = await joinRun(context, name);
    try {
      const finished = await finishRun(run, await readResults(run.stores.landing, run.plan));
      await forgetRun(run.stores.landing, run.plan);
      return finished;
    } finally {
      await run.end();
    }
  } catch (error) {
    const known = error instanceof CohortSyncError && error.code === 'RUN_UNKNOWN';
    const report = known ? await reported(context, name) : undefined;
    if (report === undefined) throw error;
    return { report, exitCode: report.verdict === 'done' ? 0 : 1 };
  }
}
