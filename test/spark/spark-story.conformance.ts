import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runVerify } from '../../src/verify/run-verify.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { openWorld, type World } from '../story/world.ts';

describe('the main job on Apache Spark', () => {
  let world: World;

  beforeAll(async () => {
    world = await openWorld({ engine: 'spark', configuration: FOUR_WEEKS });
    await tinySource(world.warehouse);
  });
  afterAll(() => world.close());

  it('lands all history of two overlapping cohorts', async () => {
    await world.addCohort('pair', [7, 8], { tables: TINY_TABLES });
    await world.addCohort('many', [8, 9, 10, 11, 12], { tables: TINY_TABLES });
    const { report, exitCode } = await world.sync();
    expect(report.problem).toBeNull();
    expect(report.cohorts.map((cohort) => [cohort.cohort, cohort.state, cohort.problem])).toEqual([
      ['many', 'synced', null],
      ['pair', 'synced', null],
    ]);
    expect(exitCode).toBe(0);
    for (const table of TINY_TABLES) {
      expect(await world.differences('pair', table, '7, 8')).toBe(0n);
      expect(await world.differences('many', table, '8, 9, 10, 11, 12')).toBe(0n);
    }
  });

  it('moves nothing when run again', async () => {
    const { report } = await world.sync();
    expect(report.cohorts.map((cohort) => cohort.state)).toEqual(['unchanged', 'unchanged']);
  });

  it('is found right by verify, deeply too', async () => {
    const { report } = await runVerify(
      world.configuration,
      world.env,
      { cohorts: [], deep: true },
      () => undefined,
    );
    expect(report.cohorts.map((cohort) => [cohort.state, cohort.problem])).toEqual([
      ['verified', null],
      ['verified', null],
    ]);
  });
});
