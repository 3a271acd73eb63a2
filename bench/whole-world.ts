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
import { type MeasuredRun, measureRun } from './measured-run.ts';
import type { SourceCommand } from './source-command.ts';

/** A source, a storage account and a configuration; source, storage, and each command of the product are processes of their own. */
export interface WholeWorld {
  readonly stores: Stores;
  tell(command: SourceCommand): Promise<void>;
  addCohort(cohort: DemoCohort): Promise<void>;
  /** Lines under `transfer` and `upkeep` from now on. */
  configure(lines: string): Promise<void>;
  /** Runs the command line, and measures it from outside; a command that fails is an error. */
  run(...command: readonly string[]): Promise<MeasuredRun>;
}

const CONTAINERS = ['landing', 'rosters', 'withdrawals', 'approvals', 'diagnostics'];
const program = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Opens such a world, and closes it whatever happens. */
export async function withWholeWorld<T>(use: (world: WholeWorld) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-world-'));
  await mkdir(join(directory, 'cohorts'));
  await mkdir(join(directory, 'lists'));
  const source = spawn(process.execPath, [program('source-process.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => source.once('exit', resolve));
  const lines = createInterface({ input: source.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const { done, value } = await lines.next();
    if (done) throw new Error('the source ended too early');
    return value;
  };
  const azurite = await startAzurite();
  try {
    for (const container of CONTAINERS) await azurite.createContainer(container);
    const connection = JSON.parse(await line()) as Record<string, string>;
    const env = {
      AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
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
      run: (...command) =>
        measureRun([program('../src/cli.ts'), ...command, '--config', file], { ...process.env, ...env }),
    });
  } finally {
    source.stdin.end();
    await Promise.all([ended, azurite.stop()]);
    await rm(directory, { recursive: true, force: true });
  }
}

function configurationText({ host, port, httpPath, caFile }: Record<string, string>, rest: string): string {
  return `source: { host: ${host}, port: ${port}, httpPath: ${httpPath}, caFile: ${JSON.stringify(caFile)} }
landing: { url: landing }
approvals: { manual: true }
${rest}
`;
}
