import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { machineFacts } from './figures.ts';
import { extractQuery } from './measurement-rows.ts';
import { productCommand } from './own-command.ts';
import { runContestant } from './run-contestant.ts';
import { grownTable } from './scenarios/grown-table.ts';
import { idleCohorts } from './scenarios/idle-cohorts.ts';
import { logReplay } from './scenarios/log-replay.ts';
import { unloadAgainstStream } from './scenarios/unload.ts';
import { cohortsCost, historyCost } from './scenarios/weekly.ts';
import { wholeSync } from './scenarios/whole-sync.ts';
import { startServers } from './servers.ts';

// By default all but unload-spark, which needs src/local/spark/install.sh.
// npm run bench:scenarios -- [--only memory,replay,cohorts,history,idle,grown,whole,unload,unload-spark] [--rows N] [--json FILE]

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'memory,replay,cohorts,history,idle,grown,whole,unload' },
    rows: { type: 'string', default: '20000000' },
    json: { type: 'string' },
  },
});

const BATCH_ROWS = 100_000;

/** Memory and cost of a row as the rows grow: each size in a process of its own, the smallest again at the end. */
async function memory() {
  const servers = await startServers(2_000_000, BATCH_ROWS);
  try {
    const turns = [];
    for (const rows of [1_000_000, 2_000_000, 20_000_000, 2_000_000]) {
      const container = await servers.newContainer();
      const turn = `memory-${rows}`;
      const { warehouse, storage } = servers;
      const query = extractQuery(rows);
      const workers = machineFacts().cores;
      const task = { rows, query, warehouse, cloudFetch: true, storage, container, turn, workers };
      const { seconds, processor, memory } = await runContestant(productCommand, task);
      turns.push({
        rows,
        peakMiB: memory / 2 ** 20,
        secondsPerMillion: (seconds / rows) * 1e6,
        processorPerMillion: (processor / rows) * 1e6,
      });
    }
    return turns;
  } finally {
    await servers.close();
  }
}

/** Whole syncs in processes of their own, the smaller again at the end. */
async function whole() {
  const turns = [];
  for (const rows of [2_000_000, Number(values.rows), 2_000_000]) turns.push(await wholeSync(rows));
  return turns;
}

const SCENARIOS: Readonly<Record<string, () => Promise<unknown>>> = {
  memory,
  replay: () => logReplay(),
  cohorts: async () => [await cohortsCost(1), await cohortsCost(50)],
  whole,
  grown: () => grownTable(),
  idle: () => idleCohorts(),
  unload: () => unloadAgainstStream('duckdb'),
  'unload-spark': () => unloadAgainstStream('spark'),
  history: async () => [await historyCost(1000), await historyCost(10_000)],
};

const found: Record<string, unknown> = {};
for (const name of values.only.split(',')) {
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new RangeError(`no scenario is called ${name}`);
  found[name] = await scenario();
  process.stdout.write(`${name}: ${printed(found[name])}\n`);
}
if (values.json !== undefined) {
  await writeFile(values.json, `${printed({ machine: machineFacts(), ...found })}\n`);
}

function printed(value: unknown): string {
  return JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? Number(one) : one), 2);
}
