import { DBSQLParameter, DBSQLParameterType } from '@databricks/sql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalWarehouse, startLocalWarehouse } from '../../src/local/local-warehouse.ts';
import { connectDriver, failureOf, rowsOf } from './client.ts';

let warehouse: LocalWarehouse;
let driver: Awaited<ReturnType<typeof connectDriver>>;

beforeAll(async () => {
  warehouse = await startLocalWarehouse();
  driver = await connectDriver(warehouse);
});

afterAll(async () => {
  await driver?.close();
  await warehouse?.close();
});

test('named parameters have their types', async () => {
  const sql = `SELECT :id AS id, :text AS text, :flag AS flag, :none AS none, :half AS half, :money AS money, unix_date(:day) AS day,
    unix_micros(:at) AS at, :id + :one AS next`;
  const namedParameters = {
    id: -9223372036854775000n,
    text: `it's :id, ? and "more" \\ `,
    flag: true,
    none: null,
    half: 0.5,
    money: new DBSQLParameter({ type: DBSQLParameterType.DECIMAL, value: '12.345' }),
    day: new DBSQLParameter({ type: DBSQLParameterType.DATE, value: '1969-12-31' }),
    at: new DBSQLParameter({ type: DBSQLParameterType.TIMESTAMP, value: '1969-12-31T23:59:59.999999Z' }),
    one: 1,
  };
  expect(await rowsOf(driver.session, sql, { namedParameters })).toEqual([
    {
      id: -9223372036854775000n,
      text: `it's :id, ? and "more" \\ `,
      flag: true,
      none: null,
      half: 0.5,
      money: expect.anything(),
      day: -1,
      at: -1n,
      next: -9223372036854774999n,
    },
  ]);
});

test('positional parameters go by their order in the text, and marks in text and comments are none', async () => {
  const sql = `SELECT '?' AS mark, x.a, ? AS second FROM (SELECT ? AS a) x -- why?
    WHERE /* ? */ x.a = ?`;
  expect(await rowsOf(driver.session, sql, { ordinalParameters: [2, 'inner', 'inner'] })).toEqual([
    { mark: '?', a: 'inner', second: 2 },
  ]);
});

test('fifty thousand ids travel as one text, bound and not pasted', async () => {
  const ids = Array.from({ length: 50_000 }, (_, index) => 9223372036854000000n + BigInt(index)).join(',');
  expect(ids.length).toBeGreaterThan(900_000);
  const sql = `SELECT count(*) AS n, min(CAST(t.id AS BIGINT)) AS low, max(CAST(t.id AS BIGINT)) AS high
    FROM (SELECT explode(split(:ids, ',')) AS id) t`;
  expect(await rowsOf(driver.session, sql, { namedParameters: { ids } })).toEqual([
    { n: 50_000n, low: 9223372036854000000n, high: 9223372036854049999n },
  ]);
});

test('text from a parameter is never part of the statement', async () => {
  const text = `'); DROP TABLE omop.person; --`;
  const namedParameters = { text };
  expect(await rowsOf(driver.session, 'SELECT :text AS text', { namedParameters })).toEqual([{ text }]);
});

test('256 parameters are allowed, one more is not', async () => {
  const parameters = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, BigInt(index)]));
  const sql = `SELECT ${Object.keys(parameters(256))
    .map((name) => `:${name}`)
    .join(' + ')} AS total`;
  expect(await rowsOf(driver.session, sql, { namedParameters: parameters(256) })).toEqual([
    { total: 32640n },
  ]);
  expect(await failureOf(driver.session, sql, { namedParameters: parameters(257) })).toBe('54023');
});

test('a parameter that is missing, or no value of its type, is an error', async () => {
  expect(await failureOf(driver.session, 'SELECT :missing')).toBe('42P02');
  const wrong = new DBSQLParameter({ type: DBSQLParameterType.BIGINT, value: 'x' });
  expect(await failureOf(driver.session, 'SELECT :id', { namedParameters: { id: wrong } })).toBe('22023');
});
