import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LocalWarehouse, startLocalWarehouse } from '../../src/local/local-warehouse.ts';

let warehouse: LocalWarehouse;
beforeAll(async () => {
  warehouse = await startLocalWarehouse();
});
afterAll(() => warehouse.close());

const PROPERTY = "'delta.deletedFileRetentionDuration'";
const version = (number: number) => warehouse.run(`SELECT * FROM sandbox.roster VERSION AS OF ${number}`);

it('keeps older versions for a week unless the table says at once, and then lets them go', async () => {
  await warehouse.run('CREATE TABLE sandbox.roster (group_key STRING, person_id BIGINT) USING DELTA');
  await warehouse.run("INSERT INTO sandbox.roster VALUES ('a', 1), ('b', 2)");
  await warehouse.run("DELETE FROM sandbox.roster WHERE group_key = 'a'");
  await warehouse.run('REORG TABLE sandbox.roster APPLY (PURGE)');
  await warehouse.run('VACUUM sandbox.roster');
  expect(await version(1)).toHaveLength(2);
  await warehouse.run(`ALTER TABLE sandbox.roster SET TBLPROPERTIES (${PROPERTY} = 'interval 0 hours')`);
  await warehouse.run('VACUUM sandbox.roster');
  await warehouse.run(`ALTER TABLE sandbox.roster UNSET TBLPROPERTIES IF EXISTS (${PROPERTY})`);
  await expect(version(1)).rejects.toThrow(/version 1/);
  expect(await warehouse.run('SELECT person_id FROM sandbox.roster')).toEqual([{ person_id: 2n }]);
  // From here on history is kept again.
  await warehouse.run('DELETE FROM sandbox.roster WHERE true');
  await warehouse.run('VACUUM sandbox.roster');
  expect(await version(2)).toHaveLength(1);
});

it('refuses a time of its own, as a SQL warehouse does', async () => {
  await warehouse.run('CREATE TABLE sandbox.other (a BIGINT) USING DELTA');
  await expect(warehouse.run('VACUUM sandbox.other RETAIN 0 HOURS')).rejects.toThrow(/VACUUM/);
});
