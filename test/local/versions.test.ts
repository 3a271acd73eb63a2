import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalWarehouse, startLocalWarehouse } from '../../src/local/local-warehouse.ts';
import { connectDriver, rowsOf } from './client.ts';

let warehouse: LocalWarehouse;

beforeAll(async () => {
  warehouse = await startLocalWarehouse();
});

afterAll(async () => {
  await warehouse?.close();
});

async function ids(table: string): Promise<unknown[]> {
  const rows = await warehouse.run(`SELECT id FROM ${table} ORDER BY id`);
  return rows.map((row) => row.id);
}

async function versions(table: string): Promise<unknown[]> {
  return (await warehouse.run(`DESCRIBE HISTORY ${table}`)).map((row) => [row.version, row.operation]);
}

describe('versions', () => {
  test('every change makes one, and each stays readable', async () => {
    await warehouse.run('CREATE TABLE omop.t (id BIGINT, note STRING)');
    await warehouse.run(`INSERT INTO omop.t VALUES (1, 'one'), (2, 'two')`);
    await warehouse.run(`UPDATE omop.t SET id = id + 10, note = NULL WHERE id = 2`);
    await warehouse.run('DELETE FROM omop.t WHERE id = 1');
    await warehouse.appendTable('omop', 't', `SELECT 'five' AS note, 5::BIGINT AS id`);
    expect(await ids('omop.t VERSION AS OF 0')).toEqual([]);
    expect(await ids('omop.t VERSION AS OF 1')).toEqual([1n, 2n]);
    expect(await ids('`main`.`omop`.`t` VERSION AS OF 2')).toEqual([1n, 12n]);
    expect(await ids('omop.t VERSION AS OF 3')).toEqual([12n]);
    expect(await ids('omop.t')).toEqual([5n, 12n]);
    expect(await versions('omop.t')).toEqual([
      [4n, 'WRITE'],
      [3n, 'DELETE'],
      [2n, 'UPDATE'],
      [1n, 'WRITE'],
      [0n, 'CREATE TABLE'],
    ]);
  });

  test('a change that finds no row makes none', async () => {
    await warehouse.createTable('omop', 'still', 'SELECT 1::BIGINT AS id');
    await warehouse.run('UPDATE omop.still SET id = 2 WHERE id = 3');
    await warehouse.run('DELETE FROM omop.still WHERE id = 3');
    expect(await versions('omop.still')).toHaveLength(1);
  });

  test('a change that fails makes none, and leaves the rows as they were', async () => {
    await warehouse.createTable('omop', 'firm', 'SELECT i::BIGINT AS id FROM range(1, 4) AS n(i)');
    await expect(warehouse.run('UPDATE omop.firm SET id = 6 DIV (id - 3)')).rejects.toThrow(/22012/);
    await expect(warehouse.run('INSERT INTO omop.firm SELECT 1 DIV (id - 3) FROM omop.firm')).rejects.toThrow(
      /22012/,
    );
    expect(await ids('omop.firm')).toEqual([1n, 2n, 3n]);
    expect(await versions('omop.firm')).toHaveLength(1);
  });

  test('a replaced table goes on counting, whatever its columns were', async () => {
    await warehouse.createTable('omop', 'r', 'SELECT 1::BIGINT AS id');
    await warehouse.run('CREATE OR REPLACE TABLE omop.r AS SELECT 9 AS other');
    expect(await ids('omop.r VERSION AS OF 0')).toEqual([1n]);
    expect(await warehouse.run('SELECT * FROM omop.r')).toEqual([{ other: 9 }]);
  });

  test('a version that does not exist is an error', async () => {
    await warehouse.createTable('omop', 'young', 'SELECT 1::BIGINT AS id');
    await expect(warehouse.run('SELECT * FROM omop.young VERSION AS OF 1')).rejects.toThrow(
      /DELTA_VERSION_NOT_FOUND/,
    );
  });

  test('a view has neither versions nor history', async () => {
    await warehouse.createTable('omop', 'base', 'SELECT 1::BIGINT AS id');
    await warehouse.run('CREATE OR REPLACE VIEW omop.over AS SELECT id FROM omop.base');
    await warehouse.appendTable('omop', 'base', 'SELECT 2::BIGINT AS id');
    expect(await ids('omop.over')).toEqual([1n, 2n]);
    await expect(warehouse.run('SELECT * FROM omop.over VERSION AS OF 0')).rejects.toThrow(/0AKDC/);
    await expect(warehouse.run('DESCRIBE HISTORY omop.over')).rejects.toThrow(/EXPECT_TABLE_NOT_VIEW/);
  });

  test('a dropped table begins again at 0', async () => {
    await warehouse.createTable('sandbox', 'brief', 'SELECT 1::BIGINT AS id');
    await warehouse.appendTable('sandbox', 'brief', 'SELECT 2::BIGINT AS id');
    await warehouse.run('DROP TABLE sandbox.brief');
    await expect(warehouse.run('SELECT * FROM sandbox.brief')).rejects.toThrow(/42P01/);
    await warehouse.run('CREATE TABLE sandbox.brief AS SELECT 3 AS id');
    expect(await versions('sandbox.brief')).toEqual([[0n, 'CREATE TABLE AS SELECT']]);
  });
});

test('writers at once each make a version, and none is lost', async () => {
  await warehouse.createTable('omop', 'busy', 'SELECT 0::BIGINT AS id');
  const writers = Array.from({ length: 8 }, (_, index) =>
    warehouse.run(`INSERT INTO omop.busy SELECT count(*) + ${index * 100} FROM omop.busy`),
  );
  await Promise.all(writers);
  expect(await versions('omop.busy')).toHaveLength(9);
  for (let version = 0; version <= 8; version += 1) {
    expect(await ids(`omop.busy VERSION AS OF ${version}`)).toHaveLength(version + 1);
  }
});

test('a statement reads one state, while others write and even drop', async () => {
  const driver = await connectDriver(warehouse);
  await warehouse.createTable('omop', 'long', 'SELECT i::BIGINT AS id FROM range(500000) AS n(i)');
  const operation = await driver.session.executeStatement('SELECT id FROM omop.long', {
    useCloudFetch: false,
  });
  const first = await operation.fetchChunk({ maxRows: 1000 });
  await warehouse.run('UPDATE omop.long SET id = -1 WHERE id > 250000');
  await warehouse.run('DROP TABLE omop.long');
  const rest = (await operation.fetchAll()) as { id: bigint }[];
  const all = [...(first as { id: bigint }[]), ...rest];
  expect(all).toHaveLength(500_000);
  expect(all.every((row, index) => row.id === BigInt(index))).toBe(true);
  await operation.close();
  expect(await rowsOf(driver.session, 'SHOW TABLES IN omop')).not.toContainEqual(
    expect.objectContaining({ tableName: 'long' }),
  );
  await driver.close();
});
