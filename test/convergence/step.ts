import fc from 'fast-check';
import { FAULT_POINTS, type Operation, RARE_POINTS } from './fault-points.ts';
import { FAULT_KINDS, type Fault } from './running-process.ts';

/** One thing that happens to the source. Numbers are picks: taken modulo what there is to pick from. */
export interface Change {
  readonly kind: (typeof CHANGES)[number];
  readonly table: number;
  readonly pick: number;
  readonly person: number;
  readonly weeksBack: number;
}

export const CHANGES = [
  'load',
  'late',
  'late on a Wednesday',
  'straggler',
  'correct',
  'correct and stamp',
  'restamp the table',
  'delete',
  'without load_dt',
  'lose load_dt',
  'move to another person',
  'same key twice',
] as const;

/** One thing that happens to what is approved. */
export interface Amendment {
  readonly kind: (typeof AMENDMENTS)[number];
  readonly cohort: number;
  readonly pick: number;
}

export const AMENDMENTS = [
  'join',
  'leave',
  'join',
  'leave',
  'add table',
  'drop table',
  'withdraw',
  'new cohort',
  'suspend',
  'resume',
  'revoke',
] as const;

/** What happens while a run sleeps or is overtaken. */
export interface Interlude {
  readonly amendments: readonly Amendment[];
  readonly operation: Operation;
}

export interface Step {
  readonly weeks: number;
  readonly changes: readonly Change[];
  readonly amendments: readonly Amendment[];
  /** The load is still running when the run starts. */
  readonly loading: boolean;
  readonly operation: Operation;
  readonly full: boolean;
  readonly fault: Fault | undefined;
  readonly interlude: Interlude;
  /** A second run of the kind of the interlude starts at the same moment: one of them finds the lease taken. */
  readonly twin: boolean;
}

/** A step in which nothing happens but a sync, a day later. */
export const QUIET: Step = {
  weeks: 0,
  changes: [],
  amendments: [],
  loading: false,
  operation: 'sync',
  full: false,
  fault: undefined,
  interlude: { amendments: [], operation: 'sync' },
  twin: false,
};

const change = (kinds: readonly Change['kind'][]): fc.Arbitrary<Change> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    table: fc.nat(5),
    pick: fc.nat(1000),
    person: fc.nat(1000),
    weeksBack: fc.nat(6),
  });

const amendment = (kinds: readonly Amendment['kind'][]): fc.Arbitrary<Amendment> =>
  fc.record({ kind: fc.constantFrom(...kinds), cohort: fc.nat(3), pick: fc.nat(1000) });

const anyAmendment = amendment(AMENDMENTS);

const pointOf = (operation: Operation): fc.Arbitrary<string> =>
  fc.oneof(
    ...FAULT_POINTS[operation].map((point) => ({
      weight: RARE_POINTS.has(`${operation} × ${point}`) ? 4 : 1,
      arbitrary: fc.constant(point),
    })),
  );

const fault = (operation: Operation): fc.Arbitrary<Fault> =>
  fc.record({
    kind: fc.constantFrom(...FAULT_KINDS),
    point: pointOf(operation),
    nth: fc.oneof(
      { weight: 6, arbitrary: fc.constant(1) },
      { weight: 3, arbitrary: fc.integer({ min: 1, max: 4 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 20 }) },
    ),
  });

/** Only a comparison of all history comes by these. */
const OF_FULL_RUNS = /history|stage|extract|batch/;

const interlude: fc.Arbitrary<Interlude> = fc.record({
  amendments: fc.array(anyAmendment, { maxLength: 2 }),
  operation: fc.constantFrom<Operation>('sync', 'sync', 'purge', 'verify'),
});

const someChanges = fc.oneof(
  fc.array(change(['load']), { maxLength: 5 }),
  fc.array(change(CHANGES), { maxLength: 5 }),
);

/** A run that has something to do: a purge has somebody to erase, and what a fault needs to strike is there. */
const stepOf = (operation: Operation, amendments: fc.Arbitrary<readonly Amendment[]>): fc.Arbitrary<Step> =>
  fc
    .record({
      weeks: fc.constantFrom(0, 1, 1, 2, 4),
      changes: someChanges,
      amendments,
      loading: fc.constantFrom(false, false, false, true),
      operation: fc.constant(operation),
      full: fc.constantFrom(false, false, true),
      fault: fc.option(fault(operation), { freq: 8, nil: undefined }),
      interlude,
      twin: fc.constantFrom(false, false, false, false, false, false, false, true),
    })
    .map((step) => ({ ...step, full: step.full || OF_FULL_RUNS.test(step.fault?.point ?? '') }));

const few = fc.array(anyAmendment, { maxLength: 2 });
const departure = fc
  .tuple(amendment(['leave', 'leave', 'withdraw', 'revoke']), few)
  .map(([first, others]) => [first, ...others]);

const step = fc.oneof(
  { weight: 3, arbitrary: stepOf('sync', few) },
  { weight: 1, arbitrary: stepOf('sync', departure) },
  { weight: 4, arbitrary: stepOf('purge', departure) },
  { weight: 3, arbitrary: stepOf('verify', few) },
);

/** Where a sync that unloads meets the outside instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  'warehouse extract': 'warehouse unload',
  'warehouse batch': 'storage copy',
};

/** The same step where the warehouse unloads: a fault strikes at the place that stands for its own. */
export function unloading(step: Step): Step {
  const { operation, fault } = step;
  if (operation !== 'sync' || fault === undefined) return step;
  return { ...step, fault: { ...fault, point: INSTEAD[fault.point] ?? fault.point } };
}

/** A whole history: whether the source can be read by version, and what happens. */
export const histories: fc.Arbitrary<{ readonly pinnable: boolean; readonly steps: readonly Step[] }> =
  fc.record({
    pinnable: fc.constantFrom(true, true, true, false),
    steps: fc.array(step, { minLength: 2, maxLength: 6, size: 'max' }),
  });
