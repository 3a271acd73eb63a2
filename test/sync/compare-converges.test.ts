import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CohortSyncError } from '../../src/errors.ts';
import type { Instant } from '../../src/instant.ts';
import {
  approved,
  type Cohort,
  type Crash,
  checkAccount,
  createWorld,
  landed,
  lines,
  personsOf,
  RECHECK,
  SETTLE,
  type Sync,
  sync,
  type World,
} from '../plan/cohort-world.ts';
import { ascending } from '../plan/source-oracle.ts';
import { clock, happen, type Step, steps, sundays } from '../plan/world-changes.ts';
import { claimsAreCurrent, hides, type Memory, throughOf } from '../plan/world-memory.ts';

/** What the run of a history has seen, so that the test can say that it tested what it says. */
const seen = { syncs: 0, onlyNew: 0, resumed: 0, hidden: 0, crashes: 0, raced: 0, repaired: 0, unsettled: 0 };

test('whatever happens, a landing equals the source restricted to its persons after the next whole sync', async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), steps, async (pinned, history) => {
      await live(pinned, history);
    }),
    { numRuns: 500, seed: 20261104 },
  );
  expect(seen.syncs).toBeGreaterThan(1000);
  expect(seen.onlyNew).toBeGreaterThan(100);
  expect(seen.resumed).toBeGreaterThan(20);
  expect(seen.crashes).toBeGreaterThan(50);
  expect(seen.raced).toBeGreaterThan(50);
  expect(seen.repaired).toBeGreaterThan(50);
  expect(seen.unsettled).toBeGreaterThan(20);
  expect(seen.hidden).toBeLessThan(seen.syncs / 100);
});

async function live(pinned: boolean, history: readonly Step[]): Promise<void> {
  const world = createWorld(pinned);
  const memory: Memory = { snapshots: new WeakMap(), doubted: new Set(), surveyed: [] };
  const starts = sundays(history);
  let serial = 0;
  happen(world, { kind: 'new cohort', pick: 510, person: 0, weeksBack: 0 }, 0n, 0);
  let clean = false;
  for (const [index, step] of history.entries()) {
    const sunday = starts[index] as Instant;
    for (const change of step.changes) happen(world, change, sunday, serial++);
    world.version += 1n;
    world.source.now = clock(step, sunday);
    world.source.beforeStage = () => {
      if (!pinned && step.race !== undefined) happen(world, step.race, sunday, serial++);
    };
    const grown = clean && step.changes.every(({ kind }) => kind === 'load');
    const before = world.cohorts.map(throughOf);
    let done = await syncOnce(world, memory, step.crash);
    for (const cohort of world.cohorts) checkAccount(world, cohort);
    seen.syncs++;
    world.source.beforeStage = undefined;
    const raced = memory.surveyed !== world.source.rows;
    if (raced) seen.raced++;
    if (step.crash !== undefined) seen.crashes++;
    if (grown && !raced && pinned && done !== undefined && step.crash !== undefined) {
      done = withMoved(done, await syncOnce(world, memory));
      seen.resumed++;
    } else if (step.crash !== undefined || raced) done = undefined;
    clean = done !== undefined && (pinned || claimsAreCurrent(world, memory));
    // Of a source that cannot be read by version a week that is compared whole is replaced, not appended to.
    if (done === undefined) continue;
    expectFrontier(world, done, before);
    if (grown) expectOnlyNew(world, done, before);
    await expectEqual(world, done, memory);
    await expectNothingToDo(world, memory);
  }
}

/** What a sync and the one that took it up again moved together. */
function withMoved(first: Sync, second: Sync | undefined): Sync | undefined {
  if (second === undefined) return undefined;
  const moved = [...second.moved].map(
    ([name, rows]) => [name, [...(first.moved.get(name) ?? []), ...rows]] as const,
  );
  return { ...second, moved: new Map(moved) };
}

