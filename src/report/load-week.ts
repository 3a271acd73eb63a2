import { DAY, floorDivide, formatInstant, HOUR, type Instant, WEEK } from '../instant.ts';

/**
 * Where the load of a week stands. `loaded`: it is there. `already-done`: it is there, and an earlier run over all cohorts
 * has taken it in. `not-yet`: a later try of the same week will find it. `missing`: the last try, or a whole week, went by
 * without it.
 */
export type LoadState = 'loaded' | 'already-done' | 'not-yet' | 'missing';

export interface LoadWeek {
  readonly state: LoadState;
  /** The Sunday of the oldest load that is not there, or of the newest one that is: `YYYY-MM-DD`. */
  readonly sunday: string;
}

/** An earlier run, as its report tells it. */
export interface EarlierRun {
  readonly verdict: 'done' | 'failed';
  readonly dryRun: boolean;
  /** It was asked for all cohorts and all tables. */
  readonly whole: boolean;
  readonly frontier: string | null;
}

/**
 * Saturday 1970-01-03, 10:00 UTC: then the first Sunday of the epoch begins in the first zone on Earth (UTC+14). Whatever
 * zone the source keeps, and whether its clocks have just changed, its Sunday, and the night after it, lie in one week that
 * begins here; so no zone is asked for, and none can be wrong. A load of Saturday after 10:00 UTC would count as Sunday's.
 */
const FIRST_WEEK: Instant = 2n * DAY + 10n * HOUR;

/** From the beginning of a week to Tuesday 17:00 UTC: the last of the weekly tries comes after it. */
const PATIENCE = 3n * DAY + 7n * HOUR;

/** Where this week's load stands. Pure; every instant is of UTC. */
export function loadWeek(frontier: Instant, now: Instant, earlier: readonly EarlierRun[]): LoadWeek {
  const [week, reached] = [weekOf(now), weekOf(frontier)];
  if (reached >= week) {
    const instant = formatInstant(frontier);
    const done = earlier.some(
      (run) => run.verdict === 'done' && run.whole && !run.dryRun && run.frontier === instant,
    );
    return { state: done ? 'already-done' : 'loaded', sunday: sundayOf(reached) };
  }
  // A whole week without a load stays an alarm while the next one is waited for.
  const late = reached < week - 1n || now >= weekStart(week) + PATIENCE;
  return { state: late ? 'missing' : 'not-yet', sunday: sundayOf(reached + 1n) };
}

function weekOf(instant: Instant): bigint {
  return floorDivide(instant - FIRST_WEEK, WEEK);
}

export function weekStart(week: bigint): Instant {
  return FIRST_WEEK + week * WEEK;
}

/** The beginning of the week that `now` lies in; a run whose name is older has nothing to say of it. */
export function thisWeek(now: Instant): Instant {
  return weekStart(weekOf(now));
}

function sundayOf(week: bigint): string {
  return formatInstant(weekStart(week) + DAY).slice(0, 10);
}
