import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { createSecureContext, getCACertificates } from 'node:tls';
import type { TokenCredential } from '@azure/identity';
import { DBSQLClient } from '@databricks/sql';
import { ConfigurationError, RemoteError } from '../errors.ts';
import { unlessInterrupted } from '../interruption.ts';
import { retrying } from '../retry/retry.ts';
import { RETRIES } from '../retry/retry-table.ts';
import { arrowResult } from './arrow-result.ts';
import { readControlRows } from './control-rows.ts';
import { asCourtesy, runOperation } from './operation.ts';
import { type Driver, openSession, type Session, types } from './session.ts';
import { hopeForSource, hopeIfUndone, isSessionLost, SourceError } from './source-error.ts';
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
  /** Aborted when the run is to end: statements under way are cancelled, and no other begins but those that clear away. */
  readonly signal?: AbortSignal | undefined;
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
    // What is repeated stands in one table, which is ours.
    retryMaxAttempts: 1,
    userAgentEntry: options.userAgent ?? 'cohort-sync',
    ...authentication(options),
  });
  const agent = new Agent({ keepAlive: true });
  if (authority !== undefined) await trust(authority, client, agent);
  try {
    const driver = await client.getDriver();
    const sessions = await openSessions(() => sessionInUtc(driver, options));
    return sessionWarehouse(sessions, agent, client, options.signal);
  } catch (error) {
    agent.destroy();
    await client.close();
    throw error;
  }
}

/**
 * Has a further authority trusted, by the driver's connections and by ours. As one context: given as certificates, the driver
 * has all of them parsed anew for every connection, and compares their text for every request.
 */
async function trust(authority: string, client: DBSQLClient, agent: Agent): Promise<void> {
  const secureContext = createSecureContext({ ca: [...getCACertificates('default'), authority] });
  const driver = await (await client.getConnectionProvider()).getAgent();
  for (const { options } of [driver as Agent, agent]) Object.assign(options, { secureContext });
}

async function sessionInUtc(driver: Driver, options: WarehouseOptions): Promise<Session> {
  const session = await openSession(driver, options);
  const statement = { label: 'set the time zone', sql: "SET TIME ZONE 'UTC'" };
  await (await runOperation(session, statement, false)).close();
  return session;
}

interface Sessions {
  current(): Promise<Session>;
  /** Opens another one in place of a session that the server no longer knows: once for all who find out. */
  replace(lost: Session): void;
}

async function openSessions(open: () => Promise<Session>): Promise<Sessions> {
  let session = await open();
  let current = Promise.resolve(session);
  return {
    current: () => current,
    replace(lost) {
      if (lost !== session) return;
      current = open().then((opened) => {
        session = opened;
        return opened;
      });
      // Whoever asks for it next meets the failure.
      current.catch(() => undefined);
    },
  };
}

function sessionWarehouse(
  sessions: Sessions,
  agent: Agent,
  client: DBSQLClient,
  stop: AbortSignal | undefined,
): Warehouse {
  let closing: Promise<void> | undefined;
  /** A whole statement is repeated, on another session where the first is lost: tables outlive sessions. */
  const patiently = <T>(
    statement: Statement,
    use: (session: Session, signal?: AbortSignal) => Promise<T>,
  ) => {
    if (closing !== undefined) throw new TypeError('the warehouse connection is closed');
    const signal = statement.always ? undefined : stop;
    const attempt = async (): Promise<T> => {
      const session = await sessions.current();
      try {
        return await use(session, signal);
      } catch (error) {
        if (isSessionLost(error)) sessions.replace(session);
        throw error;
      }
    };
    const hope = statement.once ? hopeIfUndone : hopeForSource;
    return retrying(RETRIES.statement, attempt, hope, signal);
  };
  const streamOf = async (
    session: Session,
    statement: Statement,
    cloudFetch: boolean,
    signal?: AbortSignal,
  ) => {
    const operation = await runOperation(session, statement, cloudFetch, signal);
    try {
      return await arrowResult(operation, agent);
    } catch (error) {
      await operation.close();
      throw error;
    }
  };
  return {
    query: (statement) =>
      patiently(statement, async (session, signal) => {
        const rows = readControlRows(statement.label, await streamOf(session, statement, false, signal));
        return unlessInterrupted(signal, rows);
      }),
    execute: (statement) =>
      patiently(statement, async (session, signal) =>
        (await runOperation(session, statement, false, signal)).close(),
      ),
    stream: (statement) =>
      patiently(statement, (session, signal) => streamOf(session, statement, session.cloudFetch, signal)),
    close() {
      closing ??= closeAll(sessions, agent, client);
      return closing;
    },
  };
}

/** Best effort: a session that cannot be closed ends by itself at the server. */
async function closeAll(sessions: Sessions, agent: Agent, client: DBSQLClient): Promise<void> {
  const closed = sessions
    .current()
    .then(({ driver, handle }) => driver.closeSession(new types.TCloseSessionReq({ sessionHandle: handle })));
  await asCourtesy(closed);
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
    throw cause instanceof RemoteError ? cause : unauthenticated(cause);
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
    const authority = await readFile(file, 'utf8');
    // What is no certificate, TLS passes over without a word.
    new X509Certificate(authority);
    return authority;
  } catch (cause) {
    throw new ConfigurationError('source.caFile cannot be read', {
      code: 'SOURCE_CA_UNREADABLE',
      remedy: 'Give the path of a PEM file that holds a certificate.',
      cause,
    });
  }
}
