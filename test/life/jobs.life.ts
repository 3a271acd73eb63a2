import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTable } from '../../src/landing/delta-log.ts';
import { finishJob, prepareJob, transferJob } from '../../src/sync/run-jobs.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at, openWorld, type World } from '../story/world.ts';

let world: World;
beforeAll(async () => {
  const transfer = '{ workers: 2, rowsPerSlice: 20 }';
  world = await openWorld({ now: at('2026-01-05T06:00:00Z'), configuration: FOUR_WEEKS, transfer });
  await tinySource(world.warehouse);
  await world.addCohort('trial', [5, 6, 7, 8], { tables: TINY_TABLES });
  expect((await world.sync()).exitCode).toBe(0);
});
afterAll(() => world.close());

const context = () => ({ configuration: world.configuration, env: world.env, log: () => undefined });

it('a column that is approved later and a person who leaves, by a run of several jobs of which one is tried again', async () => {
  await world.warehouse.createTable(
    'omop',
    'measurement',
    'SELECT *, measurement_id * 2 AS site_code FROM omop.measurement',
  );
  await world.addCohort('trial', [6, 7, 8], {
    tables: TINY_TABLES,
    extra: 'columns: { include: { measurement: [site_code] } }',
  });
  const { run, shards, failure } = await prepareJob(context(), { cohorts: [], tables: [], dryRun: false });
  if (run === undefined) throw failure;
  // What is approved no longer is out before any shard runs.
  expect(await world.differences('trial', 'person', '6, 7, 8')).toBe(0n);
  const address = { cohort: 'trial', table: 'measurement' };
  const emptied = await openTable(world.stores.landing, address);
  expect(emptied?.foreign === false && emptied.files.size).toBe(0);
  expect(shards.length).toBeGreaterThan(0);
  for (const shard of shards) expect(await transferJob(context(), run, shard)).toBe(0);
  const [again = 1] = shards;
  expect(await transferJob(context(), run, again)).toBe(0);
  const { report, exitCode } = await finishJob(context(), run);
  expect([exitCode, report.cohorts.map(({ state }) => state)]).toEqual([0, ['synced']]);
  expect(await world.differences('trial', 'measurement', '6, 7, 8')).toBe(0n);
  // The last job tells what the first one took out: it stands in the plan.
  expect(report.cohorts[0]).toMatchObject({ removed: { persons: 1 } });
  expect(report.warnings).toEqual([]);
});
