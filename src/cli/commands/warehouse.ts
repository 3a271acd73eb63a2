import { type Command, Option } from 'commander';
import { ConfigurationError, EXIT } from '../../errors.ts';
import type { Instant } from '../../instant.ts';
import type { UnloadTarget } from '../../local/warehouse-command.ts';
import { toJson } from '../../report/exact-json.ts';
import { type Console, define } from '../command.ts';
import { instant, port, whole } from '../parse.ts';

interface WarehouseOptions {
  readonly load?: string;
  readonly loadDt?: Instant;
  readonly generate?: number;
  readonly seed?: number;
  readonly weeks?: number;
  readonly now?: Instant;
  readonly port?: number;
  readonly engine?: 'duckdb' | 'spark';
  readonly unloadTo?: string;
}

/** `warehouse`: a Databricks SQL warehouse on this machine, for trying and testing; runs until it is told to stop. */
export function warehouseCommand(program: Command, console: Console): void {
  const command = program
    .command('warehouse')
    .description(
      'run a local SQL warehouse that speaks the Databricks protocol, on a folder of OMOP files or on generated data',
    )
    .option('--load <dir>', 'folder of CSV or Parquet files named after OMOP tables')
    .option('--load-dt <instant>', 'load_dt of rows that have none', instant)
    .option('--generate <persons>', 'generate OMOP data for so many persons', whole)
    .option('--seed <n>', 'seed of the generated data', whole)
    .option('--weeks <n>', 'Sundays over which rows are spread or grow', whole)
    .option('--now <instant>', "the warehouse's clock; without it, the real time", instant)
    .option('--port <n>', 'port; without it, a free one', port)
    .option(
      '--unload-to <url>',
      'abfss://CONTAINER@… that statements may unload to: that container of AZURE_STORAGE_CONNECTION_STRING',
    )
    .addOption(
      new Option('--engine <name>', 'what runs the SQL; spark needs src/local/spark/install.sh')
        .choices(['duckdb', 'spark'])
        .default('duckdb'),
    );
  define<WarehouseOptions>(command, console, async (context, options) => {
    if ((options.load === undefined) === (options.generate === undefined))
      throw loadOrGenerate(options.load !== undefined);
    const { runWarehouse } = await standIn();
    const stop = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
    if (options.engine === 'spark' && options.now !== undefined) throw sparkClock();
    const { load, loadDt, generate, seed, weeks, now, engine, unloadTo } = options;
    const connectionString = context.env.AZURE_STORAGE_CONNECTION_STRING;
    const unload = unloadTo === undefined ? undefined : unloadTarget(unloadTo, connectionString);
    const given = { load, loadDt, generate, seed, weeks, now, port: options.port, engine, unload };
    const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    await runWarehouse(
      present,
      (connection) => {
        if (context.json) console.out(`${toJson(connection)}\n`);
        else
          context.say(
            [
              `warehouse at https://${connection.host}:${connection.port}${connection.httpPath}, certificate ${connection.caFile}`,
              `export DATABRICKS_TOKEN=${connection.token}`,
            ].join('\n'),
          );
      },
      stop.signal,
    );
    return { document: undefined, text: '', exitCode: EXIT.done };
  });
}

/** Loaded when it is wanted: the embedded engine is a development dependency, and no bundle carries it. */
async function standIn() {
  try {
    return await import('../../local/warehouse-command.ts');
  } catch (cause) {
    if ((cause as { readonly code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new ConfigurationError('The local warehouse is not part of this installation.', {
      code: 'NO_LOCAL_WAREHOUSE',
      remedy: 'Run it from a clone of the repository, after npm ci with its development dependencies.',
      cause,
    });
  }
}

function unloadTarget(url: string, connectionString: string | undefined): UnloadTarget {
  const container = /^abfss:\/\/([a-z0-9-]{3,63})@[^/]+$/.exec(url)?.[1];
  if (container === undefined) {
    throw new ConfigurationError('--unload-to is not the address of a container.', {
      code: 'USAGE',
      remedy: 'Give what staging.location says: abfss://CONTAINER@ACCOUNT.dfs.core.windows.net',
    });
  }
  if (connectionString === undefined || connectionString === '') {
    throw new ConfigurationError('--unload-to needs a storage that the warehouse can write to.', {
      code: 'USAGE',
      remedy: 'Set AZURE_STORAGE_CONNECTION_STRING to that of the account, or of the emulator.',
    });
  }
  return { url, container, connectionString };
}

function sparkClock(): ConfigurationError {
  return new ConfigurationError('The clock of Spark cannot be set.', {
    code: 'USAGE',
    remedy: 'Leave out --now, or use --engine duckdb.',
  });
}

function loadOrGenerate(both: boolean): ConfigurationError {
  const message = both
    ? 'The warehouse takes --load or --generate, not both.'
    : 'The warehouse needs --load or --generate.';
  return new ConfigurationError(message, {
    code: 'USAGE',
    remedy: 'Give --load DIR for a folder of OMOP files, or --generate PERSONS for made-up data.',
  });
}
