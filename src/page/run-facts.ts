import { DAY, floorDivide, formatInstant, type Instant, parseInstant, WEEK } from '../instant.ts';
import { roundFigure } from '../report/public-figure.ts';
import type { PublicReport } from '../report/public-report.ts';
import { isStopped } from '../report/verdict.ts';
import type { Healing, HeldBack, LandedHistory, PageFacts, TableWeek } from './page-facts.ts';

/** 1970-01-04, the first Sunday of the epoch. */
const FIRST_SUNDAY: Instant = 3n * DAY;

/** An id with a long number is not told: it could be a person's. */
const NAMELESS = 'a cohort whose name is not told';

/** The Sunday (UTC) at which the week of an instant begins. */
export function sundayOf(instant: Instant): string {
  const weeks = floorDivide(instant - FIRST_SUNDAY, WEEK);
  return formatInstant(FIRST_SUNDAY + weeks * WEEK).slice(0, 10);
}

/**
 * What many runs tell together. It is made of reports that have passed `publishFigures` and of nothing else, so that it
 * tells no more than these do: their figures stand for disjoint rows, each of enough persons, and so do sums of them.
 * @param reports oldest first; dry runs moved nothing, and are passed over
 */
export function runFacts(
  reports: readonly PublicReport[],
): Pick<PageFacts, 'weeks' | 'histories' | 'healed' | 'heldBack'> {
  const runs = reports.filter(({ dryRun }) => !dryRun);
  return {
    weeks: tableWeeks(runs),
    histories: landedHistories(runs),
    healed: healings(runs),
    heldBack: heldBack(runs),
  };
}

function tableWeeks(runs: readonly PublicReport[]): readonly TableWeek[] {
  const weeks = new Map<string, TableWeek>();
  for (const { table, mode, rows, through } of runs.flatMap(allTables)) {
    const loaded = through === null ? undefined : parseInstant(`${through}T00:00:00Z`);
    if (mode !== 'increment' || rows === null || loaded === undefined) continue;
    const sunday = sundayOf(loaded);
    const key = `${sunday} ${table}`;
    weeks.set(key, { sunday, table, rows: rows + (weeks.get(key)?.rows ?? 0) });
  }
  return [...weeks.values()]
    .map((week) => ({ ...week, rows: roundFigure(week.rows) }))
    .toSorted((a, b) => compare(`${a.sunday} ${a.table}`, `${b.sunday} ${b.table}`));
}

function landedHistories(runs: readonly PublicReport[]): readonly LandedHistory[] {
  const histories = new Map<string, LandedHistory>();
  for (const { cohort, mode, rows, day } of runs.flatMap(allTables)) {
    if (mode !== 'backfill' || rows === null || cohort === null) continue;
    const before = histories.get(cohort);
    histories.set(cohort, { cohort, day: before?.day ?? day, rows: rows + (before?.rows ?? 0) });
  }
  return [...histories.values()].map((each) => ({ ...each, rows: roundFigure(each.rows) }));
}

function healings(runs: readonly PublicReport[]): readonly Healing[] {
  return runs
    .flatMap((run) =>
      run.cohorts.flatMap(({ cohort, tables }) => {
        const repaired = tables.filter(({ mode }) => mode === 'repair').map(({ table }) => table);
        return cohort === null || repaired.length === 0
          ? []
          : [{ day: dayOf(run), cohort, tables: repaired }];
      }),
    )
    .toReversed();
}

function heldBack(runs: readonly PublicReport[]): readonly HeldBack[] {
  const reasons = new Map<string, HeldBack>();
  for (const run of runs) {
    const stopped = run.cohorts
      .filter(isStopped)
      .map(({ cohort, problem }) => ({ cohort: cohort ?? NAMELESS, problem }));
    const problems = [{ cohort: null, problem: run.problem }, ...stopped].flatMap(({ cohort, problem }) =>
      problem === null ? [] : [{ cohort, code: problem.code }],
    );
    for (const { cohort, code } of problems) {
      const key = `${cohort} ${code}`;
      const before = reasons.get(key) ?? { cohort, code, first: dayOf(run), runs: 0 };
      reasons.set(key, { ...before, last: dayOf(run), runs: before.runs + 1, open: run === runs.at(-1) });
    }
  }
  return [...reasons.values()].toSorted((a, b) => Number(b.open) - Number(a.open) || compare(b.last, a.last));
}

function allTables(run: PublicReport) {
  return run.cohorts.flatMap(({ cohort, tables }) =>
    tables.map((table) => ({ ...table, cohort, day: dayOf(run) })),
  );
}

function dayOf({ finishedAt }: PublicReport): string {
  return finishedAt.slice(0, 10);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
