import { expect, it } from 'vitest';
import { isPassing, pauseBefore, retryAfter, retrying } from '../../src/retry/retry.ts';
import { RETRIES, type RetryRule } from '../../src/retry/retry-table.ts';

const QUICK: RetryRule = { tries: 3, firstPause: 1, longestPause: 2, total: 60_000, each: 1000 };

/** Something that fails so many times before it succeeds, and how often it was tried. */
function failing(times: number) {
  const tries = { count: 0 };
  const attempt = async () => {
    tries.count += 1;
    if (tries.count <= times) throw new Error(`no ${tries.count}`);
    return 'done';
  };
  return { tries, attempt };
}

it('tries what passes as often as its rule says, and then throws the last failure', async () => {
  const once = failing(2);
  expect(await retrying(QUICK, once.attempt, () => ({}))).toBe('done');
  expect(once.tries.count).toBe(3);
  const never = failing(9);
  await expect(retrying(QUICK, never.attempt, () => ({}))).rejects.toThrow('no 3');
});

it('tries what does not pass once', async () => {
  const { tries, attempt } = failing(9);
  await expect(retrying(QUICK, attempt, () => undefined)).rejects.toThrow('no 1');
  expect(tries.count).toBe(1);
});

it('begins no try after its time, also where the server asks for a longer wait', async () => {
  const { tries, attempt } = failing(9);
  await expect(retrying(QUICK, attempt, () => ({ after: 120_000 }))).rejects.toThrow('no 1');
  expect(tries.count).toBe(1);
});

it('stops waiting when it is told to, with the failure that it met', async () => {
  const stop = new AbortController();
  const { tries, attempt } = failing(9);
  const slow = { ...QUICK, firstPause: 30_000, longestPause: 30_000 };
  const waiting = retrying(slow, attempt, () => ({}), stop.signal);
  setTimeout(() => stop.abort(), 5);
  await expect(waiting).rejects.toThrow('no 1');
  expect(tries.count).toBe(1);
});

it('doubles its pauses up to a bound, each between half of it and all of it, and waits as long as it was asked to', () => {
  for (const rule of Object.values(RETRIES)) {
    for (let tried = 1; tried < rule.tries; tried++) {
      const whole = Math.min(rule.firstPause * 2 ** (tried - 1), rule.longestPause);
      expect(pauseBefore(rule, tried, 0, 0)).toBe(whole / 2);
      expect(pauseBefore(rule, tried, 0, 1)).toBe(whole);
      expect(pauseBefore(rule, tried, 99_000, 0.5)).toBe(99_000);
    }
  }
});

it('reads Retry-After in seconds and as a date', () => {
  const now = Date.parse('2026-01-05T06:00:00Z');
  expect(retryAfter('3', now)).toBe(3000);
  expect(retryAfter('Mon, 05 Jan 2026 06:00:07 GMT', now)).toBe(7000);
  for (const none of [null, undefined, '', '0', '-1', 'soon']) expect(retryAfter(none, now)).toBeUndefined();
});

it('knows which statuses pass', () => {
  for (const status of [408, 429, 500, 502, 503, 504]) expect(isPassing(status), `${status}`).toBe(true);
  for (const status of [200, 301, 400, 401, 403, 404, 409, 412, 501, 505, 507])
    expect(isPassing(status), `${status}`).toBe(false);
});
