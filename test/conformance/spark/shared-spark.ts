import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { blobLocation, type ExternalLocation } from '../../../src/local/external-location.ts';
import { type LocalWarehouse, startLocalWarehouse } from '../../../src/local/local-warehouse.ts';
import { openWorld, STAGING_LOCATION, type World, type WorldOptions } from '../../story/world.ts';

/** The one Spark of the suite, behind the wire. A start takes ten seconds, and the first statements as long again. */
export interface SharedSpark {
  readonly warehouse: LocalWarehouse;
  /** Where it keeps its tables. */
  readonly directory: string;
  /** Is awaited before each client statement runs; what it throws is what the statement fails with. */
  before: ((sql: string) => Promise<void> | void) | undefined;
  /** What the external location stands for: the staging of the world that is open. */
  staging: ExternalLocation | undefined;
  close(): Promise<void>;
}

export async function startSpark(): Promise<SharedSpark> {
  const directory = await mkdtemp(path.join(tmpdir(), 'cohort-sync-spark-'));
  const spark: Omit<SharedSpark, 'warehouse' | 'close'> = {
    directory,
    before: undefined,
    staging: undefined,
  };
  const location: ExternalLocation = {
    url: STAGING_LOCATION,
    put: async (name, content) => spark.staging?.put(name, content),
    clear: async (folder) => spark.staging?.clear(folder),
  };
  const warehouse = await startLocalWarehouse({
    engine: 'spark',
    directory,
    externalLocations: [location],
    onStatement: (sql) => spark.before?.(sql),
  });
  return Object.assign(spark, {
    warehouse,
    close: async () => {
      await warehouse.close();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  });
}

/** A world of its own on the shared Spark, whose schemas are empty. */
export async function openSparkWorld(spark: SharedSpark, options: WorldOptions = {}): Promise<World> {
  spark.before = undefined;
  for (const schema of ['omop', 'sandbox']) await emptySchema(spark.warehouse, schema);
  const world = await openWorld({ ...options, warehouse: spark.warehouse });
  spark.staging = blobLocation(STAGING_LOCATION, world.azurite.connectionString, 'staging');
  return world;
}

export async function emptySchema({ run }: LocalWarehouse, schema: string): Promise<void> {
  for (const { viewName } of await run(`SHOW VIEWS IN ${schema}`))
    await run(`DROP VIEW ${schema}.${viewName}`);
  for (const { tableName } of await run(`SHOW TABLES IN ${schema}`))
    await run(`DROP TABLE ${schema}.${tableName}`);
}
