import { SILENT } from '../log/events.ts';
import type { CohortReport, RunReport } from '../report/run-report.ts';
import { runSync } from '../sync/run-sync.ts';
import { type CohortScene, movedRows, type SyncScene } from './demo-report.ts';
import type { DemoWorld } from './demo-world.ts';
import { type Departure, departure, type Standing, standing } from './evidence.ts';
import { exportLanding } from './export-landing.ts';

/** What happened before a sync. */
export interface Prelude {
  readonly title: string;
  readonly events: readonly string[];
  readonly commands: readonly string[];
  /** True when the source, the cohorts and the clock are as they were at the last sync: then nothing may happen. */
  readonly again: boolean;
}

/** Measures what the landings lack, syncs as `cohort-sync sync` does, and measures again. */
export async function syncScene(
  world: DemoWorld,
  prelude: Prelude,
  cohorts: readonly string[],
): Promise<SyncScene> {
  const before = await standings(world, cohorts);
  const logged = world.warehouse.statements.length;
  const choice = { cohorts: [], tables: [], dryRun: false };
  const { report } = await runSync(world.configuration, world.env, choice, SILENT);
  const departed = departure(world.warehouse.statements.slice(logged));
  await exportLanding(world.stores.landing, world.directory);
  const after = await standings(world, cohorts);
  const scenes = report.cohorts.map((cohort) =>
    cohortScene(cohort, before.get(cohort.cohort), after.get(cohort.cohort)),
  );
  const { title, events, commands, again } = prelude;
  return {
    title,
    events,
    commands: [...commands, 'cohort-sync sync'],
    frontier: report.frontier,
    departed,
    cohorts: scenes,
    warnings: report.warnings,
    failures: [...failures(report, scenes, departed), ...(again ? disturbances(scenes) : [])],
  };
}

async function standings(
  world: DemoWorld,
  cohorts: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  const found = await Promise.all(
    cohorts.map(async (cohort) => [cohort, await standing(world, cohort)] as const),
  );
  return new Map(found);
}

const NOWHERE: Standing = { lacked: 0n, surplus: 0n, landed: 0n, commits: 0 };

function cohortScene(report: CohortReport, before = NOWHERE, after = NOWHERE): CohortScene {
  const { cohort, state, snapshot } = report;
  const of = (mode: string) => report.tables.filter((table) => table.mode === mode && table.rows > 0n);
  const rows = (mode: string) => of(mode).reduce((sum, table) => sum + table.rows, 0n);
  const names = (mode: string) => of(mode).map(({ table }) => table);
  return {
    cohort,
    state,
    persons: report.persons ?? 0,
    lacked: before.lacked,
    surplus: before.surplus,
    moved: { backfill: rows('backfill'), increment: rows('increment'), repair: rows('repair') },
    tables: { backfill: names('backfill'), increment: names('increment'), repair: names('repair') },
    commits: after.commits - before.commits,
    snapshot,
    landed: after.landed,
    differences: after.lacked + after.surplus,
  };
}

/** What the product promises, held against what was measured. */
function failures(
  report: RunReport,
  cohorts: readonly CohortScene[],
  { patientRows }: Departure,
): readonly string[] {
  const found = [report.problem, ...report.cohorts.map((cohort) => cohort.problem)].flatMap((problem) =>
    problem === null ? [] : [`${problem.code}: ${problem.message}`],
  );
  for (const scene of cohorts) {
    const { cohort, differences, lacked, moved } = scene;
    if (differences > 0n) found.push(`${cohort}: landing and source differ in ${differences} rows`);
    // A slice that is replaced moves whole: then, and only then, more rows move than were lacking.
    const repaired = moved.repair > 0n;
    if (repaired ? movedRows(scene) < lacked : movedRows(scene) !== lacked)
      found.push(`${cohort}: lacked ${lacked} rows, and ${movedRows(scene)} were moved`);
  }
  const moved = cohorts.reduce((sum, scene) => sum + movedRows(scene), 0n);
  if (moved !== patientRows)
    found.push(`the run says that it moved ${moved} rows, the warehouse's log that ${patientRows} left it`);
  return found;
}

function disturbances(cohorts: readonly CohortScene[]): readonly string[] {
  return cohorts
    .filter(({ state, commits }) => state !== 'unchanged' || commits > 0)
    .map(({ cohort, commits }) => `${cohort}: nothing was new, and yet there were ${commits} commits`);
}
