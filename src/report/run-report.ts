import type { FindingName } from '../errors.ts';
import type { Mode } from '../plan/plan-table.ts';
import { toJson } from './exact-json.ts';

/** What one run did, cohort by cohort: the JSON that `sync --json` prints and that is kept beside the diagnostics. */
export interface RunReport {
  readonly run: string;
  readonly dryRun: boolean;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** The instant up to which, inclusive, this run took rows; null when the source was not asked. */
  readonly frontier: string | null;
  readonly verdict: 'done' | 'failed';
  /** What stopped the run as a whole; null when cohorts were judged one by one. */
  readonly problem: Note | null;
  readonly sources: readonly SourceReport[];
  readonly cohorts: readonly CohortReport[];
  readonly warnings: readonly Note[];
  /** All cohorts and all their tables were asked for; absent counts as no. */
  readonly whole?: boolean;
  /** What the warehouse was asked for in all: time of its statements, bytes of its results. */
  readonly warehouse?: { readonly milliseconds: number; readonly bytes: number };
}

export interface Note {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  /** What an owner can answer with an override; absent when there is nothing. */
  readonly findings?: readonly FindingName[];
}

/** One source table as the run read it. */
export interface SourceReport {
  readonly table: string;
  /** The version that all statements were pinned to; null where the table cannot be read by version. */
  readonly version: bigint | null;
  /** Columns that no cohort has approved, or that no landing can hold: never read. */
  readonly columnsNotRead: readonly string[];
  /** Approved columns that the source does not have. */
  readonly columnsMissing: readonly string[];
}

export interface CohortReport {
  readonly cohort: string;
  /** `inactive`: suspended, revoked or expired, and so not read. `held`: something must be put right first. */
  readonly state: 'synced' | 'unchanged' | 'planned' | 'inactive' | 'held' | 'failed';
  readonly revision: number | null;
  readonly persons: number | null;
  /** Number of the newest snapshot after this run. */
  readonly snapshot: number | null;
  readonly problem: Note | null;
  readonly tables: readonly TableReport[];
  /** What this run took out, because it is approved no longer; absent where nobody and nothing left. */
  readonly removed?: RemovedReport;
}

/** It stays inside: the one person who withdrew stands behind it as soon as not. */
export interface RemovedReport {
  /** Persons who left; null where a list of members that would tell is gone. */
  readonly persons: number | null;
  /** Each table of which a commit took rows, or persons without rows. */
  readonly tables: readonly { readonly table: string; readonly version: number; readonly rows: bigint }[];
}

export interface TableReport {
  readonly table: string;
  readonly mode: Mode;
  readonly rows: bigint;
  readonly slices: number;
  readonly files: number;
  readonly bytes: number;
  /** Rows with `from <= load_dt <= through`; `from` is null where history was open. */
  readonly from: string | null;
  readonly through: string | null;
  /** Delta version after this run; null where nothing has landed yet. */
  readonly version: number | null;
  /** At least so many distinct persons stand behind the rows moved; absent counts as none, and withholds the figures. */
  readonly persons?: number;
  /** No row of this table had landed before: only then has no earlier figure counted any of a backfill's rows. */
  readonly firstLanding?: boolean;
}

/** The report as its JSON document: counts as numbers where a number holds them exactly. */
export function encodeReport(report: RunReport): Uint8Array {
  return new TextEncoder().encode(`${toJson(report, 2)}\n`);
}
