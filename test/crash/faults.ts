import type { Exchange, Fault } from '../storage/fault-proxy.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at } from '../story/world.ts';
import type { CrashPoint } from './crash-point.ts';
import { openStack, type Stack } from './open-stack.ts';

/** A stack over the small source, in slices and result files of a few rows, for cases that each have a cohort of their own. */
export interface FaultyStack extends Stack {
  /** A new cohort of persons whom no other has in this order, so that its list is loaded and its history moved. */
  newCohort(): Promise<{ readonly cohort: string; readonly persons: string }>;
  /** Fails unless the cohort's landing is the source restricted to the persons. */
  isRight(cohort: string, persons: string): Promise<void>;
  /** Both networks pass everything on again. */
  heal(): void;
}

export async function openFaultyStack(): Promise<FaultyStack> {
  const stack = await openStack({
    now: at('2026-01-05T06:00:00Z'),
    configuration: FOUR_WEEKS,
    transfer: '{ workers: 1, rowsPerSlice: 60 }',
    cloudFetch: { minimumRows: 1, fileRows: 10 },
  });
  await tinySource(stack.warehouse);
  let cohorts = 0;
  return {
    ...stack,
    newCohort: async () => {
      cohorts += 1;
      const persons = Array.from({ length: 12 }, (_, index) => 1 + ((cohorts + index) % 40));
      await stack.addCohort(`wire-${cohorts}`, persons, { tables: TINY_TABLES });
      return { cohort: `wire-${cohorts}`, persons: persons.join() };
    },
    isRight: async (cohort, persons) => {
      for (const table of TINY_TABLES) {
        const rows = await stack.differences(cohort, table, persons);
        if (rows !== 0n) throw new Error(`${table} of ${cohort} differs from the source by ${rows} rows`);
      }
    },
    heal: () => {
      stack.storage.inject(() => undefined);
      stack.wire.inject(() => undefined);
    },
  };
}

/** The same fault at every nth request. */
export function every(nth: number, fault: Fault): (exchange: Exchange) => Fault {
  let seen = 0;
  return () => (++seen % nth === 0 ? fault : undefined);
}

/** A fault at one request alone. */
export function onceAt(request: CrashPoint['request'], fault: Fault | (() => Promise<Fault>)) {
  let met = false;
  return (exchange: Exchange): Fault | Promise<Fault> => {
    if (met || !request(exchange)) return undefined;
    met = true;
    return typeof fault === 'function' ? fault() : fault;
  };
}

export const BUSY = { status: 503, code: 'ServerBusy', headers: { 'retry-after': '1' } } as const;
export const PASSING: readonly (readonly [string, Fault])[] = [
  ['resets', 'reset'],
  ['replies that are lost after success', 'lose-reply'],
  ['bodies that break off', 'truncate'],
  ['requests that arrive twice', 'twice'],
  ['429', { status: 429, code: 'TooManyRequests', headers: { 'retry-after': '1' } }],
  ['500', { status: 500, code: 'InternalError' }],
  ['503 with Retry-After', BUSY],
];
