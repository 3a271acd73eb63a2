import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { type Figures, figuresOf, machineFacts } from './figures.ts';
import { COLUMNS, extractQuery } from './measurement-rows.ts';
import { ownCommand } from './own-command.ts';
import { pythonCommands } from './python/commands.ts';
import { type Command, runContestant, type Turn } from './run-contestant.ts';
import { startServers } from './servers.ts';

// npm run bench -- [--rows N] [--rounds N] [--contestants a,b] [--inline] [--workers N] [--json FILE]

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '2000000' },
    rounds: { type: 'string', default: '5' },
    contestants: { type: 'string', default: 'product,typescript,wire,duckdb' },
    inline: { type: 'boolean', default: false },
    workers: { type: 'string', default: `${machineFacts().cores}` },
    'batch-rows': { type: 'string', default: '100000' },
    json: { type: 'string' },
  },
});

/** Rows through JavaScript objects take so long that they get a part of the rows; compared are rows a second. */
const SLOW: Readonly<Record<string, number>> = { typescript: 10, dlt: 4, dltsql: 20 };
/** Beyond so many rows the server sends the same ones again. */
const PREPARED_ROWS = 2_000_000;

const batchRows = Number(values['batch-rows']);
const rows = wholeBatches(Number(values.rows));
const commands = values.contestants.split(',').map(commandOf);
const servers = await startServers(wholeBatches(Math.min(rows, PREPARED_ROWS)), batchRows);
const turns: Turn[] = [];
try {
  // The first round fills the server's memory of results, and counts for nobody.
  for (let round = 0; round <= Number(values.rounds); round++) {
    for (const command of commands) {
      const turn = await runContestant(command, await taskOf(command, round));
      if (round > 0) turns.push(turn);
    }
  }
} finally {
  await servers.close();
}
await report(figuresOf(turns));

function wholeBatches(wanted: number): number {
  return Math.max(1, Math.round(wanted / batchRows)) * batchRows;
}

function commandOf(name: string): Command {
  return pythonCommands[name] ?? ownCommand(name);
}

async function taskOf(command: Command, round: number) {
  const own = wholeBatches(rows / (SLOW[command.name] ?? 1));
  return {
    rows: own,
    query: extractQuery(own),
    columns: COLUMNS,
    warehouse: servers.warehouse,
    cloudFetch: !values.inline,
    storage: servers.storage,
    container: await servers.newContainer(),
    turn: `${command.name}-${round}`,
    workers: Number(values.workers),
  };
}

async function report(figures: readonly Figures[]): Promise<void> {
  const product = figures.find(({ contestant }) => contestant === 'product');
  const table = new Table({
    head: ['contestant', 'rows', 'rows/s', 'product is', 'CPU s/M rows', 'peak MiB', 'bytes/row'],
    style: { head: [], border: [] },
  });
  for (const own of figures) {
    const ratio = product === undefined ? undefined : product.rowsPerSecond / own.rowsPerSecond;
    table.push([
      own.contestant,
      own.rows.toLocaleString('en'),
      Math.round(own.rowsPerSecond).toLocaleString('en'),
      ratio === undefined ? '' : `${ratio.toFixed(2)} x`,
      own.processorPerMillion.toFixed(2),
      (own.peakMemory / 2 ** 20).toFixed(0),
      own.bytesPerRow.toFixed(1),
    ]);
  }
  process.stdout.write(`${table.toString()}\n`);
  if (values.json !== undefined) {
    const document = { machine: machineFacts(), settings: values, figures, turns };
    await writeFile(values.json, `${JSON.stringify(document, undefined, 2)}\n`);
  }
}
