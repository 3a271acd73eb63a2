import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { approveManually } from '../approval/approve.ts';
import { readCohortFile } from '../cohort/cohort-file.ts';
import { sealRoster } from '../cohort/roster.ts';
import { type Configuration, loadConfiguration } from '../configuration/configuration.ts';
import { openStores, type Stores } from '../configuration/stores.ts';
import { runnerNow } from '../instant.ts';
import { type Azurite, startAzurite } from '../local/azurite.ts';
import { type LocalWarehouse, startLocalWarehouse } from '../local/local-warehouse.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { mondayAfter } from './calendar.ts';

/** All that the product meets, on this machine: a warehouse, a storage account, and a repository with its configuration. */
export interface DemoWorld {
  readonly warehouse: LocalWarehouse;
  /** Configuration, cohort files, and what is exported; replaced by every demo. */
  readonly directory: string;
  readonly configuration: Configuration;
  readonly env: Environment;
  readonly stores: Stores;
  close(): Promise<void>;
}

const CONTAINERS = ['landing', 'rosters', 'withdrawals', 'approvals', 'diagnostics'];

/** Starts both servers, and writes a configuration for them into an emptied directory. */
export async function openDemoWorld(directory: string): Promise<DemoWorld> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(path.join(directory, 'cohorts'), { recursive: true });
  await mkdir(path.join(directory, 'lists'));
  const opened: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    await Promise.allSettled(opened.map((server) => server.close()));
  };
  try {
    const [warehouse, azurite] = await Promise.all([
      startLocalWarehouse({ now: mondayAfter(0) }).then((started) => {
        opened.push(started);
        return started;
      }),
      startAzurite().then((started) => {
        opened.push({ close: () => started.stop() });
        return started;
      }),
    ]);
    return await configure(directory, warehouse, azurite, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function configure(
  directory: string,
  warehouse: LocalWarehouse,
  azurite: Azurite,
  close: () => Promise<void>,
): Promise<DemoWorld> {
  for (const container of CONTAINERS) await azurite.createContainer(container);
  const env = {
    AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
    DATABRICKS_TOKEN: warehouse.connection.token,
  };
  const file = path.join(directory, 'cohort-sync.yml');
  await writeFile(file, configurationText(warehouse));
  const configuration = await loadConfiguration(file, env);
  return { warehouse, directory, configuration, env, stores: openStores(configuration, env), close };
}

function configurationText({ connection }: LocalWarehouse): string {
  const { host, port, httpPath, caFile } = connection;
  return `# Written by the demo. Everything that is not here has its default.
source:
  host: ${host}
  port: ${port}
  httpPath: ${httpPath}
  caFile: ${JSON.stringify(caFile)}
landing:
  url: landing
approvals:
  manual: true # for demonstrations only
limits:
  recheck: 3w # a story of three weeks needs no eight
transfer:
  workers: 1 # so few rows are moved sooner than a second thread starts
`;
}

/** A cohort as the story brings it in. */
export interface DemoCohort {
  readonly id: string;
  readonly title: string;
  readonly persons: readonly bigint[];
  /** Absent: the nine that are there by default. */
  readonly tables?: readonly string[];
}

/**
 * Seals a list of persons, writes the cohort file that pins it, and approves that file: what `seal` and `approve` do.
 * Returns the command lines that would do the same.
 */
export async function introduce(
  world: Pick<DemoWorld, 'stores' | 'configuration' | 'directory'>,
  cohort: DemoCohort,
): Promise<readonly string[]> {
  const { stores, configuration, directory } = world;
  const list = listFile(world, cohort.id);
  const text = `person_id\n${cohort.persons.join('\n')}\n`;
  await writeFile(list, text);
  const content = new TextEncoder().encode(text);
  const sealed = await sealRoster(stores.rosters, cohort.id, { content, file: path.basename(list) });
  const file = path.join(directory, 'cohorts', `${cohort.id}.yml`);
  await writeFile(file, cohortText(cohort, sealed));
  const read = await readCohortFile(file);
  if ('error' in read) throw read.error;
  const reason = 'demonstration';
  await approveManually({
    approvals: stores.approvals,
    policy: configuration.approvals,
    file: read,
    by: 'demo',
    reason,
    at: runnerNow(),
  });
  return [
    `cohort-sync seal --cohort ${cohort.id} --ids lists/${cohort.id}.csv`,
    `cohort-sync approve --cohort ${cohort.id} --by demo --reason ${reason}`,
  ];
}

/** The list that a cohort's roster was sealed from. */
export function listFile({ directory }: Pick<DemoWorld, 'directory'>, cohort: string): string {
  return path.join(directory, 'lists', `${cohort}.csv`);
}

function cohortText(
  { id, title, tables }: DemoCohort,
  roster: { readonly uri: string; readonly sha256: string; readonly persons: number },
): string {
  return `id: ${id}
title: ${title}
project: demonstration
consumer: whoever runs the demo
agreement: none
status: active
expires: 2099-12-31
${tables === undefined ? '' : `tables: [${tables.join(', ')}]\n`}roster:
  uri: ${roster.uri}
  sha256: ${roster.sha256}
  persons: ${roster.persons}
`;
}
