import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { approveManually } from '../../src/approval/approve.ts';
import { readCohortFile } from '../../src/cohort/cohort-file.ts';
import { sealRoster } from '../../src/cohort/roster.ts';
import { type Configuration, loadConfiguration } from '../../src/configuration/configuration.ts';
import { openStores, type Stores } from '../../src/configuration/stores.ts';
import { type Instant, parseInstant, runnerNow } from '../../src/instant.ts';
import { blobLocation, type ExternalLocation } from '../../src/local/external-location.ts';
import {
  type LocalWarehouse,
  type LocalWarehouseOptions,
  startLocalWarehouse,
} from '../../src/local/local-warehouse.ts';
import type { RunEvent } from '../../src/log/events.ts';
import type { Environment } from '../../src/storage/azure-credential.ts';
import { type RunOutcome, runSync, type SyncOptions } from '../../src/sync/run-sync.ts';
import type { Azurite } from '../storage/azurite.ts';
import { type FaultyStorage, startFaultyStorage } from '../storage/faulty-storage.ts';
import { readLog } from './read-log.ts';
import { openStorageAccount } from './storage-account.ts';

/** A collaborator's warehouse, a storage account, and a repository with a configuration: all that the product meets. */
export interface World {
  readonly warehouse: LocalWarehouse;
  readonly azurite: Azurite;
  /** In front of Azurite; passes everything on until told otherwise. */
  readonly storage: FaultyStorage;
  readonly directory: string;
  readonly env: Environment;
  readonly stores: Stores;
  readonly configuration: Configuration;
  readonly events: RunEvent[];
  /** Seals the ids, writes the cohort file, approves it. */
  addCohort(id: string, ids: readonly (bigint | number)[], options?: CohortOptions): Promise<void>;
  /** Approves the present content of a cohort's file. */
  approve(id: string): Promise<void>;
  /** The configuration as its file says now. */
  reload(): Promise<Configuration>;
  sync(options?: Partial<SyncOptions>): Promise<RunOutcome>;
  /** Downloads the files that the table's log names and gives them as a DuckDB relation. */
  landed(cohort: string, table: string): Promise<string>;
  /** Rows that are in only one of landing and source, as multisets, over the landed columns. */
  differences(cohort: string, table: string, persons: string, until?: string): Promise<bigint>;
  close(): Promise<void>;
}

export interface CohortOptions {
  readonly approve?: boolean;
  readonly status?: string;
  readonly tables?: readonly string[];
  /** Further lines of YAML at the top level. */
  readonly extra?: string;
}

export interface WorldOptions extends LocalWarehouseOptions {
  /** A warehouse that runs already, and goes on when the world is closed. */
  readonly warehouse?: LocalWarehouse;
  /** Further lines of the configuration. */
  readonly configuration?: string;
  /** Further keys of the configuration's section `source`, e.g. `timeZone: Europe/Amsterdam`. */
  readonly source?: string;
  /** The configuration's section `transfer`. */
  readonly transfer?: string;
  /** The warehouse unloads, over an external location that is the container `staging`. */
  readonly unload?: boolean;
  /** What somebody does to that location just when a file was written there. */
  readonly onStaged?: (location: ExternalLocation, path: string) => Promise<void>;
}

const CONTAINERS = [
  'landing',
  'rosters',
  'withdrawals',
  'approvals',
  'diagnostics',
  'certificates',
  'staging',
];

