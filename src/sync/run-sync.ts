import type { Configuration } from '../configuration/configuration.ts';
import type { Log } from '../log/events.ts';
import { dropStages } from '../sandbox/drop-stages.ts';
import { discardStaged } from '../staging/staged-files.ts';
import { stagingOf } from '../staging/staging.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { beginRun, type SyncOptions } from './begin-run.ts';
import { type Finished, finish } from './finish.ts';
import type { OpenRun } from './open-run.ts';
import { recordRun } from './record-run.ts';
import { type TableResult, transferTables } from './transfer-tables.ts';

export type { SyncOptions };
export type RunOutcome = Finished;

/**
 * One sync from configuration to report: what `sync`, `plan` and the action in one step run. The parts are those that
 * `run-jobs.ts` spreads over jobs: begin, transfer, finish.
 */
export async function runSync(
  configuration: Configuration,
  env: Environment,
  options: SyncOptions,
  log: Log,
): Promise<RunOutcome> {
  const { signal } = options;
  const context = { configuration, env, log, ...(signal === undefined ? {} : { signal }) };
  const run = await beginRun(context, options);
  try {
    return await finishRun(run, await transferRun(run));
  } finally {
    await run.end();
  }
}

/** Moves what the plan gives to one shard; to all of them where none is named. */
export async function transferRun(run: OpenRun, shard?: number): Promise<readonly TableResult[]> {
  const { plan, tools, configuration, stores } = run;
  if (tools === undefined) return [];
  const tables = plan.tables.filter((each) => each.shard !== null && each.shard === (shard ?? each.shard));
  const { timeZone } = configuration.source;
  const staging = stagingOf(configuration, stores);
  return transferTables({ ...run, ...tools, landing: stores.landing, staging, timeZone }, tables);
}

/** Drops the stages, verifies, publishes, and keeps the report. */
export async function finishRun(run: OpenRun, results: readonly TableResult[]): Promise<Finished> {
  const { plan, tools, configuration, stores, log } = run;
  if (tools !== undefined) await dropStages({ ...tools, run: plan.run, log }, plan.stages);
  if (stores.staging !== undefined) await discardStaged(stores.staging, `${plan.run}/`);
  const { source, transfer, limits, upkeep } = configuration;
  const request = {
    ...run,
    pool: tools?.pool,
    landing: stores.landing,
    timeZone: source.timeZone,
    rowsPerSlice: transfer.rowsPerSlice,
    recheck: limits.recheck,
    upkeep,
  };
  const finished = await finish(request, results);
  await recordRun(stores, finished.report);
  return finished;
}
