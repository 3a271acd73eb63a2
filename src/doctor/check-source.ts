import type { Configuration } from '../configuration/configuration.ts';
import { CohortSyncError } from '../errors.ts';
import { SILENT } from '../log/events.ts';
import { DEFAULT_TABLES } from '../omop/tables.ts';
import { connectSource, schemasOf } from '../source/connect-source.ts';
import { describeTable } from '../source/describe.ts';
import { integer, text } from '../source/statements/decode.ts';
import { qualified } from '../source/statements/source-table.ts';
import type { Warehouse } from '../source/warehouse.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { checkColumns } from '../sync/tasks.ts';
import { reachHost, trustHost } from './check-network.ts';
import { checkSandbox } from './check-sandbox.ts';
import { judgeClock, readClock } from './clock.ts';
import type { Examination, Found } from './examination.ts';

/**
 * Network, certificate, token, clock, version, tables and sandbox of the source.
 * @param wanted tables that some cohort file names; all default ones when there is no cohort
 */
export async function checkSource(
  examination: Examination,
  configuration: Configuration,
  env: Environment,
  wanted: ReadonlySet<string>,
): Promise<void> {
  const warehouse = await openWarehouse(examination, configuration, env);
  if (warehouse === undefined) {
    examination.skip('source', 'tables', 'not looked at, because there is no session');
    examination.skip('sandbox', 'rights', 'not looked at, because there is no session');
    return;
  }
  try {
    await examination.check('source', 'clock', async () => judgeClock(await readSourceClock(warehouse)));
    await examination.check('source', 'version', () => serverVersion(warehouse));
    for (const table of new Set([...DEFAULT_TABLES, ...wanted])) {
      await examination.check('source', table, () =>
        readable(warehouse, configuration, table, wanted.has(table)),
      );
    }
    await checkSandbox(examination, warehouse, schemasOf(configuration));
  } finally {
    await warehouse.close();
  }
}

async function openWarehouse(
  examination: Examination,
  configuration: Configuration,
  env: Environment,
): Promise<Warehouse | undefined> {
  const { host, port, caFile } = configuration.source;
  const reached = await examination.check('source', 'network', async () => {
    await reachHost(host, port);
    return { value: true, message: `${host}:${port} answers` };
  });
  if (reached === undefined) {
    examination.skip('source', 'session', 'not tried, because the host does not answer');
    return undefined;
  }
  const trusted = await examination.check('source', 'certificate', async () => {
    return { value: true, message: `trusted, ${await trustHost(host, port, caFile)}` };
  });
  if (trusted === undefined) {
    examination.skip('source', 'session', 'not tried, because the certificate is not trusted');
    return undefined;
  }
  return examination.check('source', 'session', async () => {
    const value = await connectSource(configuration, env, SILENT);
    const as = env.DATABRICKS_TOKEN ? 'DATABRICKS_TOKEN is accepted' : 'the Azure identity is accepted';
    return { value, message: `${as}, Arrow results are on` };
  });
}

function readSourceClock(warehouse: Warehouse): ReturnType<typeof readClock> {
  const statement = { label: 'read the clock', sql: 'SELECT unix_micros(current_timestamp()) AS now' };
  return readClock(async () => {
    const [row] = await warehouse.query(statement);
    return integer(row ?? {}, 'now');
  });
}

/** Only digits and dots of what the server says are shown. */
async function serverVersion(warehouse: Warehouse): Promise<Found<undefined>> {
  const unknown = { value: undefined, message: 'the server does not tell its version' };
  try {
    const [row] = await warehouse.query({ label: 'read the version', sql: 'SELECT version() AS version' });
    const version = /^v?(\d{1,4}(?:\.\d{1,4}){1,3})/.exec(text(row ?? {}, 'version'))?.[1];
    return version === undefined ? unknown : { value: undefined, message: `Spark ${version}` };
  } catch (error) {
    // Not every warehouse has the function; nothing rests on it.
    if (error instanceof CohortSyncError && error.code === 'SOURCE_STATEMENT_FAILED') return unknown;
    throw error;
  }
}

async function readable(
  warehouse: Warehouse,
  configuration: Configuration,
  table: string,
  isWanted: boolean,
): Promise<Found<undefined>> {
  const schemas = schemasOf(configuration);
  const { timeZone } = configuration.source;
  const described = await describeTable(warehouse, schemas, table, timeZone ?? 'UTC');
  if (described === undefined) {
    if (!isWanted)
      return { value: undefined, message: 'the source has none, and no cohort names it', skipped: true };
    throw new CohortSyncError('the source has no such table, or does not show it', {
      code: 'SOURCE_TABLE_MISSING',
      remedy:
        'Check source.catalog, source.schema and the grants, or take the table out of the cohort files.',
    });
  }
  const { source, refused } = described;
  checkColumns(source, timeZone);
  // A table can be described by who may not read it.
  await warehouse.query({
    label: `read ${table}`,
    sql: `SELECT 1 AS one FROM ${qualified(schemas, 'schema', table)} LIMIT 1`,
  });
  const unfit = refused.length === 0 ? '' : `, ${refused.length} of types that cannot land`;
  const way =
    source.version === null ? 'staged, because it cannot be read by version' : `by version ${source.version}`;
  return { value: undefined, message: `${source.columns.length} columns${unfit}, read ${way}` };
}
