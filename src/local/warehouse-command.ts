import type { Instant } from '../instant.ts';
import { type LocalWarehouse, startLocalWarehouse } from './local-warehouse.ts';
import { loadFolder } from './omop-folder.ts';
import { generateOmop } from './omop-generator.ts';
import { lastFinishedLoad } from './omop-sundays.ts';

export interface WarehouseCommandOptions {
  /** Folder of OMOP files to load. */
  readonly load?: string;
  /** `load_dt` of rows that have none. */
  readonly loadDt?: Instant;
  /** Persons to generate data for. */
  readonly generate?: number;
  readonly seed?: number;
  /** Sundays over which loaded rows are spread, or with which generated data grew. */
  readonly weeks?: number;
  readonly now?: Instant;
  readonly port?: number;
  readonly engine?: 'duckdb' | 'spark';
}

const DEFAULTS = { seed: 1, weeks: 8 };

/** Starts a warehouse, fills it, announces where it is, and keeps it until the signal says to stop. */
export async function runWarehouse(
  options: WarehouseCommandOptions,
  announce: (connection: LocalWarehouse['connection']) => void,
  signal: AbortSignal,
): Promise<void> {
  const { now, port, engine } = options;
  const warehouse = await startLocalWarehouse({
    ...(now === undefined ? {} : { now }),
    ...(port === undefined ? {} : { port }),
    ...(engine === undefined ? {} : { engine }),
  });
  try {
    await fill(warehouse, options);
    if (signal.aborted) return;
    const stopped = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve(), { once: true }),
    );
    announce(warehouse.connection);
    await stopped;
  } finally {
    await warehouse.close();
  }
}

async function fill(warehouse: LocalWarehouse, options: WarehouseCommandOptions): Promise<void> {
  const { load, loadDt, generate, weeks } = options;
  if (load !== undefined) {
    await loadFolder(warehouse, load, {
      ...(loadDt === undefined ? {} : { loadDt }),
      ...(weeks === undefined ? {} : { weeks }),
    });
  }
  if (generate !== undefined) {
    await generateOmop(warehouse, {
      persons: generate,
      seed: options.seed ?? DEFAULTS.seed,
      weeks: weeks ?? DEFAULTS.weeks,
      lastSunday: lastFinishedLoad(warehouse.now()),
    });
  }
}
