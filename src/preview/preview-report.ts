import type { OmopTableName } from '../omop/tables.ts';
import { toJson } from '../report/exact-json.ts';
import type { Note } from '../report/run-report.ts';

/** What proposed cohorts would bring, counted at the source before anybody approved them. Exact: it stays in the network. */
export interface PreviewReport {
  readonly run: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Number of the pull request, and the commit whose files were read. */
  readonly pull: number;
  readonly head: string;
  readonly cohorts: readonly CohortPreview[];
}

export interface CohortPreview {
  readonly cohort: string;
  /** Git's blob id of the cohort file that was read. */
  readonly file: string;
  /** Digest of the list that the file pins, and how many it names; null where no such list is in storage. */
  readonly roster: string;
  readonly listed: number | null;
  /** Of these, who withdrew: nothing of them was counted. */
  readonly withdrawn: number | null;
  /** `inactive`: suspended, revoked or expired. `held`: something must be put right first; then not every table is here. */
  readonly state: 'counted' | 'inactive' | 'held';
  readonly problem: Note | null;
  readonly tables: readonly TablePreview[];
}

/** A table over all time, at the version that was read. */
export interface TablePreview {
  readonly table: OmopTableName;
  /** Null where the table cannot be read by version. */
  readonly version: bigint | null;
  readonly rows: bigint;
  /** Distinct persons with a row. */
  readonly persons: bigint;
  readonly firstLoad: string | null;
  readonly lastLoad: string | null;
  readonly withoutLoad: bigint;
}

/** The report as its JSON document: counts as numbers where a number holds them exactly. */
export function encodePreview(report: PreviewReport): Uint8Array {
  return new TextEncoder().encode(`${toJson(report, 2)}\n`);
}

/** Beside the log of the same run: whatever erases that erases these, too. */
export function previewPath(run: string, form: 'json' | 'html'): string {
  return `runs/${run}/preview.${form}`;
}
