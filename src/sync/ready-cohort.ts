import type { CohortSyncError } from '../errors.ts';
import type { TableState } from '../landing/table-state.ts';
import type { Column } from '../omop/column-type.ts';
import type { RemovedReport } from '../report/run-report.ts';
import type { RosterGroup } from './sandbox-roster.ts';

/** A cohort whose approval, roster and landing have all been proven, and that may be read. */
export interface ReadyCohort {
  readonly cohort: string;
  /** Sequence number of the approval record in force. */
  readonly revision: number;
  readonly persons: number;
  /** Each approved table with its approved column names, in landing order. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  readonly groups: readonly ReadyGroup[];
  /** What has landed so far, by table. */
  readonly landed: ReadonlyMap<string, TableState>;
  /** Landed tables that the approval in force does not name, and that hold rows: they are emptied before anything else. */
  readonly unapproved: readonly TableState[];
  /** What the run took out of it before anything else. */
  readonly removed?: RemovedReport;
  /** Why nothing but removals may be done for it before a person has looked. */
  readonly doubt?: CohortSyncError;
  /** Throws when the cohort's lease is lost. */
  readonly assertHeld: () => void;
}

export interface ReadyGroup extends RosterGroup {
  readonly group: string;
  /** The same persons in shared memory, for the workers. */
  readonly shared: SharedArrayBuffer;
}

/**
 * That the hold on one of the cohorts was lost, as an error. Whoever slept through it finds stages dropped and versions taken:
 * why that is so must be told, not what was met.
 */
export function lostHold(...cohorts: readonly ReadyCohort[]): unknown {
  try {
    for (const cohort of cohorts) cohort.assertHeld();
    return undefined;
  } catch (lost) {
    return lost;
  }
}

/** The approved columns that the source has, in the order in which they land. */
export function landedColumns(approved: readonly string[], source: readonly Column[]): readonly Column[] {
  const held = new Map(source.map((column) => [column.name, column]));
  return approved.flatMap((name) => held.get(name) ?? []);
}
