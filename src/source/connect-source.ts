import type { Configuration } from '../configuration/configuration.ts';
import type { Log } from '../log/events.ts';
import { azureCredential, type Environment } from '../storage/azure-credential.ts';
import { connectWarehouse } from './connection.ts';
import type { Schemas } from './statements/source-table.ts';
import type { Warehouse } from './warehouse.ts';
import { START_PATIENCE } from './warehouse-start.ts';

/** Opens the source as the configuration names it: with DATABRICKS_TOKEN where there is one, else as the Azure identity. */
export function connectSource(
  { source, transfer }: Configuration,
  env: Environment,
  log: Log,
  signal?: AbortSignal,
): Promise<Warehouse> {
  const { host, port, httpPath, catalog, schema, caFile } = source;
  const token = env.DATABRICKS_TOKEN;
  return connectWarehouse({
    host,
    port,
    httpPath,
    schema,
    cloudFetch: transfer.cloudFetch,
    start: { ...START_PATIENCE, onWaiting: () => log({ kind: 'warehouse-starting' }) },
    signal,
    ...(catalog === undefined ? {} : { catalog }),
    ...(caFile === undefined ? {} : { caFile }),
    ...(token ? { token } : { credential: azureCredential(env) }),
  });
}

export function schemasOf({ source }: Configuration): Schemas {
  return { catalog: source.catalog, schema: source.schema, sandbox: source.sandbox };
}
