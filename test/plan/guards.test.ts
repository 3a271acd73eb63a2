import { expect, test } from 'vitest';
import { HOUR, WEEK } from '../../src/instant.ts';
import { judge, type KnownTable } from '../../src/plan/guards.ts';
import { claimOf } from '../../src/plan/source-state.ts';
import type { SurveyedBurst } from '../../src/source/statements/survey.ts';
import { burst, SUNDAY, surveyed, weekly } from './survey-states.ts';

const LIMITS = { settle: 6n * HOUR, growth: 0.0025, growthStop: 0.05, growthFloor: 10_000 };
const THROUGH = SUNDAY - WEEK + 1n;
const UNTIL = SUNDAY + 1n;

/** A table of a million rows, as it was a week ago. */
const lastWeek = surveyed([weekly(1, 2500n)], 997_500n);
const known: KnownTable = { claim: claimOf(lastWeek, THROUGH), through: THROUGH };

/** The codes of what a week with these rows, and so many older ones, looks like. */
const codes = (bursts: readonly SurveyedBurst[], older: bigint, limits = LIMITS, than = known) =>
  judge(surveyed(bursts, older), UNTIL, than, limits).map(({ code, stop }) =>
    stop ? code : code.toLowerCase(),
  );

test('a first sync knows nothing to compare with: years of history are not growth', () => {
  const found = judge(surveyed([weekly(0, 500_000n)], 100_000_000n), UNTIL, undefined, LIMITS);
  expect(found).toEqual([]);
});

test('a week of ordinary growth is quiet', () => {
  expect(codes([weekly(1, 2500n), weekly(0, 2500n)], 997_500n)).toEqual([]);
});

test('growth stops only beyond the fraction of the known table, and says where to look', () => {
  expect(codes([weekly(0, 50_000n)], 1_000_000n)).toEqual(['growth_unusual']);
  expect(codes([weekly(0, 50_001n)], 1_000_000n)).toEqual(['GROWTH_IMPLAUSIBLE']);
});

test('growth of more than four times the expected warns, and does not stop', () => {
  expect(codes([weekly(0, 10_001n)], 1_000_000n)).toEqual(['growth_unusual']);
  expect(codes([weekly(0, 10_001n)], 1_100_000n, { ...LIMITS, growth: 0.0026 })).toEqual([]);
});

test('each week that has passed allows for its growth', () => {
  const older = { ...known, through: THROUGH - 3n * WEEK };
  const bursts = [weekly(3, 50_000n), weekly(2, 50_000n), weekly(1, 50_000n), weekly(0, 50_000n)];
  expect(codes(bursts, 1_000_000n, LIMITS, older)).toEqual(['growth_unusual']);
  expect(codes([...bursts, burst(SUNDAY - 1n, 1n)], 1_000_000n, LIMITS, older)).toEqual([
    'GROWTH_IMPLAUSIBLE',
  ]);
});

test('a second sync of the same week is judged by one week', () => {
  const today = { claim: claimOf(surveyed([weekly(1, 2500n)], 997_500n), UNTIL), through: UNTIL };
  expect(codes([weekly(1, 2500n)], 997_500n, LIMITS, today)).toEqual([]);
});

test('no growth in a week warns and does not stop', () => {
  expect(codes([weekly(1, 2500n)], 997_500n)).toEqual(['no_growth']);
});

test('a table that shrinks by more than the floor stops, by as much does not', () => {
  expect(codes([weekly(0, 1n)], 990_000n - 1n)).toEqual([]);
  expect(codes([weekly(0, 1n)], 990_000n - 2n)).toEqual(['TABLE_SHRANK']);
});

test('a table that held rows and holds none stops, however small it was', () => {
  expect(codes([], 0n)).toEqual(['TABLE_EMPTIED']);
  const small = { ...known, claim: { ...known.claim, total: 3n } };
  expect(codes([], 0n, LIMITS, small)).toEqual(['TABLE_EMPTIED']);
});

test('a table that was and is empty is no news', () => {
  const empty = { ...known, claim: { ...known.claim, total: 0n } };
  expect(codes([], 0n, LIMITS, empty)).toEqual([]);
});

test('a table written again under a new load_dt is told from growth: as many old rows went as new ones came', () => {
  expect(codes([weekly(0, 1_000_000n)], 0n)).toEqual(['TABLE_RESTAMPED']);
  expect(codes([weekly(0, 200_000n)], 800_000n)).toEqual(['TABLE_RESTAMPED']);
  expect(codes([weekly(0, 200_000n)], 1_000_000n)).toEqual(['GROWTH_IMPLAUSIBLE']);
});

test('fewer rows than the floor are never judged', () => {
  const small = { ...known, claim: { ...known.claim, total: 100n } };
  expect(codes([weekly(0, 10_000n)], 100n, LIMITS, small)).toEqual([]);
  expect(codes([weekly(0, 10_001n)], 100n, LIMITS, small)).toEqual(['GROWTH_IMPLAUSIBLE']);
  expect(codes([weekly(0, 10_001n)], 100n, { ...LIMITS, growthFloor: 20_000 }, small)).toEqual([]);
});

test('rows that have not settled are judged when they have', () => {
  const loading = [weekly(0, 2500n), burst(UNTIL, 900_000n)];
  expect(codes(loading, 1_000_000n)).toEqual([]);
});

test('a load_dt ahead of the clock stops, even on a first sync; within the settle time clocks may differ', () => {
  const ahead = (by: bigint) =>
    judge(surveyed([burst(SUNDAY + by, 1n)], 0n, { now: SUNDAY }), UNTIL, undefined, LIMITS).map(
      ({ code }) => code,
    );
  expect(ahead(LIMITS.settle)).toEqual([]);
  expect(ahead(LIMITS.settle + 1n)).toEqual(['LOAD_DT_IN_FUTURE']);
});

test('what a guard says names the table and a remedy, and no number of rows', () => {
  const findings = judge(surveyed([weekly(0, 77_777n)], 1_000_000n), UNTIL, known, LIMITS);
  for (const { message, remedy, table } of findings) {
    expect(message).toContain(table);
    expect(`${message} ${remedy}`).not.toMatch(/\d{3}/);
    expect(remedy.length).toBeGreaterThan(20);
  }
  expect(findings).toHaveLength(1);
});
