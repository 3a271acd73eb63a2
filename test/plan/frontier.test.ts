import { expect, test } from 'vitest';
import { HOUR, type Instant, MINUTE, parseInstant, WEEK } from '../../src/instant.ts';
import { frontier } from '../../src/plan/frontier.ts';

const SETTLE = 6n * HOUR;
const SUNDAY = parseInstant('2026-01-04T03:00:00Z') as Instant;

/** Loads as bursts of one instant each. */
const at = (...loads: Instant[]) => loads.map((load) => ({ first: load, last: load }));

test('without a row there is no frontier', () => {
  expect(frontier([], SUNDAY, SETTLE)).toBeUndefined();
});

test('a load that has been quiet for the settle time is taken up to and including its last microsecond', () => {
  const load = { first: SUNDAY, last: SUNDAY + HOUR + 1n };
  expect(frontier([load], SUNDAY + WEEK, SETTLE)).toBe(SUNDAY + HOUR + 2n);
});

test('a pause of exactly the settle time is long enough, one of a microsecond less is not', () => {
  const before = SUNDAY - WEEK;
  const bursts = at(before, SUNDAY);
  expect(frontier(bursts, SUNDAY + SETTLE, SETTLE)).toBe(SUNDAY + 1n);
  expect(frontier(bursts, SUNDAY + SETTLE - 1n, SETTLE)).toBe(before + 1n);
});

test('a pause between two loads counts from the last row of the one to the first of the other', () => {
  const first = { first: SUNDAY, last: SUNDAY + HOUR };
  const now = SUNDAY + SETTLE + 2n * HOUR;
  const after = SUNDAY + HOUR + SETTLE;
  expect(frontier([first, ...at(after)], now, SETTLE)).toBe(SUNDAY + HOUR + 1n);
  expect(frontier([first, ...at(after - 1n)], now, SETTLE)).toBeUndefined();
});

test('while a load is running all of it waits, and the frontier stays at the load before', () => {
  const running = Array.from({ length: 20 }, (_, index) => SUNDAY + BigInt(index) * HOUR);
  const bursts = at(SUNDAY - WEEK, ...running);
  expect(frontier(bursts, SUNDAY + 20n * HOUR, SETTLE)).toBe(SUNDAY - WEEK + 1n);
});

test('a first load that is still running has no frontier at all', () => {
  expect(frontier(at(SUNDAY, SUNDAY + HOUR), SUNDAY + 2n * HOUR, SETTLE)).toBeUndefined();
});

test('a table whose load goes on holds back the tables whose load has ended', () => {
  const person = at(SUNDAY - WEEK, SUNDAY);
  const measurement = at(SUNDAY - WEEK, SUNDAY + 5n * HOUR, SUNDAY + 10n * HOUR);
  const now = SUNDAY + 12n * HOUR;
  expect(frontier(person, now, SETTLE)).toBe(SUNDAY + 1n);
  expect(frontier([...person, ...measurement], now, SETTLE)).toBe(SUNDAY - WEEK + 1n);
});

test('the order in which tables and bursts are told does not matter', () => {
  const bursts = at(SUNDAY, SUNDAY - WEEK, SUNDAY + HOUR, SUNDAY - WEEK + MINUTE);
  const now = SUNDAY + HOUR + SETTLE;
  expect(frontier(bursts, now, SETTLE)).toBe(SUNDAY + HOUR + 1n);
  expect(frontier(bursts.toReversed(), now, SETTLE)).toBe(SUNDAY + HOUR + 1n);
});

test('a short burst inside a long one does not end the long one', () => {
  const long = { first: SUNDAY, last: SUNDAY + 5n * HOUR };
  const short = { first: SUNDAY + HOUR, last: SUNDAY + HOUR };
  expect(frontier([long, short], SUNDAY + 8n * HOUR, SETTLE)).toBeUndefined();
});

test('a row ahead of the clock is not settled, whatever came before it is', () => {
  const future = SUNDAY + WEEK;
  expect(frontier(at(SUNDAY, future), SUNDAY + 2n * SETTLE, SETTLE)).toBe(SUNDAY + 1n);
});
