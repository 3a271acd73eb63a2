import type { Configuration } from '../configuration/configuration.ts';
import type { Stores } from '../configuration/stores.ts';
import type { Log } from '../log/events.ts';
import type { StoredPlan } from '../plan/stored-plan.ts';
import { holdRun } from '../sandbox/run-hold.ts';
import { connectSource, schemasOf } from '../source/connect-source.ts';
import type { Schemas } from '../source/statements/source-table.ts';
import type { Warehouse } from '../source/warehouse.ts';
import type { Environment } from '../storage/azure-credential.ts';
import type { TransferPool } from '../transfer/transfer.ts';
import { createTransferPool } from '../transfer/transfer-pool.ts';
import type { Admission } from './admit.ts';
import type { ReadyCohort } from './ready-cohort.ts';

/** What every part of a run is given. */
export interface RunContext {
  readonly configuration: Configuration;
  readonly env: Environment;
  readonly log: Log;
  /** Aborted when the run is to end at the next safe place. */
  readonly signal?: AbortSignal;
}

/** A run in this process: its plan, the cohorts that still stand as planned, and what it works with. */
export interface OpenRun extends RunContext {
  readonly plan: StoredPlan;
  readonly stores: Stores;
  readonly cohorts: readonly ReadyCohort[];
  /** What has stopped a planned cohort since it was planned. */
  readonly problems: ReadonlyMap<string, unknown>;
  /** Undefined where no cohort may be read: then the source is not even connected to. */
  readonly tools: RunTools | undefined;
  /** The run is over: leases and hold are given back. */
  end(): Promise<void>;
  /** The run goes on in another process. */
  leave(): Promise<void>;
}

export interface RunTools {
  readonly warehouse: Warehouse;
  readonly schemas: Schemas;
  readonly pool: TransferPool;
  close(way: Way): Promise<void>;
}

type Way = 'end' | 'leave';

/** Takes the run's hold, then connects. Where that fails the hold is left the way it says. */
export async function openTools(
  { configuration, env, log, signal }: RunContext,
  { diagnostics }: Stores,
  run: string,
  otherwise: Way,
): Promise<RunTools> {
  const hold = await holdRun(diagnostics, run);
  try {
    const warehouse = await connectSource(configuration, env, log, signal);
    const { workers, rowGroupRows, fileBytes } = configuration.transfer;
    const pool = createTransferPool({ workers, rowGroupRows, fileBytes, signal });
    const close = async (way: Way): Promise<void> => {
      await pool.close();
      await warehouse.close();
      await hold[way]();
    };
    return { warehouse, schemas: schemasOf(configuration), pool, close };
  } catch (error) {
    await hold[otherwise]();
    throw error;
  }
}

export function openRun(
  context: RunContext,
  admission: Admission,
  run: Pick<OpenRun, 'plan' | 'stores' | 'cohorts' | 'problems' | 'tools'>,
): OpenRun {
  const ready = run.plan.cohorts.filter(({ state }) => state === 'ready').map(({ cohort }) => cohort);
  return {
    ...context,
    ...run,
    end: async () => {
      await run.tools?.close('end');
      await admission.release(ready);
    },
    leave: async () => {
      await run.tools?.close('leave');
      await admission.leave(ready);
    },
  };
}
