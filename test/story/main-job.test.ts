import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, openWorld, type World } from './world.ts';

describe('the main job', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ now: at('2026-01-13T12:00:00Z') });
    await world.warehouse.createTable(
      'omop',
      'person',
      `SELECT i::BIGINT AS person_id, 8507::BIGINT AS gender_concept_id, 1950 + i % 50 AS year_of_birth,
        TIMESTAMPTZ '2026-01-11 03:00:00Z' - INTERVAL (7 * (i % 20)) DAY AS load_dt FROM range(100) t(i)`,
    );
  });
  afterAll(() => world.close());

  it('lands all rows of a new cohort', async () => {
    await world.addCohort('diabetes', [1, 2, 3, 50], { tables: ['person'] });
    const { report, exitCode } = await world.sync();
    console.log(JSON.stringify(report, (_, v) => typeof v === 'bigint' ? String(v) : v, 1), world.events, exitCode);
    expect(await world.differences('diabetes', 'person', '1, 2, 3, 50')).toBe(0n);
  });
});
