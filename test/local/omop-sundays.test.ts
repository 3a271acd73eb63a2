import { expect, test } from 'vitest';
import { formatInstant, parseInstant } from '../../src/instant.ts';
import { isLoadSunday, lastFinishedLoad, lastSunday, requireWeeks } from '../../src/local/omop-sundays.ts';

const at = (text: string): bigint => parseInstant(text) ?? 0n;

test.each([
  ['2026-01-04T03:00:00Z', '2026-01-04T03:00:00Z'],
  ['2026-01-04T02:59:59.999999Z', '2025-12-28T03:00:00Z'],
  ['2026-01-10T23:00:00Z', '2026-01-04T03:00:00Z'],
  ['1970-01-01T00:00:00Z', '1969-12-28T03:00:00Z'],
])('the last Sunday load at %s began at %s', (now, sunday) => {
  expect(formatInstant(lastSunday(at(now)))).toBe(sunday);
});

test('a load counts as finished four hours after it began', () => {
  expect(formatInstant(lastFinishedLoad(at('2026-01-04T06:59:59Z')))).toBe('2025-12-28T03:00:00Z');
  expect(formatInstant(lastFinishedLoad(at('2026-01-04T07:00:00Z')))).toBe('2026-01-04T03:00:00Z');
});

test('only a Sunday at 03:00 UTC sharp begins a load', () => {
  expect(isLoadSunday(at('2026-01-04T03:00:00Z'))).toBe(true);
  expect(isLoadSunday(at('2026-01-04T03:00:00.000001Z'))).toBe(false);
  expect(isLoadSunday(at('2026-01-05T03:00:00Z'))).toBe(false);
});

test.each([0, -1, 1.5, Number.NaN])('%d weeks are refused', (weeks) => {
  expect(() => requireWeeks(weeks)).toThrow(expect.objectContaining({ code: 'OMOP_WEEKS', exitCode: 2 }));
});
