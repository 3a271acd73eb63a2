import type { PublicCode } from '../log/public-errors.ts';
import type { OmopTableName } from '../omop/tables.ts';
import type { PublicReport } from '../report/public-report.ts';

/** All that the page shows; a day is `YYYY-MM-DD`, UTC. Which figures may be among it: decision 0023. */
export interface PageFacts {
  /** When it was made, to the second. */
  readonly at: string;
  /** The last Sunday that has begun, which a fresh landing reaches. */
  readonly lastSunday: string;
  /** A figure stands for rows of at least so many persons. */
  readonly smallCell: number;
  /** The run that is told, mostly the newest, with how its week stood. */
  readonly run: PublicReport;
  readonly cohorts: readonly PageCohort[];
  readonly weeks: readonly TableWeek[];
  readonly histories: readonly LandedHistory[];
  readonly healed: readonly Healing[];
  readonly heldBack: readonly HeldBack[];
  /** Newest first. */
  readonly approvals: readonly PageApproval[];
  /** By week, oldest first; null where fewer than `smallCell` persons have landed. */
  readonly storage: readonly StorageWeek[] | null;
}

export interface PageCohort {
  readonly cohort: string;
  /** As the cohort file has it; null where that has mistakes or is gone. */
  readonly title: string | null;
  readonly consumer: string | null;
  readonly lastDay: string | null;
  readonly state: string;
  readonly code: PublicCode | null;
  readonly revision: number | null;
  /** What the approved cohort file says; not how many of them have landed. */
  readonly persons: number | null;
  readonly snapshot: { readonly number: number; readonly through: string; readonly behind: number } | null;
}

/** Rows that came as increments with the load of one Sunday, all cohorts together, of what may be told. */
export interface TableWeek {
  readonly sunday: string;
  readonly table: OmopTableName;
  readonly rows: number;
}

/** What a cohort's first backfill brought, of what may be told. */
export interface LandedHistory {
  readonly cohort: string;
  readonly day: string;
  readonly rows: number;
}

/** Slices that were fetched anew because the source had changed; how much changed is not told. */
export interface Healing {
  readonly day: string;
  readonly cohort: string;
  readonly tables: readonly OmopTableName[];
}

/** One reason for which one cohort, or the run as a whole (null), moved no row, over the runs that met it. */
export interface HeldBack {
  readonly cohort: string | null;
  readonly code: PublicCode;
  readonly first: string;
  readonly last: string;
  readonly runs: number;
  /** The newest run met it. */
  readonly open: boolean;
}

export interface PageApproval {
  readonly cohort: string;
  readonly sequence: number;
  readonly kind: string;
  readonly by: string;
  readonly reason: string;
  readonly day: string;
  readonly status: string;
  readonly persons: number;
}

/** Bytes that lie in the landing today, by what was there at the end of the week that begins with the Sunday. */
export interface StorageWeek {
  readonly sunday: string;
  readonly data: number;
  readonly logs: number;
}
