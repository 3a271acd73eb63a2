import type { Instant } from '../instant.ts';
import { blobLocation } from './external-location.ts';
import { type LocalWarehouse, startLocalWarehouse } from './local-warehouse.ts';
import { loadFolder } from './omop-folder.ts';
import { generateOmop } from './omop-generator.ts';
import { lastFinishedLoad } from './omop-sundays.ts';

/** A container that statements may unload to. */
export interface UnloadTarget {
  /** As statements name it. */
  readonly url: string;
  readonly container: string;
  readonly connectionString: string;
}

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
  readonly unload?: UnloadTarget;
}

const DEFAULTS = { seed: 1, weeks: 8 };

/** Starts a warehouse, fills it, announces where it is, and keeps it until the signal says to stop. */
export async function runWarehouse(
  options: WarehouseCommandOptions,
  announce: (connection: LocalWarehouse['connection']) => void,
  signal: AbortSignal,
): Promise<void> {
  const { now, port, engine, unload } = options;
  const warehouse = await startLocalWarehouse({
    ...(now === undefined ? {} : { now }),
    ...(port === undefined ? {} : { port }),
    ...(engine === undefined ? {} : { engine }),
    externalLocations:
      unload === undefined ? [] : [blobLocation(unload.url, unload.connectionString, unload.container)],
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
