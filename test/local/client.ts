import { readFileSync } from 'node:fs';
import { DBSQLClient, type DBSQLSession } from '@databricks/sql';
import type { LocalWarehouse } from '../../src/local/local-warehouse.ts';

type Session = InstanceType<typeof DBSQLSession>;

/** The unmodified driver, connected; without telemetry, and without its logger, which would print. */
export async function connectDriver(
  { connection }: Pick<LocalWarehouse, 'connection'>,
  options: { token?: string; config?: Record<string, unknown> } = {},
): Promise<{ client: DBSQLClient; session: Session; close(): Promise<void> }> {
  const client = new DBSQLClient({ logger: { log: () => undefined } });
  await client.connect({
    host: connection.host,
    port: connection.port,
    path: connection.httpPath,
    token: options.token ?? connection.token,
    customCaCert: readFileSync(connection.caFile),
    telemetryEnabled: false,
    preserveBigNumericPrecision: true,
    ...options.config,
  } as never);
  const session = (await client.openSession()) as unknown as Session;
  return {
    client,
    session,
    close: async () => {
      await session.close();
      await client.close();
    },
  };
}

/** Rows as the driver makes them: BIGINT as bigint, DECIMAL as text. */
export async function rowsOf(
  session: Session,
  sql: string,
  options: Parameters<Session['executeStatement']>[1] = {},
): Promise<readonly Record<string, unknown>[]> {
  const operation = await session.executeStatement(sql, options);
  try {
    return (await operation.fetchAll()) as Record<string, unknown>[];
  } finally {
    await operation.close();
  }
}

/** SQLSTATE of a statement that must fail. */
export async function failureOf(
  session: Session,
  sql: string,
  options: Parameters<Session['executeStatement']>[1] = {},
): Promise<string> {
  try {
    await rowsOf(session, sql, options);
  } catch (error) {
    const response = (error as { response?: { sqlState?: string; status?: { sqlState?: string } } }).response;
    return response?.sqlState ?? response?.status?.sqlState ?? `no SQLSTATE: ${error}`;
  }
  throw new Error(`the statement did not fail: ${sql}`);
}
