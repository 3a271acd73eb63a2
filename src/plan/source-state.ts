import type { Instant } from '../instant.ts';
import type { SurveyClaim } from '../landing/coverage.ts';
import type { SourceTable } from '../source/statements/source-table.ts';
import type { SurveyedBurst, TableTotals } from '../source/statements/survey.ts';
import { type Cell, cellOf, NULL_CELL } from './week-grid.ts';

/** One source table as a run found it: pinned, counted, surveyed. */
export interface SourceState {
  readonly source: SourceTable;
  /** Digest of the columns that the change fingerprints of the survey cover. */
  readonly columns: string;
  readonly totals: TableTotals;
  /** Where the survey begins: the start of a cell. */
  readonly from: Instant;
  readonly bursts: readonly SurveyedBurst[];
}

export interface CellState {
  readonly rows: bigint;
  readonly change: bigint;
}

const EMPTY: CellState = { rows: 0n, change: 0n };

/** Rows with `from <= load_dt < until`. Exact where no burst crosses a bound: the survey is cut at every watermark. */
export function rowsBetween(state: SourceState, from: Instant, until: Instant): bigint {
  return sum(
    state.bursts.filter((burst) => burst.first !== null && burst.first >= from && burst.first < until),
  );
}

/** All rows of the table below an instant of the survey, those without `load_dt` included. */
export function rowsBelow(state: SourceState, until: Instant): bigint {
  const later = state.bursts.filter((burst) => burst.first !== null && burst.first >= until);
  return state.totals.rows - sum(later);
}

/** The surveyed cells, each counted below an instant only. */
export function cellsBelow(state: SourceState, until: Instant): ReadonlyMap<Cell, CellState> {
  const cells = new Map<Cell, CellState>();
  for (const burst of state.bursts) {
    if (burst.first !== null && burst.first >= until) continue;
    const cell = cells.get(burst.cell) ?? EMPTY;
    cells.set(burst.cell, { rows: cell.rows + burst.rows, change: cell.change + burst.change });
  }
  return cells;
}

/** What a landing that equals the source below `until` may say of it. */
export function claimOf(state: SourceState, until: Instant): SurveyClaim {
  return {
    version: state.source.version,
    total: rowsBelow(state, until),
    columns: state.columns,
    firstCell: cellOf(state.from),
    cells: [...cellsBelow(state, until)]
      .sort(([a], [b]) => a - b)
      .map(([cell, { rows, change }]) => ({ cell, rows, change })),
  };
}

/** Whether two claims over the same columns speak of the same state of a source table. */
export function sameClaim(a: SurveyClaim, b: SurveyClaim): boolean {
  const cells = ({ cells: list }: SurveyClaim): string =>
    list.map(({ cell, rows, change }) => `${cell}:${rows}:${change}`).join();
  return a.total === b.total && cells(a) === cells(b);
}

/** How the source differs from what a landing claims to equal, below the landing's watermark. */
export interface Drift {
  /** Cells whose rows or fingerprint are not the known ones. */
  readonly cells: readonly Cell[];
  /** True when the total is not the known one plus the differences found: something older than the survey changed. */
  readonly history: boolean;
}

/**
 * Compares a claim with the survey of now. Cells are compared where both speak of them: a survey that begins earlier, because
 * another landing lags behind, says nothing of this claim but by the total. A claim over other columns knows no fingerprint,
 * so all of its cells count as changed.
 */
export function driftSince(claim: SurveyClaim, through: Instant, state: SourceState): Drift {
  const now = cellsBelow(state, through);
  const known = new Map(claim.cells.map((cell) => [cell.cell, cell]));
  const comparable = Math.max(claim.firstCell, cellOf(state.from));
  const cells: Cell[] = [];
  let difference = 0n;
  for (const cell of new Set([...now.keys(), ...known.keys()])) {
    if (cell !== NULL_CELL && cell < comparable) continue;
    const before = known.get(cell) ?? EMPTY;
    const after = now.get(cell) ?? EMPTY;
    difference += after.rows - before.rows;
    if (claim.columns !== state.columns || after.rows !== before.rows || after.change !== before.change) {
      cells.push(cell);
    }
  }
  return {
    cells: cells.sort((a, b) => a - b),
    history: rowsBelow(state, through) !== claim.total + difference,
  };
}

function sum(bursts: readonly SurveyedBurst[]): bigint {
  return bursts.reduce((total, burst) => total + burst.rows, 0n);
}
