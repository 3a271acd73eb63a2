import type { Instant } from '../instant.ts';
import type { Coverage, GroupCoverage } from '../landing/coverage.ts';
import type { Column } from '../omop/column-type.ts';

/** One cohort's landing of one table, as a run takes it up. */
export interface TableTask {
  readonly cohort: string;
  readonly table: string;
  /** Sequence number of the approval record in force. */
  readonly revision: number;
  /** The approved columns that the source has, in landing order. */
  readonly columns: readonly Column[];
  /** Index of `columns` among the distinct lists of this table's cohorts. */
  readonly columnSet: number;
  /** What of the newest commit the plan goes by; undefined before the first one. */
  readonly coverage: Coverage | undefined;
  /** What the newest commit says, also where the plan does not go by it because the columns are others now. */
  readonly known?: Coverage;
  /** The newest watermark that the table ever had. */
  readonly reached?: Instant | undefined;
  readonly groups: readonly GroupTask[];
}

export interface GroupTask {
  readonly group: string;
  /** SHA-256 of the canonical member list: the key of the sandbox roster. */
  readonly key: string;
  /** Number of this (cohort, group) in the run's censuses. */
  readonly slot: number;
}

export function coverageOf(task: TableTask, group: GroupTask): GroupCoverage | undefined {
  return task.coverage?.groups.find((covered) => covered.group === group.group);
}

/** True while a group's history is not known to have landed with exactly these members: then all of it is compared. */
export function isOpen(task: TableTask, group: GroupTask): boolean {
  const covered = coverageOf(task, group);
  return covered === undefined || covered.through === null || covered.members !== group.key;
}

/** The watermarks that a landing stands at, one for each group whose backfill is complete. */
export function throughsOf(task: Pick<TableTask, 'coverage'>): readonly Instant[] {
  return (task.coverage?.groups ?? []).flatMap((group) => (group.through === null ? [] : [group.through]));
}

/** Where a survey must be cut for this landing: at its watermarks, and at the newest that it ever had, which none may fall behind. */
export function cutsOf(task: TableTask): readonly Instant[] {
  const known = throughsOf({ coverage: task.known ?? task.coverage });
  return task.reached === undefined ? known : [...new Set([...known, task.reached])];
}
