import { expect, test } from 'vitest';
import { WEEK } from '../../src/instant.ts';
import { cellsBelow, claimOf, driftSince, rowsBelow, rowsBetween } from '../../src/plan/source-state.ts';
import { NULL_CELL } from '../../src/plan/week-grid.ts';
import { burst, SUNDAY, surveyed, THIS_WEEK, weekly } from './survey-states.ts';

const UNTIL = SUNDAY + 1n;
const QUIET = { cells: [], history: false };

/** Three weeks with rows, some without load_dt, and 1000 rows from before the survey. */
const before = surveyed([weekly(2, 20n), weekly(1, 30n), weekly(0, 40n), burst(null, 5n)], 1000n);
const claim = claimOf(before, UNTIL);

test('rows are counted from an instant on, and below another', () => {
  expect(rowsBetween(before, SUNDAY - WEEK, SUNDAY)).toBe(30n);
  expect(rowsBetween(before, SUNDAY - WEEK, UNTIL)).toBe(70n);
  expect(rowsBetween(before, UNTIL, UNTIL + WEEK)).toBe(0n);
});

test('rows without load_dt and rows before the survey lie below every instant', () => {
  expect(rowsBelow(before, UNTIL)).toBe(1095n);
  expect(rowsBelow(before, SUNDAY)).toBe(1055n);
  expect(rowsBelow(before, SUNDAY - 2n * WEEK)).toBe(1005n);
});

test('the bursts of one cell are added up, those at or behind the bound are left out', () => {
  const state = surveyed([weekly(0, 4n, 100n), burst(SUNDAY + 1n, 6n, -30n), burst(SUNDAY + 2n, 9n)]);
  expect(cellsBelow(state, SUNDAY + 2n)).toEqual(new Map([[THIS_WEEK, { rows: 10n, change: 70n }]]));
});

test('a claim holds the version, the total below the watermark and the cells in order, null cell included', () => {
  expect(claim).toEqual({
    version: 1n,
    total: 1095n,
    columns: 'columns',
    firstCell: THIS_WEEK - 9,
    cells: [
      { cell: NULL_CELL, rows: 5n, change: 5n },
      { cell: THIS_WEEK - 2, rows: 20n, change: 20n },
      { cell: THIS_WEEK - 1, rows: 30n, change: 30n },
      { cell: THIS_WEEK, rows: 40n, change: 40n },
    ],
  });
});

test('a claim says nothing of rows that had not settled when it was made', () => {
  const loading = surveyed([...before.bursts, burst(UNTIL + WEEK, 7n)], 1000n);
  expect(claimOf(loading, UNTIL)).toEqual(claim);
});

test('a source that has not changed has not drifted', () => {
  expect(driftSince(claim, UNTIL, before)).toEqual(QUIET);
});

test('new rows behind the watermark are no drift', () => {
  const grown = surveyed([...before.bursts, burst(UNTIL, 9n), burst(SUNDAY + WEEK, 50n)], 1000n);
  expect(driftSince(claim, UNTIL, grown)).toEqual(QUIET);
});

test('a value that changed in place is drift of its cell alone', () => {
  const changed = surveyed([weekly(2, 20n), weekly(1, 30n, 31n), weekly(0, 40n), burst(null, 5n)], 1000n);
  expect(driftSince(claim, UNTIL, changed)).toEqual({ cells: [THIS_WEEK - 1], history: false });
});

test('a late row is drift of its cell, also of a week that had none', () => {
  const late = surveyed([weekly(6, 1n), ...before.bursts], 1000n);
  expect(driftSince(claim, UNTIL, late)).toEqual({ cells: [THIS_WEEK - 6], history: false });
});

test('a late row in the very cell of the watermark is told from the new rows of that cell', () => {
  const late = surveyed([...before.bursts, burst(SUNDAY - 1n, 1n), burst(UNTIL, 1n)], 1000n);
  expect(driftSince(claim, UNTIL, late)).toEqual({ cells: [THIS_WEEK], history: false });
});

test('deleted rows are drift of their cell, also when none is left of it', () => {
  const fewer = surveyed([weekly(2, 20n), weekly(0, 39n), burst(null, 5n)], 1000n);
  expect(driftSince(claim, UNTIL, fewer)).toEqual({ cells: [THIS_WEEK - 1, THIS_WEEK], history: false });
});

test('a row without load_dt that comes, changes or goes is drift of the null cell', () => {
  const dated = [weekly(2, 20n), weekly(1, 30n), weekly(0, 40n)];
  for (const nulls of [[burst(null, 6n)], [burst(null, 5n, 4n)], []]) {
    expect(driftSince(claim, UNTIL, surveyed([...dated, ...nulls], 1000n))).toEqual({
      cells: [NULL_CELL],
      history: false,
    });
  }
});

test.each([999n, 1001n, 0n])(
  'a total that recent changes do not explain means that history changed (%i older rows)',
  (older) => {
    const changed = surveyed(before.bursts, older);
    expect(driftSince(claim, UNTIL, changed)).toEqual({ cells: [], history: true });
  },
);

test('a recent change does not hide one of history that makes up for it in the total', () => {
  const changed = surveyed([weekly(2, 20n), weekly(1, 29n), weekly(0, 40n), burst(null, 5n)], 1001n);
  expect(changed.totals.rows).toBe(before.totals.rows);
  expect(driftSince(claim, UNTIL, changed)).toEqual({ cells: [THIS_WEEK - 1], history: true });
});

test('fingerprints over other columns say nothing: all cells count as changed, history does not', () => {
  const other = surveyed(before.bursts, 1000n, { columns: 'other columns' });
  expect(driftSince(claim, UNTIL, other)).toEqual({
    cells: [NULL_CELL, THIS_WEEK - 2, THIS_WEEK - 1, THIS_WEEK],
    history: false,
  });
});

test('weeks that have left the survey are compared by the total alone', () => {
  const later = surveyed([weekly(1, 30n), weekly(0, 40n), burst(null, 5n)], 1020n, {
    firstCell: THIS_WEEK - 1,
  });
  expect(driftSince(claim, UNTIL, later)).toEqual(QUIET);
  const lost = surveyed([weekly(1, 30n), weekly(0, 40n), burst(null, 5n)], 1019n, {
    firstCell: THIS_WEEK - 1,
  });
  expect(driftSince(claim, UNTIL, lost)).toEqual({ cells: [], history: true });
});

test('weeks that a survey reaches back to, and the claim did not, are judged by the total alone', () => {
  const narrow = {
    ...claim,
    firstCell: THIS_WEEK,
    cells: claim.cells.filter(({ cell }) => cell !== THIS_WEEK - 1 && cell !== THIS_WEEK - 2),
  };
  expect(driftSince(narrow, UNTIL, before)).toEqual({
    cells: [],
    history: false,
  });
});
