import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { createSecureContext, rootCertificates } from 'node:tls';
import type { TokenCredential } from '@azure/identity';
import { DBSQLClient } from '@databricks/sql';
import { ConfigurationError } from '../errors.ts';
import { arrowResult } from './arrow-result.ts';
import { readControlRows } from './control-rows.ts';
import { runOperation } from './operation.ts';
import { openSession, type Session, types } from './session.ts';
import { SourceError } from './source-error.ts';
import type { Statement, Warehouse } from './warehouse.ts';
import type { StartPatience } from './warehouse-start.ts';

export interface WarehouseOptions {
  readonly host: string;
  readonly port?: number;
  readonly httpPath: string;
  readonly catalog?: string;
  readonly schema?: string;
  /** PEM file of an authority that is trusted besides the public ones. */
  readonly caFile?: string;
  /** A token that lasts as long as the run; without one, the credential is asked for tokens and asked again in time. */
  readonly token?: string;
  readonly credential?: TokenCredential;
  /** Let the server answer large results by links to files. */
  readonly cloudFetch: boolean;
  readonly userAgent?: string;
  /** What is done while the warehouse is starting. */
  readonly start?: StartPatience;
}

/** The Entra application that Azure Databricks is, in every tenant. */
const AZURE_DATABRICKS_SCOPE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default';

/**
 * Connects to a SQL warehouse by the vendor's driver and opens a session in UTC.
 *
 * @throws RemoteError SOURCE_UNREACHABLE, SOURCE_UNTRUSTED, SOURCE_UNAUTHENTICATED, SOURCE_WAREHOUSE_MISSING, SOURCE_NOT_STARTED, ...
 * @throws ConfigurationError SOURCE_CA_UNREADABLE, SOURCE_TOKEN_MISSING
 */
export async function connectWarehouse(options: WarehouseOptions): Promise<Warehouse> {
  const authority = options.caFile === undefined ? undefined : await readAuthority(options.caFile);
  const client = new DBSQLClient({ logger: { log: () => {} } });
  // The driver logs connection errors and emits them as well; every call reports its own.
  client.on('error', () => {});
  await client.connect({
    host: options.host,
    port: options.port ?? 443,
    path: options.httpPath,
    telemetryEnabled: false,
    userAgentEntry: options.userAgent ?? 'cohort-sync',
    ...(authority === undefined ? {} : { customCaCert: authority }),
    ...authentication(options),
  });
  const agent = new Agent({
    keepAlive: true,
    // Made once: given as certificates, all of them would be parsed anew for every connection.
    ...(authority === undefined
      ? {}
      : { secureContext: createSecureContext({ ca: [...rootCertificates, authority] }) }),
  });
  try {
    const session = await openSession(await client.getDriver(), options);
    const warehouse = sessionWarehouse(session, agent, client);
    await warehouse.execute({ label: 'set the time zone', sql: "SET TIME ZONE 'UTC'" });
    return warehouse;
  } catch (error) {
    agent.destroy();
    await client.close();
    throw error;
  }
}

function sessionWarehouse(session: Session, agent: Agent, client: DBSQLClient): Warehouse {
  let closing: Promise<void> | undefined;
  const run = (statement: Statement, cloudFetch: boolean) => {
    if (closing !== undefined) throw new TypeError('the warehouse connection is closed');
    return runOperation(session, statement, cloudFetch);
  };
  const stream = async (statement: Statement, cloudFetch: boolean) => {
    const operation = await run(statement, cloudFetch);
    try {
      return await arrowResult(operation, agent);
    } catch (error) {
      await operation.close();
      throw error;
    }
  };
  return {
    query: async (statement) => readControlRows(statement.label, await stream(statement, false)),
    execute: async (statement) => (await run(statement, false)).close(),
    stream: (statement) => stream(statement, session.cloudFetch),
    close() {
      closing ??= closeAll(session, agent, client);
      return closing;
    },
  };
}

/** Best effort: a session that cannot be closed ends by itself at the server. */
async function closeAll({ driver, handle }: Session, agent: Agent, client: DBSQLClient): Promise<void> {
  await driver.closeSession(new types.TCloseSessionReq({ sessionHandle: handle })).catch(() => undefined);
  agent.destroy();
  await client.close();
}

function authentication({ token, credential }: WarehouseOptions) {
  if (token !== undefined) return { authType: 'access-token', token } as const;
  if (credential === undefined) {
    throw new ConfigurationError('there is neither a token nor an identity for the source', {
      code: 'SOURCE_TOKEN_MISSING',
      remedy: 'Set DATABRICKS_TOKEN, or sign in with an Azure identity.',
    });
  }
  // The driver caches the token and asks again before it expires.
  return { authType: 'external-token', getToken: () => tokenOf(credential) } as const;
}

async function tokenOf(credential: TokenCredential): Promise<string> {
  try {
    const token = await credential.getToken(AZURE_DATABRICKS_SCOPE);
    if (token !== null) return token.token;
  } catch (cause) {
    throw unauthenticated(cause);
  }
  throw unauthenticated(undefined);
}

function unauthenticated(cause: unknown): SourceError {
  return new SourceError('the Azure identity gave no token for the source', {
    code: 'SOURCE_UNAUTHENTICATED',
    remedy: 'Check the identity of this run and its federation; doctor shows which one is used.',
    cause,
  });
}

/** The PEM text of an authority; throws SOURCE_CA_UNREADABLE. */
export async function readAuthority(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ConfigurationError('source.caFile cannot be read', {
      code: 'SOURCE_CA_UNREADABLE',
      remedy: 'Give the path of a PEM file that exists.',
      cause,
    });
  }
}
