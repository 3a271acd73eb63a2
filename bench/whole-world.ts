import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { loadConfiguration } from '../src/configuration/configuration.ts';
import { openStores, type Stores } from '../src/configuration/stores.ts';
import { type DemoCohort, introduce } from '../src/demo/demo-world.ts';
import { startAzurite } from '../src/local/azurite.ts';
import { type CountingRelay, startCountingRelay } from './counting-relay.ts';
import { type MeasuredRun, measureRun } from './measured-run.ts';
import type { SourceCommand, SourceEngine, SourceOptions } from './source-command.ts';

/** A source, a storage account and a configuration; source, storage, and each command of the product are processes of their own. */
export interface WholeWorld {
  readonly stores: Stores;
  tell(command: SourceCommand): Promise<void>;
  addCohort(cohort: DemoCohort): Promise<void>;
  /** Lines under `transfer` and `upkeep` from now on. */
  configure(lines: string): Promise<void>;
  /** The line of the configuration that says where the warehouse can unload to. */
  readonly staging: string;
  /** Bytes between the commands and either server since it was asked last. */
  passed(): Record<'source' | 'storage', ReturnType<CountingRelay['take']>>;
  /** Runs the command line, and measures it from outside; a command that fails is an error. */
  run(...command: readonly string[]): Promise<MeasuredRun>;
}

const CONTAINERS = ['landing', 'rosters', 'withdrawals', 'approvals', 'diagnostics', 'staging'];
const STAGING = 'abfss://staging@bench.dfs.core.windows.net';
const program = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * Opens such a world, and closes it whatever happens.
 * @param counted what passes between commands and servers goes by a relay that counts it, which costs time
 * @param engine what executes the SQL of the source; Spark is to be installed, and its clock cannot be set
 */
export async function withWholeWorld<T>(
  use: (world: WholeWorld) => Promise<T>,
  { counted = false, engine = 'duckdb' }: { readonly counted?: boolean; readonly engine?: SourceEngine } = {},
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-world-'));
  await mkdir(join(directory, 'cohorts'));
  await mkdir(join(directory, 'lists'));
  const azurite = await startAzurite();
  const { connectionString } = azurite;
  const options: SourceOptions = { engine, url: STAGING, connectionString, container: 'staging' };
  const source = spawn(process.execPath, [program('source-process.ts'), JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => source.once('exit', resolve));
  const lines = createInterface({ input: source.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const { done, value } = await lines.next();
    if (done) throw new Error('the source ended too early');
    return value;
  };
  const relays: CountingRelay[] = [];
  const relayed = async (port: number): Promise<CountingRelay> => {
    const relay = await startCountingRelay(port);
    relays.push(relay);
    return relay;
  };
  try {
    for (const container of CONTAINERS) await azurite.createContainer(container);
    const told = JSON.parse(await line()) as Record<string, string>;
    const toSource = counted ? await relayed(Number(told.port)) : undefined;
    const toStorage = counted ? await relayed(Number(new URL(azurite.account).port)) : undefined;
    const connection: Record<string, string> = { ...told, port: `${toSource?.port ?? told.port}` };
    const account = toStorage ? azurite.account.replace(/:\d+\//, `:${toStorage.port}/`) : azurite.account;
    const env = {
      AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString.replace(azurite.account, account),
      DATABRICKS_TOKEN: `${connection.token}`,
    };
    const file = join(directory, 'cohort-sync.yml');
    const write = (rest: string) => writeFile(file, configurationText(connection, rest));
    await write('');
    const configuration = await loadConfiguration(file, env);
    const stores = openStores(configuration, env);
    return await use({
      stores,
      async tell(command) {
        source.stdin.write(`${JSON.stringify(command)}\n`);
        if ((await line()) !== 'done') throw new Error('the source did not do what it was told');
      },
      addCohort: async (cohort) => void (await introduce({ stores, configuration, directory }, cohort)),
      configure: write,
      staging: `staging: { location: '${STAGING}' }`,
      passed: () => ({ source: taken(toSource), storage: taken(toStorage) }),
      run: (...command) =>
        measureRun([program('../src/cli.ts'), ...command, '--config', file], { ...process.env, ...env }),
    });
  } finally {
    source.stdin.end();
    await Promise.all([ended, azurite.stop()]);
    await Promise.all(relays.map((relay) => relay.stop()));
    await rm(directory, { recursive: true, force: true });
  }
}

function taken(relay: CountingRelay | undefined): ReturnType<CountingRelay['take']> {
  if (relay === undefined) throw new RangeError('nothing was counted');
  return relay.take();
}

function configurationText({ host, port, httpPath, caFile }: Record<string, string>, rest: string): string {
  return `source: { host: ${host}, port: ${port}, httpPath: ${httpPath}, caFile: ${JSON.stringify(caFile)} }
landing: { url: landing }
approvals: { manual: true }
${rest}
`;
}
