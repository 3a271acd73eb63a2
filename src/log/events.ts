import type { FindingName } from '../errors.ts';
import type { RemovedReport } from '../report/run-report.ts';
import type { ReviewResult } from '../review/review-result.ts';

/**
 * What a run tells while it works. These typed events are the only thing that reaches a console: enumerated kinds,
 * cohort ids, table names, counts and durations; never text from data, from a server or from a library.
 */
export type RunEvent =
  | { readonly kind: 'run-started'; readonly run: string; readonly cohorts: number }
  | {
      readonly kind: 'cohort-held';
      readonly cohort: string;
      readonly code: string;
      readonly message: string;
      readonly remedy: string;
      readonly findings?: readonly FindingName[];
    }
  | { readonly kind: 'warning'; readonly code: string; readonly message: string; readonly remedy: string }
  /** What stopped the run or a cohort, by its public name; `answered` when an approved override is acted upon. */
  | ({ readonly kind: 'finding'; readonly answered: boolean } & FindingName)
  /** The source's warehouse is not running yet; said at each attempt. */
  | { readonly kind: 'warehouse-starting' }
  | { readonly kind: 'source-surveyed'; readonly tables: number; readonly frontier: string }
  | { readonly kind: 'roster-loaded'; readonly cohort: string; readonly persons: number }
  | { readonly kind: 'table-staged'; readonly table: string }
  | {
      readonly kind: 'table-planned';
      readonly cohort: string;
      readonly table: string;
      readonly rows: bigint;
      readonly slices: number;
    }
  | { readonly kind: 'rows-moved'; readonly cohort: string; readonly table: string; readonly rows: bigint }
  | {
      readonly kind: 'table-committed';
      readonly cohort: string;
      readonly table: string;
      readonly version: bigint;
    }
  /** Persons and tables that are approved no longer were taken out of a landing. */
  | ({ readonly kind: 'removed'; readonly cohort: string } & RemovedReport)
  | { readonly kind: 'snapshot-published'; readonly cohort: string; readonly number: number }
  /** Snapshots whose time is over were withdrawn, and the files that only they named erased. */
  | {
      readonly kind: 'snapshots-retired';
      readonly cohort: string;
      readonly snapshots: number;
      readonly files: number;
    }
  | {
      readonly kind: 'cohort-purged';
      readonly cohort: string;
      readonly scope: 'persons' | 'cohort';
      /** Number of the certificate in the landing. */
      readonly certificate: number;
    }
  /** What a review found; closed by `reviewResultSchema`, written by `reviewAnnotations` and `reviewSummary`. */
  | { readonly kind: 'change-reviewed'; readonly result: ReviewResult };

export type Log = (event: RunEvent) => void;

export const SILENT: Log = () => undefined;
