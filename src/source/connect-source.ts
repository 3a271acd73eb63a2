import type { Configuration, SourceConfiguration } from '../configuration/configuration.ts';
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
    ...(token ? { token } : { credential: azureCredential(identityAtSource(source, env)) }),
  });
}

/**
 * Who signs in at the source: the identity of the storage, unless the configuration names another. A workspace of another
 * tenant knows only applications of its own, which trust the same token of the workflow.
 */
export function identityAtSource({ tenantId, clientId }: SourceConfiguration, env: Environment): Environment {
  return {
    ...env,
    AZURE_TENANT_ID: tenantId ?? env.AZURE_TENANT_ID,
    AZURE_CLIENT_ID: clientId ?? env.AZURE_CLIENT_ID,
  };
}

export function schemasOf({ source }: Configuration): Schemas {
  return { catalog: source.catalog, schema: source.schema, sandbox: source.sandbox };
}
