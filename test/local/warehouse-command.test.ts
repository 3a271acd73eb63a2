import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { expect, test } from 'vitest';
import { parseInstant } from '../../src/instant.ts';
import { type LocalWarehouse, startLocalWarehouse } from '../../src/local/local-warehouse.ts';
import { runWarehouse, type WarehouseCommandOptions } from '../../src/local/warehouse-command.ts';
import { openStorageAccount } from '../story/storage-account.ts';
import { connectDriver, rowsOf } from './client.ts';

/** Runs the command, lets `visit` use the warehouse that it announces, and stops it. */
async function visiting<T>(
  options: WarehouseCommandOptions,
  visit: (connection: LocalWarehouse['connection']) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const { promise: announced, resolve: announce } = Promise.withResolvers<LocalWarehouse['connection']>();
  const running = runWarehouse(options, announce, stop.signal);
  try {
    return await visit(
      await Promise.race([announced, running.then(() => Promise.reject(new Error('it ended')))]),
    );
  } finally {
    stop.abort();
    await running;
  }
}

async function query(
  connection: LocalWarehouse['connection'],
  sql: string,
): Promise<readonly Record<string, unknown>[]> {
  const driver = await connectDriver({ connection });
  try {
    return await rowsOf(driver.session, sql);
  } finally {
    await driver.close();
  }
}

test('a folder is loaded before the warehouse is announced, and nothing is left behind', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'omop-'));
  await writeFile(
    path.join(folder, 'PERSON.csv'),
    'person_id,year_of_birth\n7,1970\n-9223372036854775000,1980\n',
  );
  const loadDt = parseInstant('2026-01-04T03:00:00Z') as bigint;
  const caFile = await visiting({ load: folder, loadDt }, async (connection) => {
    const sql = 'SELECT person_id, unix_micros(load_dt) AS load_dt FROM omop.person ORDER BY person_id';
    expect(await query(connection, sql)).toEqual([
      { person_id: -9223372036854775000n, load_dt: loadDt },
      { person_id: 7n, load_dt: loadDt },
    ]);
    return connection.caFile;
  });
  expect(existsSync(path.dirname(caFile))).toBe(false);
  await rm(folder, { recursive: true });
});

test('data is generated up to the last load before the given clock', async () => {
  const now = parseInstant('2026-01-07T12:00:00Z') as bigint;
  await visiting({ generate: 50, weeks: 2, now }, async (connection) => {
    const sql = 'SELECT count(*) AS persons, unix_micros(current_timestamp()) AS now FROM omop.person';
    expect(await query(connection, sql)).toEqual([{ persons: 50n, now }]);
  });
});

test('statements may unload to the container that was given, and nowhere else', async () => {
  const { connectionString, stop } = await openStorageAccount();
  const container = BlobServiceClient.fromConnectionString(connectionString).getContainerClient('staging');
  await container.create();
  const url = 'abfss://staging@local.dfs.core.windows.net';
  const unloadTo = (directory: string) =>
    `INSERT OVERWRITE DIRECTORY '${directory}' USING PARQUET OPTIONS ('compression' = 'zstd') SELECT * FROM omop.person`;
  const options = { generate: 5, weeks: 1, unload: { url, container: 'staging', connectionString } };
  await visiting(options, async (connection) => {
    await query(connection, unloadTo(`${url}/run/slice`));
    await expect(
      query(connection, unloadTo('abfss://else@local.dfs.core.windows.net/run')),
    ).rejects.toThrow();
  });
  const names: string[] = [];
  for await (const { name } of container.listBlobsFlat()) names.push(name);
  expect(names).toEqual(['run/slice/_SUCCESS', expect.stringMatching(/^run\/slice\/part-00000-.*parquet$/)]);
  await stop();
});

test('a folder that cannot be loaded ends the command with its error', async () => {
  await expect(visiting({ load: '/nowhere/at/all' }, async () => undefined)).rejects.toThrow();
});

test('a warehouse closes while one statement is held and another is being read', async () => {
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const warehouse = await startLocalWarehouse({
    onStatement: (sql) => (sql.includes('held') ? held : undefined),
  });
  const driver = await connectDriver(warehouse);
  await driver.session.executeStatement('SELECT 1 AS held', { maxRows: null });
  await warehouse.createTable('omop', 'n', 'SELECT i::BIGINT AS i FROM range(1000000) AS t(i)');
  const open = await driver.session.executeStatement('SELECT i FROM omop.n', { maxRows: 10 });
  expect(await open.fetchChunk({ maxRows: 10 })).toHaveLength(10);
  await warehouse.close();
  release();
  await expect(rowsOf(driver.session, 'SELECT 1')).rejects.toThrow();
});
