import { DAY, HOUR, type Instant, WEEK } from '../../src/instant.ts';
import { cellOf, cellStart } from '../../src/plan/week-grid.ts';
import type { CohortModel } from './cohort-model.ts';
import type { HistoryWorld } from './history-world.ts';
import { PERSONS, type SourceRow, TABLES, type Table } from './source-rows.ts';
import type { Amendment, Change } from './step.ts';

/** Most rows fall into the largest table. */
const PICKED: readonly Table[] = [
  'measurement',
  'measurement',
  'measurement',
  'person',
  'death',
  'measurement',
];

const pickOf = <T>(list: readonly T[], pick: number): T => {
  const found = list[pick % list.length];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
};

/** Changes the source's arrays; a table is never emptied, which a guard would stop. */
export function change(
  world: HistoryWorld,
  { kind, table: picked, pick, person: number, weeksBack }: Change,
): void {
  const table = pickOf(PICKED, picked);
  const rows = world.rows[table];
  const person = pickOf(PERSONS, number);
  const { sunday } = world;
  const stamp = sunday + BigInt(pick);
  world.serial += 1;
  const fresh: SourceRow = { key: BigInt(world.serial), person, load: stamp, value: BigInt(pick % 7) };
  const set = (next: readonly SourceRow[]): void => {
    world.rows = { ...world.rows, [table]: next };
  };
  const add = (row: Partial<SourceRow>): void => set([...rows, { ...fresh, ...row }]);
  const replace = (by: (old: SourceRow) => readonly SourceRow[]): void => {
    const index = pick % Math.max(1, rows.length);
    const next = rows.flatMap((old, at) => (at === index ? by(old) : [old]));
    if (next.length > 0) set(next);
  };
  const effects: Record<Change['kind'], () => void> = {
    load: () => add({}),
    late: () => add({ load: sunday - BigInt(weeksBack) * WEEK - DAY - BigInt(pick) }),
    'late on a Wednesday': () => add({ load: cellStart(cellOf(sunday) - weeksBack) - BigInt(pick % 2) }),
    straggler: () => add({ load: sunday - (weeksBack % 2 === 0 ? DAY : WEEK) + HOUR + BigInt(pick) }),
    correct: () => replace((old) => [{ ...old, value: old.value + 1n }]),
    'correct and stamp': () => replace((old) => [{ ...old, value: old.value + 1n, load: stamp }]),
    'restamp the table': () => set(rows.map((row) => ({ ...row, load: stamp }))),
    delete: () => replace(() => []),
    'without load_dt': () => add({ load: null }),
    'lose load_dt': () => replace((old) => [{ ...old, load: null }]),
    'move to another person': () => replace((old) => [{ ...old, person }]),
    'same key twice': () => replace((old) => [old, { ...old, value: old.value + BigInt(pick % 2) }]),
  };
  effects[kind]();
}

/** History before the first step: some weeks of every table. */
export function firstLoads(world: HistoryWorld): void {
  const load = (weeks: number, pick: number): Instant => world.sunday - BigInt(weeks) * WEEK + BigInt(pick);
  const measurement = Array.from({ length: 24 }, (_, index) => ({
    key: BigInt(index),
    person: pickOf(PERSONS, index * 5),
    load: index === 7 ? null : load(index % 6, index % 3),
    value: BigInt(index % 4),
  }));
  const person = PERSONS.map((id, index) => ({ key: id, person: id, load: load(index % 5, 0), value: 1n }));
  const death = [0, 3].map((index) => ({
    key: BigInt(index),
    person: pickOf(PERSONS, index),
    load: load(index, 1),
    value: 1n,
  }));
  world.serial = 1000;
  world.rows = { person, measurement, death };
}

const MOST_COHORTS = 3;

/** Changes what is approved, in the model and in the repository and approvals that the product reads. */
export async function amend(world: HistoryWorld, { kind, cohort: number, pick }: Amendment): Promise<void> {
  if (kind === 'new cohort') return addCohort(world, pick);
  if (kind === 'withdraw') return world.withdraw(pickOf(PERSONS, pick));
  const living = world.cohorts.filter(({ status }) => status !== 'revoked');
  if (living.length === 0) return undefined;
  const cohort = pickOf(living, number);
  if (kind === 'suspend' || kind === 'resume' || kind === 'revoke') {
    // One cohort at least is to go on, or a history ends with nothing to compare.
    if (kind === 'revoke' && living.length === 1) return undefined;
    cohort.status = ({ suspend: 'suspended', resume: 'active', revoke: 'revoked' } as const)[kind];
    return revise(world, cohort, {});
  }
  const { roster, tables } = newest(cohort);
  const person = pickOf(PERSONS, pick);
  const table = pickOf(TABLES, pick);
  if (kind === 'join') return revise(world, cohort, { roster: new Set([...roster, person]) });
  if (kind === 'leave') return revise(world, cohort, { roster: without(roster, person) });
  if (kind === 'add table') return revise(world, cohort, { tables: new Set([...tables, table]) });
  return revise(world, cohort, { tables: without(tables, table) });
}

/** The set without a member, unless nothing would be left. */
function without<T>(set: ReadonlySet<T>, member: T): ReadonlySet<T> {
  const left = new Set([...set].filter((each) => each !== member));
  return left.size === 0 ? set : left;
}

export function newest({ revisions }: CohortModel): CohortModel['revisions'][number] {
  const last = revisions.at(-1);
  if (last === undefined) throw new RangeError('a cohort without a revision');
  return last;
}

async function revise(
  world: HistoryWorld,
  cohort: CohortModel,
  next: Partial<CohortModel['revisions'][number]>,
): Promise<void> {
  cohort.revisions.push({ ...newest(cohort), ...next });
  for (const person of newest(cohort).roster) if (!world.withdrawn.has(person)) cohort.erased.delete(person);
  await world.approve(cohort);
}

export async function addCohort(world: HistoryWorld, pick: number): Promise<void> {
  if (world.cohorts.length === MOST_COHORTS) return;
  const chosen = PERSONS.filter((_, index) => ((pick + 1) >> index) % 2 === 1);
  const roster = new Set(chosen.length === 0 ? PERSONS.slice(0, 2) : chosen);
  const tables = new Set(TABLES.filter((_, index) => index === 1 || (pick >> index) % 3 > 0));
  const cohort: CohortModel = {
    id: `cohort-${world.cohorts.length}`,
    // Revisions count from 1.
    revisions: [
      { roster: new Set(), tables: new Set() },
      { roster, tables },
    ],
    status: 'active',
    erased: new Set(),
  };
  world.cohorts.push(cohort);
  await world.approve(cohort);
}

/** Who may be in a cohort's landing by its newest revision. */
export function allowed(world: HistoryWorld, cohort: CohortModel): ReadonlySet<bigint> {
  if (cohort.status === 'revoked') return new Set();
  return new Set([...newest(cohort).roster].filter((person) => !world.withdrawn.has(person)));
}
