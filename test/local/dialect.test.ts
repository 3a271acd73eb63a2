import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalWarehouse, startLocalWarehouse } from '../../src/local/local-warehouse.ts';
import { EXPRESSIONS, FAILURES, PAIRS } from './dialect.ts';

let warehouse: LocalWarehouse;

beforeAll(async () => {
  warehouse = await startLocalWarehouse({ now: 1_767_495_600_000_000n });
  for (const sql of PAIRS) await warehouse.run(sql);
});

afterAll(async () => {
  await warehouse?.close();
});

/** The one value of the one row. */
async function value(expression: string): Promise<unknown> {
  const [row] = await warehouse.run(`SELECT ${expression} AS value`);
  return row?.value;
}

describe('expressions mean what they mean on Databricks', () => {
  test.each<[string, unknown]>(EXPRESSIONS)('%s', async (expression, expected) => {
    if (expected === undefined) await expect(value(expression)).rejects.toThrow(/0A000/);
    else expect(await value(expression)).toEqual(expected);
  });
});

describe('what fails on Databricks fails here, by the same SQLSTATE', () => {
  test.each(FAILURES)('%s', async (sql, sqlState) => {
    await expect(warehouse.run(sql)).rejects.toMatchObject({ sqlState });
  });

  test('a NULL in a NOT NULL column', async () => {
    await warehouse.run('CREATE TABLE sandbox.strict (a BIGINT NOT NULL, b INT)');
    await expect(warehouse.run('INSERT INTO sandbox.strict (b) VALUES (1)')).rejects.toMatchObject({
      sqlState: '23502',
    });
  });
});

describe('what is not imitated fails, and never differs silently', () => {
  test.each([
    'SELECT CAST(1 AS DECIMAL(38,0)) / 2',
    'SELECT avg(CAST(1 AS DECIMAL(10,2)))',
    'SELECT CAST(CAST(1e20 AS DOUBLE) AS STRING)',
    'SELECT INTERVAL 1 DAY',
    `SELECT * FROM omop.pairs LATERAL VIEW explode(split('a', ',')) e AS id`,
    'SELECT a FROM omop.pairs TABLESAMPLE (10 PERCENT)',
    `SELECT a FROM omop.pairs TIMESTAMP AS OF '2020-01-01'`,
    'INSERT OVERWRITE omop.pairs SELECT 1, NULL, NULL',
    'MERGE INTO omop.pairs USING omop.pairs p ON p.a = 1 WHEN MATCHED THEN UPDATE SET b = 1',
    'ALTER TABLE omop.pairs ADD COLUMN c INT',
    'SET ansi_mode = false',
    `SELECT 'a' LIKE 'a\\\\_'`,
    'CREATE TABLE omop.outside (a INT) USING PARQUET',
  ])('%s', async (sql) => {
    await expect(warehouse.run(sql)).rejects.toMatchObject({ sqlState: '0A000' });
  });
});

