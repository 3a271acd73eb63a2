import './outside-stand-ins.ts';
import { expect, test } from 'vitest';
import { arrayWarehouse } from './array-warehouse.ts';
import { newSeen } from './fault-points.ts';
import { live } from './live.ts';
import { QUIET } from './step.ts';

// Histories that once went wrong, as they were shrunk; each test's name says what was lost.

test('a purge that died between its DELETE and its VACUUM leaves nobody in the history of the sandbox roster', async () => {
  const seen = newSeen();
  const leave = { kind: 'leave', cohort: 0, pick: 0 } as const;
  const fault = { kind: 'refused', point: 'warehouse erase', nth: 2 } as const;
  await live(
    arrayWarehouse(true),
    [QUIET, { ...QUIET, amendments: [leave], operation: 'purge', fault }],
    seen,
  );
  expect(seen.kinds.get('refused')).toBe(1);
});

test('a purge that slept past its lease does not take the lists of members that a sync has written since', async () => {
  const seen = newSeen();
  const leave = { kind: 'leave', cohort: 0, pick: 0 } as const;
  const fault = { kind: 'asleep', point: 'warehouse connect', nth: 1 } as const;
  // While it sleeps a person joins, and a sync writes the list of their group.
  const interlude = { amendments: [{ kind: 'join', cohort: 0, pick: 5 }], operation: 'sync' } as const;
  await live(
    arrayWarehouse(true),
    [{ ...QUIET, amendments: [leave], operation: 'purge', fault, interlude }, QUIET],
    seen,
  );
  expect(seen.kinds.get('asleep')).toBe(1);
});

test('a sync that slept before it swapped the index of members names no list that a purge has erased meanwhile', async () => {
  const seen = newSeen();
  const leave = { kind: 'leave', cohort: 0, pick: 0 } as const;
  const join = { kind: 'join', cohort: 0, pick: 172 } as const;
  // The purge that dies has made the members fewer; the one that goes on with it changes nobody.
  const died = { kind: 'refused', point: 'storage file', nth: 1 } as const;
  const fault = { kind: 'asleep', point: 'storage replace', nth: 1 } as const;
  const interlude = { amendments: [], operation: 'purge' } as const;
  await live(
    arrayWarehouse(true),
    [
      { ...QUIET, amendments: [leave], operation: 'purge', fault: died },
      { ...QUIET, amendments: [join], operation: 'sync', fault, interlude },
      { ...QUIET, amendments: [leave], operation: 'purge' },
      QUIET,
    ],
    seen,
  );
  expect(seen.kinds.get('asleep')).toBe(1);
});

test('a sync that slept before it loaded a roster leaves no list of a cohort that was purged meanwhile', async () => {
  const seen = newSeen();
  const leave = { kind: 'leave', cohort: 0, pick: 0 } as const;
  const another = { kind: 'new cohort', cohort: 0, pick: 0 } as const;
  const fault = { kind: 'asleep', point: 'warehouse count', nth: 1 } as const;
  const revoke = { kind: 'revoke', cohort: 1, pick: 0 } as const;
  const interlude = { amendments: [revoke], operation: 'purge' } as const;
  await live(
    arrayWarehouse(true),
    [
      { ...QUIET, amendments: [leave, another], operation: 'purge' },
      { ...QUIET, operation: 'sync', fault, interlude },
      { ...QUIET, operation: 'verify' },
    ],
    seen,
  );
  expect(seen.kinds.get('asleep')).toBe(1);
});

test('a sync that has taken a table out sleeps while the table is approved anew: what it published is of what it knew', async () => {
  const seen = newSeen();
  const leave = { kind: 'leave', cohort: 0, pick: 0 } as const;
  const [drop, add] = [
    { kind: 'drop table', cohort: 0, pick: 136 } as const,
    { kind: 'add table', cohort: 0, pick: 931 } as const,
  ];
  const fault = { kind: 'asleep', point: 'warehouse measure', nth: 1 } as const;
  const interlude = { amendments: [add], operation: 'verify' } as const;
  const load = { kind: 'load', table: 3, pick: 0, person: 0, weeksBack: 0 } as const;
  await live(
    arrayWarehouse(true),
    [
      { ...QUIET, changes: [load], amendments: [leave], operation: 'purge' },
      { ...QUIET, amendments: [drop], operation: 'sync', fault, interlude },
      QUIET,
    ],
    seen,
  );
  expect(seen.kinds.get('asleep')).toBe(1);
});

test('a sync that slept before it published, while a purge did, publishes no snapshot of files that are erased', async () => {
  const seen = newSeen();
  const leave = { kind: 'leave', cohort: 0, pick: 0 } as const;
  const fault = { kind: 'asleep', point: 'storage create', nth: 1 } as const;
  const withdraw = { kind: 'withdraw', cohort: 0, pick: 26 } as const;
  const interlude = { amendments: [withdraw], operation: 'purge' } as const;
  await live(
    arrayWarehouse(true),
    [
      { ...QUIET, amendments: [leave], operation: 'purge' },
      { ...QUIET, amendments: [leave], operation: 'sync', fault, interlude },
      { ...QUIET, amendments: [leave], operation: 'purge' },
    ],
    seen,
  );
  expect(seen.kinds.get('asleep')).toBe(1);
});

test('a purge that slept before it erased names no file in its journal that a sync has landed meanwhile', async () => {
  const seen = newSeen();
  const load = { kind: 'load', table: 0, pick: 0, person: 275, weeksBack: 0 } as const;
  const leave = { kind: 'leave', cohort: 0, pick: 0 } as const;
  const fault = { kind: 'asleep', point: 'storage delete', nth: 1 } as const;
  const interlude = { amendments: [], operation: 'sync' } as const;
  await live(
    arrayWarehouse(true),
    [
      { ...QUIET, operation: 'verify' },
      { ...QUIET, changes: [load], amendments: [leave], operation: 'purge', fault, interlude },
    ],
    seen,
  );
  expect(seen.kinds.get('asleep')).toBe(1);
});