/** How the warehouse of these tests names the container. */
export const STAGING_LOCATION = 'abfss://staging@local.dfs.core.windows.net';

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const directory = await mkdtemp(path.join(tmpdir(), 'cohort-sync-story-'));
  const account = openStorageAccount();
  const [warehouse, azurite] = await Promise.all([
    options.warehouse ?? startWarehouse(options, account),
    account,
  ]);
  for (const container of CONTAINERS) await azurite.createContainer(container);
  const storage = await startFaultyStorage(azurite);
  const env = {
    AZURE_STORAGE_CONNECTION_STRING: storage.connectionString,
    DATABRICKS_TOKEN: warehouse.connection.token,
  };
  const file = path.join(directory, 'cohort-sync.yml');
  await mkdir(path.join(directory, 'cohorts'));
  await writeFile(file, configurationOf(warehouse, options));
  const configuration = await loadConfiguration(file, env);
  const stores = openStores(configuration, env);
  const events: RunEvent[] = [];
  let downloads = 0;

  const world: World = {
    warehouse,
    azurite,
    storage,
    directory,
    env,
    stores,
    configuration,
    events,
    addCohort: async (id, ids, cohort = {}) => {
      const content = new TextEncoder().encode(`person_id\n${ids.join('\n')}\n`);
      const sealed = await sealRoster(stores.rosters, id, { content, file: `${id}.csv` });
      const cohortFile = path.join(directory, 'cohorts', `${id}.yml`);
      await writeFile(cohortFile, cohortYaml(id, sealed, cohort));
      if (cohort.approve !== false) await world.approve(id);
    },
    approve: async (id) => {
      const read = await readCohortFile(path.join(directory, 'cohorts', `${id}.yml`));
      if ('error' in read) throw read.error;
      const policy = configuration.approvals;
      const request = {
        approvals: stores.approvals,
        policy,
        file: read,
        by: 'tester',
        reason: 'a test',
        at: runnerNow(),
      };
      await approveManually(request);
    },
    reload: () => loadConfiguration(file, env),
    sync: (choice = {}) =>
      runSync(configuration, env, { cohorts: [], tables: [], dryRun: false, ...choice }, (event) =>
        events.push(event),
      ),
    landed: async (cohort, table) => {
      const paths = await readLog(stores.landing, `cohorts/${cohort}/${table}/`);
      const folder = path.join(directory, `landed-${downloads++}`);
      await mkdir(folder);
      const local = await Promise.all(
        paths.map(async (blob, index) => {
          const target = path.join(folder, `${index}.parquet`);
          await writeFile(target, (await stores.landing.read(blob))?.content ?? '');
          return `'${target}'`;
        }),
      );
      return local.length === 0
        ? `(SELECT * FROM omop.${table} WHERE false)`
        : `read_parquet([${local.join(', ')}])`;
    },
    differences: async (cohort, table, persons, until) => {
      const landed = await world.landed(cohort, table);
      const columns = (await warehouse.duckdb(`DESCRIBE SELECT * FROM ${landed}`)).map(
        (row) => `"${row.column_name}"`,
      );
      const select = (from: string, side: 1 | -1) =>
        `SELECT ${columns.join(', ')}, ${side} AS _side FROM ${from}`;
      const before = until === undefined ? '' : ` AND (load_dt < '${until}' OR load_dt IS NULL)`;
      const source = `omop.${table} WHERE person_id IN (${persons})${before}`;
      // Each row counts for the landing and against the source. EXCEPT ALL would say the same in eight times the time.
      const [row] = await warehouse.duckdb(`SELECT coalesce(sum(abs(excess)), 0)::BIGINT AS n FROM (
        SELECT sum(_side) AS excess FROM (${select(landed, 1)} UNION ALL ${select(source, -1)})
        GROUP BY ${columns.join(', ')})`);
      return row?.n as bigint;
    },
    close: async () => {
      if (options.warehouse === undefined) await warehouse.close();
      await storage.stop();
      await azurite.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return world;
}

async function startWarehouse(options: WorldOptions, account: Promise<Azurite>): Promise<LocalWarehouse> {
  if (options.unload !== true) return startLocalWarehouse(options);
  const { connectionString } = await account;
  const staging = blobLocation(STAGING_LOCATION, connectionString, 'staging');
  const put: ExternalLocation['put'] = async (path, content) => {
    await staging.put(path, content);
    await options.onStaged?.(staging, path);
  };
  return startLocalWarehouse({ externalLocations: [{ ...staging, put }], ...options });
}

/** An instant of a test, written as text. */
export function at(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new RangeError(`not an instant: ${text}`);
  return parsed;
}

export async function replaceInFile(file: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(from, to));
}

function configurationOf({ connection }: LocalWarehouse, options: WorldOptions): string {
  const { host, port, httpPath, caFile } = connection;
  const further = options.source === undefined ? '' : `, ${options.source}`;
  return `source: { host: ${host}, port: ${port}, httpPath: ${httpPath}, schema: omop, sandbox: sandbox, caFile: ${caFile}${further} }
landing: { url: landing }
approvals: { manual: true }
transfer: ${options.transfer ?? (options.unload ? '{ workers: 2, mode: unload }' : '{ workers: 2 }')}
${options.unload ? `staging: { location: '${STAGING_LOCATION}' }` : ''}
${options.configuration ?? ''}`;
}

function cohortYaml(
  id: string,
  sealed: { readonly uri: string; readonly sha256: string; readonly persons: number },
  options: CohortOptions,
): string {
  const tables = options.tables === undefined ? '' : `tables: [${options.tables.join(', ')}]\n`;
  return `id: ${id}
title: Test cohort
project: test
consumer: tests
agreement: "T-1"
status: ${options.status ?? 'active'}
expires: 2099-12-31
${tables}${options.extra ?? ''}
roster:
  uri: ${sealed.uri}
  sha256: ${sealed.sha256}
  persons: ${sealed.persons}
`;
}
