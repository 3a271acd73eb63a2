import './outside-stand-ins.ts';
import { expect, test } from 'vitest';
import { arrayWarehouse } from './array-warehouse.ts';
import { newSeen, type Seen } from './fault-points.ts';
import { live } from './live.ts';
import { QUIET, type Step } from './step.ts';

/** What happens to cohorts in every year, one case each, judged after every run as the random histories are. */
const lived = async (...steps: readonly Partial<Step>[]): Promise<Seen> => {
  const seen = newSeen();
  await live(
    arrayWarehouse(true),
    steps.map((step) => ({ ...QUIET, ...step })),
    seen,
  );
  expect(seen.histories).toBe(1);
  return seen;
};
const join = { kind: 'join', cohort: 0, pick: 5 } as const;
const leave = { kind: 'leave', cohort: 0, pick: 5 } as const;
const rows = { table: 0, person: 5, weeksBack: 1 } as const;

test('a person who is removed and added again before any sync has seen it', async () => {
  await lived({ amendments: [join] }, { amendments: [leave, join], weeks: 1 });
});

test('a person who is removed and added again after a sync, and after a purge', async () => {
  const after = await lived(
    { amendments: [join] },
    { amendments: [leave] },
    { amendments: [join], weeks: 1 },
  );
  expect(after.purges).toBe(1);
  const purged = await lived(
    { amendments: [join] },
    { amendments: [leave], operation: 'purge' },
    { amendments: [join], weeks: 1 },
  );
  // The history's own last purge besides.
  expect(purged.purges).toBe(2);
});

test('two amendments of one cohort before a sync: persons join, another leaves, a table goes', async () => {
  await lived({
    amendments: [
      join,
      { ...leave, pick: 0 },
      { kind: 'drop table', cohort: 0, pick: 1 },
      { ...join, pick: 6 },
    ],
    weeks: 1,
  });
});

test('a table that is dropped and added again, before and after a sync', async () => {
  const drop = { kind: 'drop table', cohort: 0, pick: 1 } as const;
  const add = { ...drop, kind: 'add table' } as const;
  await lived({ amendments: [drop, add] }, { amendments: [drop] }, { amendments: [add], weeks: 1 });
});

test('an amendment in the middle of a backfill that died', async () => {
  const fault = { kind: 'killed after', point: 'storage commit', nth: 2 } as const;
  const seen = await lived(
    { amendments: [{ kind: 'new cohort', cohort: 0, pick: 14 }], fault },
    {
      amendments: [
        { ...join, cohort: 1 },
        { ...leave, cohort: 1, pick: 1 },
      ],
      weeks: 1,
    },
  );
  expect(seen.kinds.get('killed after')).toBe(1);
});

test('ids that move to another person in the middle of a backfill that died', async () => {
  const fault = { kind: 'killed before', point: 'storage commit', nth: 2 } as const;
  const move = { kind: 'move to another person', ...rows } as const;
  const seen = await lived(
    { amendments: [{ kind: 'new cohort', cohort: 0, pick: 14 }], fault },
    { changes: [0, 5, 9, 13].map((pick) => ({ ...move, pick, person: pick + 2 })) },
  );
  expect(seen.kinds.get('killed before')).toBe(1);
});

test('a backfill that sleeps while its persons change and another sync goes on', async () => {
  const fault = { kind: 'asleep', point: 'storage commit', nth: 2 } as const;
  const interlude = { amendments: [{ ...leave, cohort: 1, pick: 1 }], operation: 'sync' } as const;
  const seen = await lived(
    { amendments: [{ kind: 'new cohort', cohort: 0, pick: 14 }], fault, interlude },
    { weeks: 1 },
  );
  expect(seen.kinds.get('asleep')).toBe(1);
});

test('a table that is written again as a whole under a new load_dt, in the same week as new rows', async () => {
  await lived({
    weeks: 1,
    changes: [
      { kind: 'restamp the table', ...rows, pick: 3 },
      { kind: 'load', ...rows, pick: 4 },
    ],
  });
});
