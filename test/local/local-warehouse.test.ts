import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseInstant } from '../../src/instant.ts';
import { type LocalWarehouse, startLocalWarehouse } from '../../src/local/local-warehouse.ts';
import { connectDriver, failureOf, rowsOf } from './client.ts';

let warehouse: LocalWarehouse;
let driver: Awaited<ReturnType<typeof connectDriver>>;
/** Statements that hold until the test lets them go. */
const gates = new Map<string, Promise<void>>();

beforeAll(async () => {
  warehouse = await startLocalWarehouse({
    now: parseInstant('2026-01-04T03:00:00Z') as bigint,
    onStatement: (sql) => gates.get(sql),
  });
  await warehouse.createTable('omop', 'person', 'SELECT i::BIGINT AS person_id FROM range(3) AS numbers(i)');
  driver = await connectDriver(warehouse);
});

afterAll(async () => {
  await driver?.close();
  await warehouse?.close();
});

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One HTTPS request that trusts the warehouse's own authority. */
function ask(method: string, path: string, body = '', token = warehouse.connection.token): Promise<Answer> {
  const { port, caFile } = warehouse.connection;
  return new Promise((resolve, reject) => {
    const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
    const asked = request(
      { host: 'localhost', port, path, method, headers, ca: readFileSync(caFile), agent: false },
      (response) => {
        let text = '';
        response.on('data', (part) => {
          text += part;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

describe('a session of the unmodified driver', () => {
  test('gets rows with ids beyond 2^53 exact', async () => {
    expect(
      await rowsOf(driver.session, 'SELECT 1 AS one, CAST(-9223372036854775000 AS BIGINT) AS id'),
    ).toEqual([{ one: 1, id: -9223372036854775000n }]);
  });

  test('keeps its own schema and time zone', async () => {
    const other = await connectDriver(warehouse);
    await rowsOf(other.session, 'USE SCHEMA omop');
    await rowsOf(other.session, `SET TIME ZONE 'Europe/Berlin'`);
    const sql = `SELECT current_schema() AS s, CAST(timestamp_micros(0) AS STRING) AS t`;
    expect(await rowsOf(other.session, sql)).toEqual([{ s: 'omop', t: '1970-01-01 01:00:00' }]);
    expect(await rowsOf(driver.session, sql)).toEqual([{ s: 'default', t: '1970-01-01 00:00:00' }]);
    await other.close();
  });

  test('has an id, and is gone once it is closed', async () => {
    const other = await connectDriver(warehouse);
    expect(other.session.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    const stolen = await driver.client.getDriver();
    const handle = (other.session as unknown as { backend: { sessionHandle: never } }).backend.sessionHandle;
    await other.close();
    const answer = await stolen.executeStatement({ sessionHandle: handle, statement: 'SELECT 1' } as never);
    expect(answer.status.statusCode).toBe(4); // INVALID_HANDLE_STATUS
    expect(answer.status.errorMessage).toMatch(/Invalid SessionHandle/);
  });

  test('is refused without the right token', async () => {
    await expect(connectDriver(warehouse, { token: 'wrong' })).rejects.toMatchObject({ statusCode: 403 });
    expect((await ask('POST', warehouse.connection.httpPath, '', '')).status).toBe(401);
    expect((await ask('GET', '/local/statements', '', 'wrong')).status).toBe(403);
    expect((await ask('POST', '/sql/1.0/warehouses/other')).status).toBe(404);
  });
});

describe('a statement', () => {
  test('is asynchronous: it reports that it is running until it is done', async () => {
    const sql = 'SELECT 7 AS held';
    const { promise, resolve } = Promise.withResolvers<void>();
    gates.set(sql, promise);
    const operation = await driver.session.executeStatement(sql, { maxRows: null });
    expect((await operation.status()).operationState).toBe(1); // RUNNING_STATE
    resolve();
    expect(await operation.fetchAll()).toEqual([{ held: 7 }]);
    expect((await operation.status()).operationState).toBe(2); // FINISHED_STATE
    await operation.close();
  });

  test('can be canceled, and then has no result', async () => {
    const sql = 'SELECT 8 AS never';
    const { promise, resolve } = Promise.withResolvers<void>();
    gates.set(sql, promise);
    const operation = await driver.session.executeStatement(sql, { maxRows: null });
    const handle = (operation as unknown as { backend: { operationHandle: never } }).backend.operationHandle;
    await operation.cancel();
    resolve();
    const raw = await driver.client.getDriver();
    const status = await raw.getOperationStatus({ operationHandle: handle } as never);
    expect(status.operationState).toBe(3); // CANCELED_STATE
    const fetched = await raw.fetchResults({ operationHandle: handle, orientation: 0, maxRows: 1 } as never);
    expect(fetched.status.sqlState).toBe('HY008');
    expect(warehouse.statements.find((record) => record.sql === sql)?.state).toBe('canceled');
  });

  test('that is at work is interrupted', async () => {
    const sql = 'SELECT count(*) AS n FROM omop.person a JOIN omop.person b ON a.person_id <> b.person_id';
    await warehouse.createTable(
      'omop',
      'person',
      'SELECT i::BIGINT AS person_id FROM range(3000000) AS numbers(i)',
    );
    const operation = await driver.session.executeStatement(sql, { maxRows: null });
    expect((await operation.status()).operationState).toBe(1);
    await operation.cancel();
    await expect
      .poll(() => warehouse.statements.find((record) => record.sql === sql)?.state, { timeout: 30_000 })
      .toBe('canceled');
    await warehouse.createTable(
      'omop',
      'person',
      'SELECT i::BIGINT AS person_id FROM range(3) AS numbers(i)',
    );
  });

  test('that fails says so by its SQLSTATE', async () => {
    expect(await failureOf(driver.session, 'SELECT * FROM omop.nowhere')).toBe('42P01');
    expect(await failureOf(driver.session, 'SELEC 1')).toBe('42601');
  });

  test('that is closed is unknown afterwards', async () => {
    const operation = await driver.session.executeStatement('SELECT 1 AS a', { maxRows: null });
    const handle = (operation as unknown as { backend: { operationHandle: never } }).backend.operationHandle;
    await operation.close();
    const raw = await driver.client.getDriver();
    expect((await raw.getOperationStatus({ operationHandle: handle } as never)).status.statusCode).toBe(4);
  });
});

describe('the log', () => {
  test('holds what each statement read, wrote and let out', async () => {
    const from = warehouse.statements.length;
    await rowsOf(driver.session, 'CREATE OR REPLACE VIEW sandbox.ids AS SELECT person_id FROM omop.person');
    await rowsOf(
      driver.session,
      'SELECT a.person_id FROM omop.person a JOIN sandbox.ids b ON a.person_id = b.person_id',
    );
    await rowsOf(driver.session, 'CREATE TABLE sandbox.copy AS SELECT * FROM omop.person VERSION AS OF 0');
    await failureOf(driver.session, 'SELECT 1/0');
    const [, joined, copied, failed] = warehouse.statements.slice(from);
    expect(joined).toMatchObject({ rows: 3n, state: 'finished', written: [], at: warehouse.now() });
    expect(joined?.tables).toEqual(['omop.person', 'sandbox.ids', 'omop.person']);
    expect(joined?.bytes).toBeGreaterThan(24n);
    expect(copied).toMatchObject({ tables: ['omop.person'], written: ['sandbox.copy'], rows: 0n });
    expect(failed).toMatchObject({ sql: 'SELECT 1/0', state: 'failed' });
    await rowsOf(driver.session, 'DROP TABLE sandbox.copy');
  });
});

describe('the clock and the control address', () => {
  test('the clock stands at what it was set to, and every statement sees it', async () => {
    const later = parseInstant('2031-05-06T07:08:09.123456Z') as bigint;
    warehouse.setNow(later);
    expect(await rowsOf(driver.session, 'SELECT unix_micros(current_timestamp()) AS now')).toEqual([
      { now: later },
    ]);
    await ask('POST', '/local/clock', JSON.stringify({ now: '2026-01-11T03:00:00Z' }));
    expect(warehouse.now()).toBe(parseInstant('2026-01-11T03:00:00Z'));
    expect((await ask('POST', '/local/clock', JSON.stringify({ now: 'noon' }))).body).toMatch(/error/);
  });

  test('statements and SQL are to be had over HTTPS', async () => {
    const answer = await ask('POST', '/local/sql', 'SELECT CAST(-9223372036854775808 AS BIGINT) AS id');
    expect(JSON.parse(answer.body)).toEqual({ rows: [{ id: '-9223372036854775808' }] });
    expect((await ask('POST', '/local/sql', 'SELECT 1/0')).body).toMatch(/DIVIDE_BY_ZERO/);
    const log = JSON.parse((await ask('GET', '/local/statements')).body);
    expect(log).toHaveLength(warehouse.statements.length);
    expect(log.at(-1)).toMatchObject({ state: 'finished', at: expect.stringMatching(/Z$/) });
  });
});

test('a warehouse that lies is made by rewriting the SQL that is about to run', async () => {
  const lying = await startLocalWarehouse({
    rewrite: (sql, databricks) => (databricks.includes('honest') ? sql.replace('1', '2') : sql),
  });
  const connected = await connectDriver(lying);
  expect(await rowsOf(connected.session, 'SELECT 1 AS honest')).toEqual([{ honest: 2 }]);
  expect(await lying.run('SELECT 1 AS honest')).toEqual([{ honest: 1 }]);
  await connected.close();
  await lying.close();
});
