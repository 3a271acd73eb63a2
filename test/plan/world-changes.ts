import fc from 'fast-check';
import { DAY, HOUR, type Instant, SECOND, WEEK } from '../../src/instant.ts';
import { cellOf, cellStart } from '../../src/plan/week-grid.ts';
import type { Crash, World } from './cohort-world.ts';
import type { SourceRow } from './source-oracle.ts';

/** One thing that happens to the source or to a cohort. Numbers are picks: taken modulo what there is to pick from. */
export interface Change {
  readonly kind: (typeof KINDS)[number];
  readonly pick: number;
  readonly person: number;
  readonly weeksBack: number;
}

const KINDS = [
  'load',
  'late',
  'late on a Wednesday',
  'straggler',
  'correct',
  'correct and stamp',
  'delete',
  'without load_dt',
  'lose load_dt',
  'move to another person',
  'new cohort',
  'join',
  'leave',
] as const;

/** Ids as they occur: ordinary, beyond 2^53, negative, and the ends of 64 bits. */
export const PERSONS = [
  1n,
  2n,
  3n,
  42n,
  4096n,
  -1n,
  -9223372036854775000n,
  9007199254740993n,
  9223372036854775807n,
];

/** A Sunday. */
const FIRST_SUNDAY = 1_767_495_600n * SECOND;

export interface Step {
  readonly weeks: number;
  readonly changes: readonly Change[];
  /** The load is still running when the sync starts. */
  readonly running: boolean;
  readonly crash: Crash | undefined;
  /** What happens between the survey and the stage, where the source cannot be read by version. */
  readonly race: Change | undefined;
}

const change = (kinds: readonly Change['kind'][]) =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    pick: fc.nat(1000),
    person: fc.nat(1000),
    weeksBack: fc.nat(6),
  });

const anyChange = change(KINDS);

const crash = fc.record({ cohort: fc.nat(3), commits: fc.nat(4) });

const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

/** Weeks as they mostly are: new rows and nothing else. */
const growth = fc.record({
  weeks: fc.constantFrom(0, 1, 1, 2),
  changes: fc.array(change(['load']), { minLength: 1, maxLength: 12 }),
  running: fc.constantFrom(false, false, true),
  crash: seldom(crash),
  race: fc.constant(undefined),
});

const trouble = fc.record({
  weeks: fc.constantFrom(0, 1, 1, 3),
  changes: fc.array(anyChange, { maxLength: 6 }),
  running: fc.boolean(),
  crash: seldom(crash),
  race: seldom(change(['late', 'correct', 'delete', 'load', 'without load_dt'])),
});

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(fc.oneof(growth, trouble), {
  minLength: 2,
  maxLength: 8,
  size: 'max',
});

/** Changes the world. `sunday` is when the newest load began; `serial` makes keys, some of which are repeated. */
export function happen(world: World, change: Change, sunday: Instant, serial: number): void {
  const { source } = world;
  const person = PERSONS[change.person % PERSONS.length] as bigint;
  const stamp = sunday + BigInt(change.pick);
  const row: SourceRow = {
    key: BigInt(serial - (serial % 3)),
    person,
    load: stamp,
    value: BigInt(change.pick % 3),
  };
  const add = (load: Instant | null) => {
    source.rows = [...source.rows, { ...row, load }];
  };
  const replace = (by: (old: SourceRow) => SourceRow | undefined) => {
    const index = change.pick % Math.max(source.rows.length, 1);
    source.rows = source.rows.flatMap((old, at) => (at === index ? (by(old) ?? []) : [old]));
  };
  const effects: Record<Change['kind'], () => void> = {
    load: () => add(stamp),
    late: () => add(sunday - BigInt(change.weeksBack) * WEEK - DAY - BigInt(change.pick)),
    'late on a Wednesday': () => add(cellStart(cellOf(sunday) - change.weeksBack) - BigInt(change.pick % 2)),
    // Just behind where the last frontier may have been, in the same stretch of the settle time.
    straggler: () => add(sunday - (change.weeksBack % 2 === 0 ? DAY : WEEK) + HOUR + BigInt(change.pick)),
    correct: () => replace((old) => ({ ...old, value: old.value + 1n })),
    'correct and stamp': () => replace((old) => ({ ...old, value: old.value + 1n, load: stamp })),
    delete: () => replace(() => undefined),
    'without load_dt': () => add(null),
    'lose load_dt': () => replace((old) => ({ ...old, load: null })),
    'move to another person': () => replace((old) => ({ ...old, person })),
    'new cohort': () => addCohort(world, change),
    join: () => join(world, change, person),
    leave: () => leave(world, person),
  };
  effects[change.kind]();
}

function addCohort({ cohorts }: World, { pick }: Change): void {
  if (cohorts.length === 3) return;
  const persons = new Set(PERSONS.filter((_, index) => ((pick + 1) >> index) % 2 === 1));
  cohorts.push({
    name: `cohort-${cohorts.length}`,
    columnSet: cohorts.length % 2,
    revision: 1,
    groups: [{ group: 'g1', persons }],
    coverage: undefined,
    slices: new Map(),
  });
}

/** A person that joins a cohort begins a group of its own. */
function join({ cohorts }: World, { pick }: Change, person: bigint): void {
  const cohort = cohorts[pick % Math.max(cohorts.length, 1)];
  if (cohort === undefined || cohort.groups.some(({ persons }) => persons.has(person))) return;
  cohort.revision += 1;
  cohort.groups = [...cohort.groups, { group: `g${cohort.groups.length + 1}`, persons: new Set([person]) }];
}

function leave({ cohorts }: World, person: bigint): void {
  for (const cohort of cohorts.filter(({ groups }) => groups.some(({ persons }) => persons.has(person)))) {
    cohort.revision += 1;
    cohort.groups = cohort.groups.map(({ group, persons }) => ({
      group,
      persons: new Set([...persons].filter((each) => each !== person)),
    }));
  }
}

/** When each step's load begins: weeks after the one before, or a day after it in the same week. */
export function sundays(steps: readonly Step[]): readonly Instant[] {
  let sunday = FIRST_SUNDAY;
  return steps.map(({ weeks }, index) => {
    if (index > 0) sunday += weeks === 0 ? DAY : BigInt(weeks) * WEEK;
    return sunday;
  });
}

/** When the sync of a step starts. */
export const clock = (step: Step, sunday: Instant): Instant => sunday + (step.running ? HOUR : 8n * HOUR);
