import fc from 'fast-check';
import { FAULT_KINDS, type FaultKind } from './running-process.ts';

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

export const OPERATIONS = ['sync', 'purge', 'verify'] as const;
export type Operation = (typeof OPERATIONS)[number];

export interface StepFault {
  readonly kind: FaultKind;
  /** Which of the points that the operation comes by. */
  readonly point: number;
  readonly nth: number;
}

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
  readonly fault: StepFault | undefined;
  readonly interlude: Interlude;
  /** A second run of the kind of the interlude starts at the same moment: one of them finds the lease taken. */
  readonly twin: boolean;
}

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

const fault: fc.Arbitrary<StepFault> = fc.record({
  kind: fc.constantFrom(...FAULT_KINDS),
  point: fc.nat(1000),
  nth: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 20 })),
});

const interlude: fc.Arbitrary<Interlude> = fc.record({
  amendments: fc.array(anyAmendment, { maxLength: 2 }),
  operation: fc.constantFrom<Operation>('sync', 'sync', 'purge', 'verify'),
});

const someChanges = fc.oneof(
  fc.array(change(['load']), { maxLength: 5 }),
  fc.array(change(CHANGES), { maxLength: 5 }),
);

/** A run that has something to do: a purge has somebody to erase, a verification reads all. */
const stepOf = (operation: Operation, amendments: fc.Arbitrary<readonly Amendment[]>): fc.Arbitrary<Step> =>
  fc.record({
    weeks: fc.constantFrom(0, 1, 1, 2, 4),
    changes: someChanges,
    amendments,
    loading: fc.constantFrom(false, false, false, true),
    operation: fc.constant(operation),
    full: operation === 'verify' ? fc.boolean() : fc.constantFrom(false, false, false, true),
    fault: fc.option(fault, { freq: 6, nil: undefined }),
    interlude,
    twin: fc.constantFrom(false, false, false, false, false, false, true),
  });

const few = fc.array(anyAmendment, { maxLength: 2 });
const departure = fc
  .tuple(amendment(['leave', 'leave', 'withdraw', 'revoke']), few)
  .map(([first, others]) => [first, ...others]);

const step = fc.oneof(
  { weight: 4, arbitrary: stepOf('sync', few) },
  { weight: 4, arbitrary: stepOf('purge', departure) },
  { weight: 2, arbitrary: stepOf('verify', few) },
);

/** A whole history: whether the source can be read by version, and what happens. */
export const histories: fc.Arbitrary<{ readonly pinnable: boolean; readonly steps: readonly Step[] }> =
  fc.record({
    pinnable: fc.constantFrom(true, true, true, false),
    steps: fc.array(step, { minLength: 2, maxLength: 7, size: 'max' }),
  });
