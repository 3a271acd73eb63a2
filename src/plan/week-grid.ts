import { DAY, floorDivide, type Instant, WEEK } from '../instant.ts';

/**
 * A cell is a week of `load_dt` on a fixed grid that begins on Wednesdays at 00:00 UTC, so that a Sunday load
 * that runs into Monday is never cut. Cells are numbered from the one that begins on 1970-01-07.
 */
export type Cell = number;

/** The first Wednesday of 1970. */
const ORIGIN: Instant = 6n * DAY;

/** Before every cell that a timestamp of the years 1 to 9999 can fall into; the open start of history. */
export const FIRST_CELL: Cell = -200_000;

/** The cell of the rows whose `load_dt` is null; it stands outside the order of time. */
export const NULL_CELL: Cell = -2_000_000;

export function cellOf(instant: Instant): Cell {
  return Number(floorDivide(instant - ORIGIN, WEEK));
}

export function cellStart(cell: Cell): Instant {
  return ORIGIN + BigInt(cell) * WEEK;
}

/**
 * `cellOf` as SQL over a BIGINT expression of microseconds. The dividend is shifted to be positive for every
 * year from 1 on, because integer division truncates toward zero in SQL.
 */
export function cellSql(microseconds: string): string {
  const shift = BigInt(-FIRST_CELL) * WEEK - ORIGIN;
  return `CAST((${microseconds} + ${shift}) DIV ${WEEK} AS INT) + ${FIRST_CELL}`;
}
