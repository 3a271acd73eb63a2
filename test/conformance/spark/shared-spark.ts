import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type LocalWarehouse, startLocalWarehouse } from '../../../src/local/local-warehouse.ts';
import { openWorld, type World, type WorldOptions } from '../../story/world.ts';

/** The one Spark of the suite, behind the wire. A start takes ten seconds, and the first statements as long again. */
export interface SharedSpark {
  readonly warehouse: LocalWarehouse;
  /** Where it keeps its tables. */
  readonly directory: string;
  /** Is awaited before each client statement runs; what it throws is what the statement fails with. */
  before: ((sql: string) => Promise<void> | void) | undefined;
  close(): Promise<void>;
}

export async function startSpark(): Promise<SharedSpark> {
  const directory = await mkdtemp(path.join(tmpdir(), 'cohort-sync-spark-'));
  const spark: Omit<SharedSpark, 'warehouse' | 'close'> = { directory, before: undefined };
  const warehouse = await startLocalWarehouse({
    engine: 'spark',
    directory,
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
  return openWorld({ ...options, warehouse: spark.warehouse });
}

export async function emptySchema({ run }: LocalWarehouse, schema: string): Promise<void> {
  for (const { viewName } of await run(`SHOW VIEWS IN ${schema}`))
    await run(`DROP VIEW ${schema}.${viewName}`);
  for (const { tableName } of await run(`SHOW TABLES IN ${schema}`))
    await run(`DROP TABLE ${schema}.${tableName}`);
}
