import type { Instant } from '../instant.ts';
import type { GuardFinding, KnownTable } from '../plan/guards.ts';
import { cellsBelow, type SourceState } from '../plan/source-state.ts';
import { cellOf, NULL_CELL } from '../plan/week-grid.ts';
import type { Finding } from './finding.ts';

/** Behind the latest instant that a survey can speak of: every burst is below it. */
const NO_BOUND = 2n ** 62n;

/**
 * A guard's judgement with the state that it judged: what the landing knew, how far this run would go, and the table's
 * rows and change fingerprints of every week since. Weeks before the watermark stand there by their total: how far back
 * a survey reaches depends on other landings, and must not make another finding of the same state.
 */
export function guardFinding(
  { code, table }: GuardFinding,
  state: SourceState,
  until: Instant,
  known: KnownTable | undefined,
): Finding {
  const first = known === undefined ? undefined : cellOf(known.through);
  const cells = [...cellsBelow(state, NO_BOUND)]
    .filter(([cell]) => cell === NULL_CELL || first === undefined || cell >= first)
    .sort(([a], [b]) => a - b);
  return {
    code,
    override: 'accept',
    cohort: null,
    table,
    seen: {
      known: known === undefined ? null : { total: known.claim.total, through: known.through },
      until,
      columns: state.columns,
      rows: state.totals.rows,
      cells: cells.map(([cell, { rows, change }]) => ({ cell, rows, change })),
    },
  };
}
