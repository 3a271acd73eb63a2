import type { RefusedState } from '../approval/approval-state.ts';
import type { Note } from '../report/run-report.ts';

/** A cohort's whole chain, approval → roster → runs → versions → removals, each link verified again. Holds no person's id. */
export interface AuditReport {
  readonly cohort: string;
  readonly verdict: 'verified' | 'failed';
  /** What the cohort file is to the head of the approvals now. */
  readonly file: 'approved' | RefusedState | 'invalid' | 'missing';
  readonly approvals: readonly AuditedApproval[];
  readonly groups: readonly AuditedGroup[];
  /** Runs that named the cohort and left a report, oldest first. */
  readonly runs: readonly AuditedRun[];
  readonly tables: readonly AuditedTable[];
  readonly snapshots: readonly AuditedSnapshot[];
  /** Commits that took rows away: of persons who left, or all, so that the source is read anew. */
  readonly removals: readonly Removal[];
  /** Runs that committed or published and left no report: they were ended before they could. No failure by itself. */
  readonly runsWithoutReport: readonly string[];
  /** What does not verify. */
  readonly findings: readonly Note[];
}

export interface AuditedApproval {
  readonly sequence: number;
  readonly kind: string;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
  readonly digest: string;
  readonly predecessor: string | null;
  readonly status: string;
  /** First instant at which it is expired. */
  readonly expires: string;
  readonly tables: number;
  readonly roster: {
    readonly sha256: string;
    readonly persons: number;
    /** What lies in storage now. `absent` is right for rosters that were erased. */
    readonly found: 'verified' | 'absent' | 'differs';
  };
}

export interface AuditedGroup {
  readonly group: string;
  /** The revision under which its persons were taken up. */
  readonly revision: number;
  /** SHA-256 of the member list, which was read and has it. */
  readonly members: string;
  readonly persons: number;
}

export interface AuditedRun {
  readonly run: string;
  readonly startedAt: string;
  readonly verdict: string;
  /** What became of the cohort. */
  readonly state: string;
  readonly revision: number | null;
  readonly rows: bigint;
  readonly snapshot: number | null;
  /** What held or failed it. */
  readonly code: string | null;
}

export interface AuditedTable {
  readonly table: string;
  readonly version: number;
  readonly rows: bigint;
  readonly files: number;
  readonly commits: readonly AuditedCommit[];
}

export interface AuditedCommit {
  readonly version: number;
  /** When the writer's clock says; null where it says nothing. */
  readonly at: string | null;
  readonly operation: string;
  /** Null for a commit of another engine. */
  readonly run: string | null;
  readonly revision: number | null;
  /** Rows of the files that came, and of those that went: rows of a file that was written anew are in both. */
  readonly rowsAdded: bigint;
  readonly rowsRemoved: bigint;
  readonly filesAdded: number;
  readonly filesRemoved: number;
}

export interface AuditedSnapshot {
  readonly number: number;
  readonly publishedAt: string;
  readonly revision: number;
  /** Every row up to this instant, inclusive. */
  readonly through: string | null;
  readonly run: string;
  readonly rows: bigint;
  /** The Delta version of each table. */
  readonly tables: Readonly<Record<string, number>>;
}

export interface Removal extends Pick<AuditedCommit, 'version' | 'at' | 'operation' | 'run'> {
  readonly table: string;
  /** Rows that are in the table no more: without those of files that were only written anew. */
  readonly rowsRemoved: bigint;
}
