import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LAST_SUNDAY_OF_HISTORY, mondayAfter } from '../../src/demo/calendar.ts';
import { type DemoWorld, introduce, openDemoWorld } from '../../src/demo/demo-world.ts';
import { WEEK } from '../../src/instant.ts';
import {
  type Generation,
  generatedPersonId,
  generateOmop,
  loadNextSunday,
} from '../../src/local/omop-generator.ts';
import { SILENT } from '../../src/log/events.ts';
import { DEFAULT_TABLES } from '../../src/omop/tables.ts';
import { runSync } from '../../src/sync/run-sync.ts';

const SEED = 11;

/** What one sync took: both servers work on the same cores, and are in its time. */
export interface SyncCost {
  readonly seconds: number;
  readonly rows: bigint;
  /** Places where a statement names a table of the source; the most of any table. */
  readonly readsOfBusiestTable: number;
  readonly commits: number;
}

/** A world with so many cohorts, disjoint and of equal size, whose backfill is done. */
export async function withCohorts<T>(
  options: { readonly persons: number; readonly cohorts: number; readonly each: number },
  use: (world: DemoWorld, generation: Generation) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-weekly-'));
  const world = await openDemoWorld(directory);
  try {
    const generation = { persons: options.persons, seed: SEED, weeks: 8, lastSunday: LAST_SUNDAY_OF_HISTORY };
    await generateOmop(world.warehouse, generation);
    for (let n = 0; n < options.cohorts; n++) {
      const persons = Array.from({ length: options.each }, (_, i) =>
        generatedPersonId(SEED, 1 + n * options.each + i),
      );
      await introduce(world, { id: `cohort-${n}`, title: `Cohort ${n}`, persons });
    }
    world.warehouse.setNow(mondayAfter(0));
    await measuredSync(world);
    return await use(world, generation);
  } finally {
    await world.close();
    await rm(directory, { recursive: true, force: true });
  }
}

export async function measuredSync(world: DemoWorld): Promise<SyncCost> {
  const logged = world.warehouse.statements.length;
  const begun = performance.now();
  const choice = { cohorts: [], tables: [], dryRun: false };
  const { report, exitCode } = await runSync(world.configuration, world.env, choice, SILENT);
  const seconds = (performance.now() - begun) / 1000;
  if (exitCode !== 0) throw new Error(`the sync ended with ${exitCode}: ${report.problem?.code}`);
  const read = world.warehouse.statements.slice(logged).flatMap((statement) => statement.tables);
  const reads = DEFAULT_TABLES.map((table) => read.filter((name) => name === `omop.${table}`).length);
  const tables = report.cohorts.flatMap((cohort) => cohort.tables);
  return {
    seconds,
    rows: tables.reduce((sum, table) => sum + table.rows, 0n),
    readsOfBusiestTable: Math.max(...reads),
    commits: tables.filter((table) => table.rows > 0n).length,
  };
}

/** Statements of a weekly sync, and of one with nothing to do, for 1 cohort and for many. */
export async function cohortsCost(cohorts: number) {
  return withCohorts({ persons: 3000, cohorts, each: 40 }, async (world, generation) => {
    const nothing = await measuredSync(world);
    await loadNextSunday(world.warehouse, generation, 1);
    world.warehouse.setNow(mondayAfter(1));
    return { cohorts, nothing, weekly: await measuredSync(world) };
  });
}

/** Rows that a week brings to `measurement`, whatever the history. */
const WEEK_ROWS = 5000;

/** A week's sync after a history of so many persons' rows: the same number of new rows each time. */
export async function historyCost(persons: number) {
  return withCohorts({ persons, cohorts: 1, each: persons }, async (world) => {
    const weeks = [];
    for (let week = 1; week <= 3; week++) {
      const stamp = LAST_SUNDAY_OF_HISTORY + BigInt(week) * WEEK;
      await world.warehouse.appendTable(
        'omop',
        'measurement',
        `SELECT * REPLACE (measurement_id + ${week}000000000007 AS measurement_id, make_timestamptz(${stamp}) AS load_dt)
         FROM (SELECT * FROM omop.measurement ORDER BY measurement_id LIMIT ${WEEK_ROWS})`,
      );
      world.warehouse.setNow(mondayAfter(week));
      weeks.push(await measuredSync(world));
    }
    const seconds = weeks.map((week) => week.seconds).sort((a, b) => a - b)[1] ?? Number.NaN;
    return { persons, rows: weeks.map(({ rows }) => rows), seconds };
  });
}