/** Undefined where no load has settled yet. */
async function syncOnce(world: World, memory: Memory, crash?: Crash): Promise<Sync | undefined> {
  const rows = world.source.rows;
  memory.surveyed = rows;
  for (const cohort of world.cohorts) {
    if (hides(cohort, rows, memory)) memory.doubted.add(cohort);
  }
  try {
    const done = await sync(world, crash);
    for (const unit of done.plans.flatMap(({ units }) => units)) {
      if (unit.survey !== undefined && !memory.snapshots.has(unit.survey))
        memory.snapshots.set(unit.survey, rows);
    }
    const kinds = done.plans.flatMap(({ units }) =>
      units.flatMap(({ transfers }) => transfers.map(({ kind }) => kind)),
    );
    if (kinds.includes('replace')) seen.repaired++;
    return done;
  } catch (error) {
    if (!(error instanceof CohortSyncError) || error.code !== 'SOURCE_NOT_SETTLED') throw error;
    expect(settled(world, surveyed(world))).toBeUndefined();
    seen.unsettled++;
    return undefined;
  }
}

async function expectEqual(world: World, done: Sync, memory: Memory): Promise<void> {
  for (const cohort of memory.doubted) {
    if (landed(world, cohort).join() === approved(world, cohort, done.until).join()) continue;
    seen.hidden++;
    // What a deep verify that finds a difference asks for: nothing is known any more, all slices are compared.
    const { survey: _, ...coverage } = cohort.coverage as NonNullable<Cohort['coverage']>;
    cohort.coverage = coverage;
    await syncOnce(world, memory);
  }
  memory.doubted.clear();
  for (const cohort of world.cohorts) {
    checkAccount(world, cohort);
    expect(landed(world, cohort)).toEqual(approved(world, cohort, done.until));
    expect(cohort.coverage?.groups.map(({ through }) => through)).toEqual(
      cohort.groups.map(() => done.until),
    );
  }
}

async function expectNothingToDo(world: World, memory: Memory): Promise<void> {
  const again = await syncOnce(world, memory);
  expect(again?.plans.flatMap(({ units }) => units)).toEqual([]);
}

/** Where only newer rows came, exactly those move, and what has landed is not touched. */
function expectOnlyNew(world: World, done: Sync, before: readonly (Instant | null)[]): void {
  seen.onlyNew++;
  for (const [index, cohort] of world.cohorts.entries()) {
    const through = before[index] as Instant;
    const persons = personsOf(cohort);
    const fresh = world.source.rows.filter(
      ({ person, load }) => persons.has(person) && load !== null && load >= through && load < done.until,
    );
    const kinds =
      done.plans[index]?.units.flatMap(({ transfers }) => transfers.map(({ kind }) => kind)) ?? [];
    expect(kinds).not.toContain('replace');
    expect(lines(world, cohort, done.moved.get(cohort.name) ?? [])).toEqual(lines(world, cohort, fresh));
  }
}

/** The latest load_dt that none follows for the settle time, from all rows, one by one. */
function settled({ source }: World, from?: Instant): Instant | undefined {
  const loads = source.rows.flatMap(({ load }) => (load === null ? [] : [load])).sort(ascending);
  return loads.findLast(
    (load, index) =>
      (loads[index + 1] ?? source.now) - load >= SETTLE && (from === undefined || load >= from),
  );
}

/** Without any landing a survey need not look further back than this: what is older waits for the load that is running. */
function surveyed({ source }: World): Instant {
  const newest = source.rows
    .flatMap(({ load }) => (load === null ? [] : [load]))
    .sort(ascending)
    .at(-1);
  return (newest ?? source.now) - RECHECK;
}

/** The frontier is the settled one, or a watermark that was reached before; it never goes back. */
function expectFrontier(world: World, done: Sync, before: readonly (Instant | null)[]): void {
  const last = settled(world);
  const reached = [
    ...before.filter((through) => through !== null),
    ...(last === undefined ? [] : [last + 1n]),
  ];
  expect(done.until).toBe(reached.sort(ascending).at(-1));
}
