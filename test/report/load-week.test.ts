import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, formatInstant, HOUR, type Instant, MINUTE, parseInstant, WEEK } from '../../src/instant.ts';
import { type EarlierRun, loadWeek } from '../../src/report/load-week.ts';

const at = (text: string): Instant => {
  const instant = parseInstant(text);
  if (instant === undefined) throw new RangeError(text);
  return instant;
};
const SUNDAY_LOAD = at('2026-11-22T03:00:00Z');
const LAST_LOAD = SUNDAY_LOAD - WEEK;
const done: EarlierRun = {
  verdict: 'done',
  dryRun: false,
  whole: true,
  frontier: formatInstant(SUNDAY_LOAD),
};

describe('the load of a week', () => {
  it('is not there yet on Monday, is found by a later try, and then is done', () => {
    const first = loadWeek(LAST_LOAD, at('2026-11-23T05:23:00Z'), []);
    expect(first).toEqual({ state: 'not-yet', sunday: '2026-11-22' });
    const later = loadWeek(SUNDAY_LOAD, at('2026-11-23T12:23:00Z'), []);
    expect(later).toEqual({ state: 'loaded', sunday: '2026-11-22' });
    const again = loadWeek(SUNDAY_LOAD, at('2026-11-23T17:23:00Z'), [done]);
    expect(again).toEqual({ state: 'already-done', sunday: '2026-11-22' });
  });

  it('is missing from the last try on Tuesday until the next Sunday', () => {
    const on = (day: string) => loadWeek(LAST_LOAD, at(day), []).state;
    expect(on('2026-11-24T11:59:00Z')).toBe('not-yet');
    expect(on('2026-11-24T17:41:00Z')).toBe('missing');
    expect(on('2026-11-27T09:00:00Z')).toBe('missing');
    // Saturday, when in the first zone on Earth the next Sunday begins: the alarm stays, for a whole week brought nothing.
    const saturday = at('2026-11-28T10:00:00Z');
    expect(loadWeek(LAST_LOAD, saturday, [])).toEqual({ state: 'missing', sunday: '2026-11-22' });
    expect(loadWeek(SUNDAY_LOAD, saturday, [])).toEqual({ state: 'not-yet', sunday: '2026-11-29' });
  });

  it('is not done by a run that failed, was dry, was of some cohorts, or took an earlier load', () => {
    const others: readonly EarlierRun[] = [
      { ...done, verdict: 'failed' },
      { ...done, dryRun: true },
      { ...done, whole: false },
      { ...done, frontier: formatInstant(LAST_LOAD) },
      { ...done, frontier: null },
    ];
    expect(loadWeek(SUNDAY_LOAD, at('2026-11-23T17:23:00Z'), others).state).toBe('loaded');
  });

  it('belongs to its Sunday in every zone, also when the clocks have changed and when it ran into the night', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Kiritimati', 'Etc/GMT+12'];
    zones.push('America/Sao_Paulo', 'Asia/Beirut', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Africa/Cairo');
    const everyHour = fc.integer({ min: 0, max: 52 * 7 * 24 * 12 });
    const zone = fc.constantFrom(...zones);
    let sundays = 0;
    fc.assert(
      fc.property(everyHour, zone, (hours, timeZone) => {
        const load = at('2015-01-01T00:00:00Z') + BigInt(hours) * HOUR;
        const local = new Intl.DateTimeFormat('en-CA', { timeZone, weekday: 'short', dateStyle: undefined });
        if (local.format(new Date(Number(load / 1000n))) !== 'Sun') return;
        sundays += 1;
        const day = new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(Number(load / 1000n)));
        const tuesday = at(`${day}T00:00:00Z`) + 2n * DAY + 17n * HOUR + 41n * MINUTE;
        expect(loadWeek(load, tuesday, [])).toEqual({ state: 'loaded', sunday: day });
        expect(loadWeek(load, tuesday + WEEK, []).state).toBe('missing');
        expect(loadWeek(load, tuesday + WEEK - DAY, []).state).toBe('not-yet');
      }),
      { numRuns: 1000 },
    );
    expect(sundays).toBeGreaterThan(50);
  });

  it('never gets better by waiting, and never worse by a newer load', () => {
    const rank = { 'already-done': 0, loaded: 0, 'not-yet': 1, missing: 2 } as const;
    const minutes = fc.integer({ min: 0, max: 60 * 24 * 40 });
    fc.assert(
      fc.property(minutes, minutes, minutes, (load, wait, more) => {
        const frontier = LAST_LOAD + BigInt(load) * MINUTE;
        const now = frontier + BigInt(wait) * MINUTE;
        const newer = frontier + BigInt(Math.min(more, wait)) * MINUTE;
        const state = rank[loadWeek(frontier, now, []).state];
        expect(rank[loadWeek(newer, now, []).state]).toBeLessThanOrEqual(state);
        expect(rank[loadWeek(frontier, now + BigInt(more) * MINUTE, []).state]).toBeGreaterThanOrEqual(state);
      }),
    );
  });

  it('is missing whenever two weeks have gone by, at whatever hour one looks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 * 24 * 400 }), (minutes) => {
        const now = SUNDAY_LOAD + 2n * WEEK + BigInt(minutes) * MINUTE;
        expect(loadWeek(SUNDAY_LOAD, now, []).state).toBe('missing');
      }),
    );
  });
});
