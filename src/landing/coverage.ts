import type { TransferFingerprint } from '../fingerprint/transfer-fingerprint.ts';
import type { Instant } from '../instant.ts';
import type { Cell } from '../plan/week-grid.ts';

/**
 * What a landed table says of itself. It stands in the `commitInfo` of each of our commits (under `cohortSync`), so
 * that rows and what vouches for them are one atom, and the newest commit alone answers what is covered.
 */
export interface Coverage {
  /** The run that committed. */
  readonly run: string;
  /** Sequence number of the approval record in force. */
  readonly revision: number;
  readonly groups: readonly GroupCoverage[];
  /**
   * The state of the source that this table equals, after this commit, for all groups with a `through`. Absent in the
   * middle of a backfill or of a repair: then the next run compares slice by slice.
   */
  readonly survey?: SurveyClaim;
}

export interface GroupCoverage {
  readonly group: string;
  /** SHA-256 of the group's canonical member list when this was written: another list means, compare everything. */
  readonly members: string;
  /** Exclusive upper bound of the `load_dt` covered (frontier + 1 µs); null while the backfill is unfinished. */
  readonly through: Instant | null;
  /** They tile (everything up to the frontier) x (all persons of the group); a slice without rows is listed, too. */
  readonly slices: readonly Slice[];
}

/** The unit of transfer and of repair: a run of whole cells and bucket k of n of a group's persons. */
export interface Slice {
  readonly firstCell: Cell;
  /** Inclusive; the null cell is a slice with firstCell = lastCell = NULL_CELL. */
  readonly lastCell: Cell;
  readonly bucket: number;
  /** A power of two, at most HASH_RANGE. */
  readonly buckets: number;
  readonly rows: bigint;
  readonly transfer: TransferFingerprint;
  /** The source's own change fingerprint over the approved columns, summed over the slice's rows; or UNKNOWN_CHANGE. */
  readonly change: bigint;
}

/**
 * Of a slice that a purge took rows out of, without the source: equal to no fingerprint (a DECIMAL(38,0)), so that the slice
 * is fetched again should it ever be compared.
 */
export const UNKNOWN_CHANGE = 10n ** 38n;

/** What one table of the source looked like, all patients together, when a landing was equal to it. */
export interface SurveyClaim {
  /** The pinned version of the source table; null where it cannot be read by version. */
  readonly version: bigint | null;
  /** Rows below the frontier, and rows without `load_dt`. */
  readonly total: bigint;
  /** Digest of the names and types of the columns that the change fingerprint covers. */
  readonly columns: string;
  /** The first cell that `cells` speaks of; a cell from there on that is not listed held no rows. */
  readonly firstCell: Cell;
  readonly cells: readonly CellSurvey[];
}

export interface CellSurvey {
  /** NULL_CELL for the rows without `load_dt`. */
  readonly cell: Cell;
  readonly rows: bigint;
  readonly change: bigint;
}
