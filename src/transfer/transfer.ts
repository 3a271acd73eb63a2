import type { TransferFingerprint } from '../fingerprint/transfer-fingerprint.ts';
import type { Instant } from '../instant.ts';
import type { Column } from '../omop/column-type.ts';
import type { ArrowStream } from '../source/warehouse.ts';
import type { BlockWriter } from '../storage/blob-store.ts';

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
  /** Present where it was asked for. */
  readonly deep?: DeepFingerprint;
}

/** What a slice was found to be while it was written. */
export interface SliceTally extends Tally {
  /** Distinct persons of whom rows were written. */
  readonly persons: number;
}

/**
 * The sum, modulo 2^64, of two independent 64-bit hashes of each whole row over all columns of the contract: equal for
 * equal multisets of rows, wherever they were read from. See deep-fingerprint.ts.
 */
export type DeepFingerprint = readonly [bigint, bigint];

export interface WrittenFile extends Tally {
  /** Path within the landing, decoded. */
  readonly path: string;
  readonly size: number;
}

export interface TransferPoolOptions {
  /** Worker threads; each call holds one (`encode` of many rows several), further calls wait for one. */
  readonly workers: number;
  /** Rows of a Parquet row group. */
  readonly rowGroupRows: number;
  /** A file that has reached this size is ended, and the next one begun. */
  readonly fileBytes: number;
  /** A worker whose WebAssembly heap has grown beyond this is replaced after its job; the heap never shrinks. */
  readonly heapBytes?: number;
  /** Of a run that may be told to stop: then every job ends, with INTERRUPTED, and nothing of it stays. */
  readonly signal?: AbortSignal | undefined;
}

/** A Parquet file in storage. */
export interface StoredFile {
  readonly size: number;
  readRange(offset: number, length: number): Promise<Uint8Array>;
}

export interface TransferOptions {
  /** Also compute the deep fingerprint. */
  readonly deep?: boolean;
  readonly signal?: AbortSignal;
}

export interface EncodeOptions extends TransferOptions {
  /** About how many rows will come: many are shared out among the workers that are free. Absent: one encodes them all. */
  readonly expectedRows?: bigint;
}

export type OpenFile = (n: number) => { readonly path: string; readonly writer: BlockWriter };

export interface TransferPool {
  /**
   * Checks each batch of a stream against the contract and writes it as Parquet. The files appear only after the last
   * batch has passed; on any failure all writers are aborted. No rows, no files. Closes the stream in every case.
   * Rows keep their order within a file.
   */
  encode(
    stream: ArrowStream,
    contract: BatchContract,
    openFile: OpenFile,
    options?: EncodeOptions,
  ): Promise<{ readonly files: readonly WrittenFile[]; readonly tally: SliceTally }>;
  /** Reads a stream only to check and count it; nothing is written. Closes the stream in every case. */
  count(stream: ArrowStream, contract: BatchContract, options?: TransferOptions): Promise<Tally>;
  /** Reads a Parquet file from storage, row group by row group, with the very same checks. */
  inspect(file: StoredFile, contract: BatchContract, options?: TransferOptions): Promise<Tally>;
  /**
   * Reads files of one slice that another engine wrote, with the very same checks, before anything is made of them: of each how
   * every column is stored, and the values of the columns that the checks are about. The others' values are not read.
   */
  prove(
    files: readonly StoredFile[],
    contract: BatchContract,
    options?: Pick<TransferOptions, 'signal'>,
  ): Promise<{ readonly files: readonly Tally[]; readonly tally: SliceTally }>;
  /**
   * Reads landed files, one after another, and writes them as one without the rows of persons who are not the contract's: at
   * most one new file, and none when nobody's rows stay. Without `openFile` it only counts the rows that would be left out.
   */
  rewrite(
    files: readonly StoredFile[],
    contract: BatchContract,
    openFile: OpenFile | undefined,
    options?: Pick<TransferOptions, 'signal'>,
  ): Promise<{ readonly file: WrittenFile | undefined; readonly dropped: bigint }>;
  /** Starts the threads before they are needed, while the warehouse is at work. Never fails. */
  warm(): Promise<void>;
  close(): Promise<void>;
}
