import type { TransferFingerprint } from '../fingerprint/transfer-fingerprint.ts';
import type { Instant } from '../instant.ts';
import type { Column } from '../omop/column-type.ts';

/** What the runner checks in every batch before a byte of it is encoded. */
export interface BatchContract {
  /** The approved columns, in order: name and type must match exactly, none more, none less. */
  readonly columns: readonly Column[];
  /** Column that holds the person, and the columns of the transfer fingerprint in its order (keys, person, load_dt). */
  readonly personColumn: string;
  readonly fingerprintColumns: readonly string[];
  readonly loadColumn: string;
  /** The persons that may occur: little-endian int64, ascending, in shared memory. */
  readonly persons: SharedArrayBuffer;
  /** Smallest and exclusive largest `load_dt` that may occur; null `load_dt` allowed only where `nulls` is true. */
  readonly from: Instant | null;
  readonly until: Instant | null;
  readonly nulls: boolean;
  /** Zone offsetless `load_dt` (timestamp_ntz) is read in; 'UTC' otherwise. */
  readonly timeZone: string;
}

/** What a set of rows was found to be, by reading its bytes. */
export interface Tally {
  readonly rows: bigint;
  readonly transfer: TransferFingerprint;
  /** Bounds of `load_dt`, inclusive; null when there is none. */
  readonly loadMinimum: Instant | null;
  readonly loadMaximum: Instant | null;
}

export interface WrittenFile extends Tally {
  /** Path within the landing, decoded. */
  readonly path: string;
  readonly size: number;
}
