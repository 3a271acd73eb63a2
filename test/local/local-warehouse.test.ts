import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalWarehouse, startLocalWarehouse } from '../../src/local/local-warehouse.ts';
import { connectDriver, rowsOf } from './client.ts';

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

describe('the wire', () => {
  test('a query of the unmodified driver gets its rows', async () => {
    expect(
      await rowsOf(driver.session, 'SELECT 1 AS one, CAST(-9223372036854775000 AS BIGINT) AS id'),
    ).toEqual([{ one: 1, id: -9223372036854775000n }]);
  });
});