describe('statements', () => {
  test('sums are BIGINT over integers, DECIMAL(38,0) over such decimals', async () => {
    await warehouse.run(`CREATE OR REPLACE TABLE sandbox.sums AS
      SELECT sum(x) AS i, sum(CAST(x AS DECIMAL(38,0))) AS d, count(DISTINCT x) AS n, avg(x) AS m FROM VALUES (1), (2) AS t(x)`);
    const described = await warehouse.run('DESCRIBE TABLE sandbox.sums');
    expect(described.map((row) => row.data_type)).toEqual(['bigint', 'decimal(38,0)', 'bigint', 'double']);
    expect(await warehouse.run('SELECT * FROM sandbox.sums')).toEqual([{ i: 3n, d: 3n, n: 2n, m: 1.5 }]);
  });

  test('xxhash64 skips nulls, as on Databricks, and is otherwise sensitive to order, value and place', async () => {
    expect(await value('xxhash64(NULL, 1) = xxhash64(1, NULL)')).toBe(true);
    expect(await value('xxhash64(1, 2) = xxhash64(2, 1)')).toBe(false);
    expect(await value(`xxhash64('a', 'b') = xxhash64('ab')`)).toBe(false);
    const rows = await warehouse.run('SELECT xxhash64(a, b, at) AS h FROM omop.pairs');
    expect(new Set(rows.map((row) => row.h)).size).toBe(3);
    expect(
      rows.some((row) => (row.h as bigint) < 0n) || rows.every((row) => (row.h as bigint) < 2n ** 63n),
    ).toBe(true);
  });

  test('nulls sort first ascending and last descending', async () => {
    const ascending = await warehouse.run('SELECT a FROM omop.pairs ORDER BY a');
    expect(ascending.map((row) => row.a)).toEqual([null, 1n, 3n]);
    const descending = await warehouse.run('SELECT a FROM omop.pairs ORDER BY a DESC');
    expect(descending.map((row) => row.a)).toEqual([3n, 1n, null]);
  });

  test('joins, semi joins, subqueries, common tables and windows', async () => {
    const sql = `WITH one AS (SELECT explode(split('1,3', ',')) AS id), ids AS (SELECT CAST(id AS BIGINT) AS id FROM one)
      SELECT p.a, row_number() OVER (ORDER BY p.a DESC) AS place
      FROM omop.pairs p LEFT SEMI JOIN ids ON ids.id = p.a
      WHERE EXISTS (SELECT 1 FROM ids) AND p.a IN (SELECT id FROM ids) AND NOT p.a = 99 ORDER BY p.a`;
    expect(await warehouse.run(sql)).toEqual([
      { a: 1n, place: 2 },
      { a: 3n, place: 1 },
    ]);
  });

  test('a table keeps the order of the query that made it', async () => {
    await warehouse.run(`CREATE OR REPLACE TABLE sandbox.sorted USING DELTA AS
      SELECT CAST(id AS BIGINT) * 7919 % 1000 AS k FROM (SELECT explode(split('1,2,3,4,5,6,7,8,9', ',')) AS id) t ORDER BY k`);
    const keys = (await warehouse.run('SELECT k FROM sandbox.sorted')).map((row) => row.k as bigint);
    expect(keys).toEqual(keys.toSorted((a, b) => Number(a - b)));
  });

  test('DESCRIBE gives type names of Databricks, and the clustering behind them', async () => {
    await warehouse.run(`CREATE TABLE sandbox.typed (a BIGINT NOT NULL, b STRING COMMENT 'why', c TIMESTAMP, d TIMESTAMP_NTZ,
      e DECIMAL(10,2), f DATE, g DOUBLE, h INT, i SMALLINT, j BOOLEAN, k FLOAT) USING DELTA CLUSTER BY (a, f)
      TBLPROPERTIES ('delta.enableDeletionVectors' = 'false')`);
    const rows = await warehouse.run('DESCRIBE TABLE sandbox.typed');
    expect(rows.map((row) => `${row.col_name} ${row.data_type}`)).toEqual([
      'a bigint',
      'b string',
      'c timestamp',
      'd timestamp_ntz',
      'e decimal(10,2)',
      'f date',
      'g double',
      'h int',
      'i smallint',
      'j boolean',
      'k float',
      '# Clustering Information ',
      '# col_name data_type',
      'a bigint',
      'f date',
    ]);
  });

  test('names do not depend on case, come out as the query writes them, and may be reserved words of DuckDB', async () => {
    await warehouse.run('CREATE TABLE `sandbox`.`Odd ``Name` (`Order` INT, `end` STRING)');
    await warehouse.run(`INSERT INTO main.SANDBOX.\`odd \`\`name\` VALUES (1, 'z')`);
    expect(await warehouse.run('SELECT t.`order`, t.`end` FROM sandbox.`ODD ``NAME` t')).toEqual([
      { order: 1, end: 'z' },
    ]);
  });

  test('loaders see the newest versions in DuckDB, and add to them by name', async () => {
    await warehouse.createTable('omop', 'loaded', `SELECT 1::BIGINT AS id, 'a' AS note`);
    await warehouse.appendTable(
      'omop',
      'loaded',
      `SELECT note || 'b' AS note, id + 1 AS id FROM omop.loaded`,
    );
    expect(await warehouse.duckdb('SELECT * FROM omop.loaded ORDER BY id')).toEqual([
      { id: 1n, note: 'a' },
      { id: 2n, note: 'ab' },
    ]);
    await expect(warehouse.createTable('omop', 'odd', 'SELECT [1, 2] AS list')).rejects.toMatchObject({
      sqlState: '0A000',
    });
  });
});
