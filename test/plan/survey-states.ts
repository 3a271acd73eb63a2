import { type Instant, parseInstant, WEEK } from '../../src/instant.ts';
import type { SourceState } from '../../src/plan/source-state.ts';
import { type Cell, cellOf, cellStart, NULL_CELL } from '../../src/plan/week-grid.ts';
import type { SurveyedBurst } from '../../src/source/statements/survey.ts';
import { COLUMNS } from './source-oracle.ts';

export const SUNDAY = parseInstant('2026-01-04T03:00:00Z') as Instant;

/** The cell of the newest Sunday. */
export const THIS_WEEK = cellOf(SUNDAY);

/** A burst of one cell; without a load it is that of the rows without load_dt. */
export function burst(load: Instant | null, rows: bigint, change = rows): SurveyedBurst {
  const cell = load === null ? NULL_CELL : cellOf(load);
  return { cell, rows, change, first: load, last: load };
}

/** A burst of a Sunday so many weeks ago. */
export const weekly = (weeksAgo: number, rows: bigint, change = rows): SurveyedBurst =>
  burst(SUNDAY - BigInt(weeksAgo) * WEEK, rows, change);

/** A table that was surveyed for some weeks, with `older` rows before them. */
export function surveyed(
  bursts: readonly SurveyedBurst[],
  older = 0n,
  { columns = 'columns', firstCell = THIS_WEEK - 9, now = SUNDAY + WEEK, version = 1n as bigint | null } = {},
): SourceState {
  const rows = bursts.reduce((sum, each) => sum + each.rows, older);
  return {
    source: { table: 'measurement', columns: COLUMNS, version, timeZone: 'UTC' },
    columns,
    totals: { rows, lastLoad: SUNDAY, now },
    from: cellStart(firstCell as Cell),
    bursts,
  };
}
