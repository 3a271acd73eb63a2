import type { Note } from '../report/run-report.ts';
import { noteOf } from '../sync/problem.ts';

export interface VerifyReport {
  readonly run: string;
  readonly deep: boolean;
  readonly verdict: 'verified' | 'failed';
  readonly cohorts: readonly CohortVerification[];
  /** Cohorts whose landing differed and was replaced from the source, as an owner had answered. */
  readonly healed: readonly string[];
}

/** What makes a verification fail as a whole. */
export function hasFailed(cohorts: readonly CohortVerification[]): boolean {
  return cohorts.some(({ state }) => state === 'differs' || state === 'failed' || state === 'held');
}

export interface CohortVerification {
  readonly cohort: string;
  readonly state: 'verified' | 'differs' | 'failed' | 'nothing-landed' | 'inactive' | 'held';
  readonly snapshot: number | null;
  readonly through: string | null;
  readonly problem: Note | null;
  readonly tables: readonly TableVerification[];
}

export interface TableVerification {
  readonly table: string;
  readonly version: number;
  readonly rows: bigint;
  /** Files read again, of all that the version names. */
  readonly filesRead: number;
  readonly files: number;
  /** Slices that are not what the source holds now; with `--deep` also 1 a group whose whole rows differ. */
  readonly differences: number;
}

/** A cohort of which nothing was compared, and why. */
export function unread(
  cohort: string,
  state: CohortVerification['state'],
  error?: unknown,
): CohortVerification {
  const problem = error === undefined ? null : noteOf(error);
  return { cohort, state, snapshot: null, through: null, problem, tables: [] };
}
