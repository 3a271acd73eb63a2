import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateOmop, loadNextSunday } from '../../src/local/omop-generator.ts';
import { DEFAULT_TABLES } from '../../src/omop/tables.ts';
import { at, openWorld, type World } from './world.ts';

const DATA = { persons: 2000, seed: 7, weeks: 4, lastSunday: at('2026-01-04T03:00:00Z') };

describe('the main job, from the first backfill through three Sundays', () => {
  let world: World;
  let persons: bigint[];

  beforeAll(async () => {
    world = await openWorld({ now: at('2026-01-05T06:00:00Z') });
    await generateOmop(world.warehouse, DATA);
    persons = (
      await world.warehouse.duckdb('SELECT person_id FROM omop.person ORDER BY hash(person_id)')
    ).map((row) => row.person_id as bigint);
  });
  afterAll(() => world.close());

  const landsRight = async (cohort: string, ids: readonly bigint[]): Promise<void> => {
    for (const table of DEFAULT_TABLES) {
      expect(await world.differences(cohort, table, ids.join(', ')), `${cohort} ${table}`).toBe(0n);
    }
  };

  it('lands all history of two overlapping cohorts', async () => {
    await world.addCohort('cardiology', persons.slice(0, 300));
    await world.addCohort('diabetes', persons.slice(200, 500));
    const { report, exitCode } = await world.sync();
    expect(report.problem).toBeNull();
    expect(report.cohorts.map((cohort) => [cohort.cohort, cohort.state, cohort.snapshot])).toEqual([
      ['cardiology', 'synced', 1],
      ['diabetes', 'synced', 1],
    ]);
    expect(exitCode).toBe(0);
    await landsRight('cardiology', persons.slice(0, 300));
    await landsRight('diabetes', persons.slice(200, 500));
  });

  it('moves nothing, commits nothing and publishes nothing when run again', async () => {
    const before = world.warehouse.statements.length;
    const { report } = await world.sync();
    expect(report.cohorts.map((cohort) => [cohort.state, cohort.snapshot])).toEqual([
      ['unchanged', 1],
      ['unchanged', 1],
    ]);
    expect(report.cohorts.flatMap((cohort) => cohort.tables).every((table) => table.rows === 0n)).toBe(true);
    const reads = world.warehouse.statements
      .slice(before)
      .filter((s) => s.tables.includes('omop.measurement'));
    console.log(reads.map((s) => s.sql.slice(0, 60)));
  });

  it('moves only the week of the old cohorts, and all history of a new one, in the same sync', async () => {
    await loadNextSunday(world.warehouse, DATA, 1);
    world.warehouse.setNow(at('2026-01-12T06:00:00Z'));
    await world.addCohort('oncology', persons.slice(900, 1000));
    const { report } = await world.sync();
    console.log(
      report.cohorts.map((c) => [
        c.cohort,
        c.state,
        c.snapshot,
        c.problem,
        c.tables.map((t) => `${t.table} ${t.mode} ${t.rows} ${t.slices} v${t.version}`),
      ]),
    );
    await landsRight('cardiology', persons.slice(0, 300));
    await landsRight('oncology', persons.slice(900, 1000));
  });
});
