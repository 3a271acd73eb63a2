import { afterAll, beforeAll, expect, test } from 'vitest';
import { figuresOf, median } from '../../bench/figures.ts';
import { extractQuery, personsOf, rowsAskedFor } from '../../bench/measurement-rows.ts';
import { ownCommand } from '../../bench/own-command.ts';
import { treeUse } from '../../bench/process-tree.ts';
import { runContestant } from '../../bench/run-contestant.ts';
import { type Servers, startServers } from '../../bench/servers.ts';

const BATCH_ROWS = 5000;
let servers: Servers;
beforeAll(async () => {
  servers = await startServers(10_000, BATCH_ROWS);
});
afterAll(() => servers.close());

async function turnOf(name: string, rows: number, cloudFetch: boolean) {
  const { warehouse, storage } = servers;
  const container = await servers.newContainer();
  const turn = `${name}-${rows}-${cloudFetch}`.toLowerCase();
  const task = {
    rows,
    query: extractQuery(rows),
    warehouse,
    storage,
    container,
    cloudFetch,
    turn,
    workers: 2,
  };
  return runContestant(ownCommand(name), task);
}

test.each([
  ['product', true],
  ['product', false],
  ['typescript', true],
  ['wire', true],
  ['wire', false],
] as const)(
  '%s moves all rows that it was asked for, beyond those that are prepared (links: %s)',
  async (name, links) => {
    const turn = await turnOf(name, 20_000, links);
    expect(turn.rows).toBe(20_000);
    expect(turn.bytes > 0).toBe(name !== 'wire');
    expect(turn.seconds).toBeGreaterThan(0);
  },
);

test('a contestant that moves other rows than it was asked for does not get a figure', async () => {
  await expect(turnOf('wire', BATCH_ROWS + 1, true)).rejects.toThrow('moved 10000 rows of 5001');
});

test('the query says how many rows are wanted, and the persons are those of the rows', () => {
  expect(rowsAskedFor(extractQuery(123_000))).toBe(123_000);
  expect(rowsAskedFor('SELECT 1')).toBeUndefined();
  expect(personsOf(1000).byteLength).toBe(10 * 8);
});

test('figures are medians of each contestant over its own turns', () => {
  const turn = { rows: 100, bytes: 50, processor: 1, memory: 7 };
  const figures = figuresOf([
    { ...turn, contestant: 'a', seconds: 1 },
    { ...turn, contestant: 'b', seconds: 5 },
    { ...turn, contestant: 'a', seconds: 4 },
    { ...turn, contestant: 'a', seconds: 2 },
  ]);
  expect(figures.map(({ contestant, turns, rowsPerSecond }) => [contestant, turns, rowsPerSecond])).toEqual([
    ['a', 3, 50],
    ['b', 1, 20],
  ]);
  expect(median([1, 10, 2, 4])).toBe(3);
});

test.runIf(process.platform === 'linux')('what a process takes is seen from outside', async () => {
  const use = await treeUse(process.pid);
  expect(use?.memory).toBeGreaterThan(10 << 20);
  expect(use?.processor).toBeGreaterThan(0);
});
