import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_TABLES } from '../../src/omop/tables.ts';
import { openWideIds, WIDE_IDS } from './wide-ids.ts';
import type { World } from './world.ts';

describe('ids of all 64 bits', { timeout: 120_000 }, () => {
  let world: World;

  beforeAll(async () => {
    world = await openWideIds();
    await world.addCohort('wide-ids', WIDE_IDS);
    await world.addCohort('every-person', (await idsOf('omop.person', 'person_id')) as bigint[]);
  });
  afterAll(() => world.close());

  const idsOf = async (relation: string, column: string): Promise<readonly unknown[]> => {
    const rows = await world.warehouse.duckdb(`SELECT DISTINCT ${column} AS id FROM ${relation} ORDER BY id`);
    return rows.map((row) => row.id);
  };

  it('come from the roster to the landed files as they are, the ends of the range and -9223372036854775000 among them', async () => {
    const { report, exitCode } = await world.sync();
    expect(report.cohorts).toMatchObject([
      { cohort: 'every-person', state: 'synced', problem: null, persons: 60 },
      { cohort: 'wide-ids', state: 'synced', problem: null, persons: WIDE_IDS.length },
    ]);
    expect(exitCode).toBe(0);
    expect(await idsOf(await world.landed('wide-ids', 'person'), 'person_id')).toEqual(WIDE_IDS);
    const persons = WIDE_IDS.map((id) => `CAST('${id}' AS BIGINT)`).join(', ');
    for (const table of DEFAULT_TABLES) {
      expect(await world.differences('wide-ids', table, persons), table).toBe(0n);
    }
  });

  it('are keys as well', async () => {
    for (const table of DEFAULT_TABLES.filter((name) => name !== 'death' && name !== 'person')) {
      const keys = await idsOf(await world.landed('every-person', table), `${table}_id`);
      expect([keys.at(0), keys.at(-1)], table).toEqual([WIDE_IDS.at(0), WIDE_IDS.at(-1)]);
      expect(await world.differences('every-person', table, 'SELECT person_id FROM omop.person'), table).toBe(
        0n,
      );
    }
  });
});
