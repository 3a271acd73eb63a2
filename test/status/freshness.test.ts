import { expect, it } from 'vitest';
import { formatInstant } from '../../src/instant.ts';
import { freshness, lastSunday } from '../../src/status/freshness.ts';
import { at } from '../story/world.ts';

it('counts the Sundays that began since the frontier', () => {
  const through = at('2026-01-04T03:00:00Z');
  expect(freshness(through, at('2026-01-10T23:59:59Z'))).toEqual({ days: 6, sundaysBehind: 0 });
  expect(freshness(through, at('2026-01-11T00:00:00Z'))).toEqual({ days: 6, sundaysBehind: 1 });
  expect(freshness(through, at('2026-01-25T04:00:00Z'))).toEqual({ days: 21, sundaysBehind: 3 });
});

it('is not behind where the source is ahead of the clock', () => {
  expect(freshness(at('2026-02-01T00:00:00Z'), at('2026-01-05T00:00:00Z')).sundaysBehind).toBe(0);
});

it('knows the last Sunday on a Sunday, on a Saturday, and before 1970', () => {
  expect(formatInstant(lastSunday(at('2026-01-04T00:00:00Z')))).toBe('2026-01-04T00:00:00Z');
  expect(formatInstant(lastSunday(at('2026-01-03T23:59:59Z')))).toBe('2025-12-28T00:00:00Z');
  expect(formatInstant(lastSunday(at('1969-12-31T00:00:00Z')))).toBe('1969-12-28T00:00:00Z');
});
