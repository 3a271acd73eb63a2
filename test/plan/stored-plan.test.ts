import { expect, test } from 'vitest';
import type { Slice } from '../../src/landing/coverage.ts';
import { planTable } from '../../src/plan/plan-table.ts';
import { decodePlan, encodePlan, type StoredPlan } from '../../src/plan/stored-plan.ts';

const KEY = 'a'.repeat(64);
const UNTIL = 1_767_495_600_000_001n;
const WIDE = 123_456_789_012_345_678_901_234_567_890n;

/** A backfill of one group in `weeks` commits. */
function backfill(weeks: number): StoredPlan {
  const task = { group: 'g1', key: KEY, slot: 0 };
  const slices = Array.from(
    { length: weeks },
    (_, week): Slice => ({
      firstCell: 2000 + week,
      lastCell: 2000 + week,
      bucket: 0,
      buckets: 1,
      rows: 0n,
      transfer: [0n, 0n],
      change: 0n,
    }),
  );
  const nothing = { rows: 0n, transfer: [0n, 0n] as const, change: 0n };
  const census = slices.map(() => ({
    old: { rows: 9n, transfer: [WIDE, 2n] as const, change: -WIDE },
    fresh: nothing,
  }));
  const claim = { version: 9_007_199_254_740_993n, total: WIDE, columns: 'c', firstCell: 2000, cells: [] };
  const plan = planTable(
    {
      cohort: 'demo-cohort',
      table: 'measurement',
      revision: 3,
      columns: [],
      columnSet: 0,
      coverage: undefined,
      groups: [task],
    },
    [{ task, slices, census, scope: undefined }],
    UNTIL,
    claim,
    9,
  );
  const note = { code: 'GROWTH', message: 'More rows.', remedy: 'Look.' };
  return {
    run: 'run-1',
    startedAt: UNTIL,
    dryRun: false,
    everyCohort: true,
    everyTable: false,
    until: UNTIL,
    sources: [
      { table: 'measurement', version: 9_007_199_254_740_993n, columnsNotRead: ['a'], columnsMissing: [] },
    ],
    warnings: [note],
    cohorts: [
      {
        cohort: 'demo-cohort',
        state: 'ready',
        revision: 3,
        persons: 12,
        groups: [{ group: 'g1', key: KEY }],
        problem: null,
      },
      {
        cohort: 'other-cohort',
        state: 'held',
        revision: null,
        persons: null,
        groups: [],
        problem: { note, exitCode: 1 },
      },
    ],
    tables: [
      {
        plan,
        base: null,
        stage: 'stage_1',
        shard: 1,
        columns: [
          { name: 'person_id', type: 'long' },
          { name: 'value', type: 'decimal(38,2)' },
        ],
        mode: 'backfill',
        firstLanding: true,
      },
    ],
    stages: ['stage_1', 'stage_2'],
  };
}

test('a stored plan is read back as it was, wide integers and the claim of its last commit included', () => {
  const plan = backfill(5);
  expect(plan.tables[0]?.plan.units).toHaveLength(5);
  expect(decodePlan(encodePlan(plan).text, 'run-1')).toEqual(plan);
});

test('a plan that is cut, changed, of another run or of another format moves nothing', () => {
  const { text } = encodePlan(backfill(2));
  expect(decodePlan(text.slice(0, -1), 'run-1')).toBeUndefined();
  expect(decodePlan(text.replace('"revision":3', '"revision":4'), 'run-1')).toBeUndefined();
  expect(decodePlan(text, 'run-2')).toBeUndefined();
  expect(decodePlan(text.replace('"format":1', '"format":2'), 'run-1')).toBeUndefined();
});

test('a plan grows with its commits, not with their square', () => {
  const [short, long] = [100, 200].map((weeks) => encodePlan(backfill(weeks)).text.length);
  expect((long ?? 0) / (short ?? 1)).toBeLessThan(2.1);
});
