import type { ArrowBatch } from '../source/warehouse.ts';
import type { PersonsSeen } from './persons-seen.ts';
import type { BatchContract, Tally } from './transfer.ts';

/**
 * What main thread and worker say to each other. The main thread gives a worker one job at a time; the worker asks for
 * what it needs (each request answered once, in order of its id) and ends with `done` or `failed`. Bytes are
 * transferred, not copied. A worker that failed is not used again.
 */
export type Job =
  | {
      readonly type: 'encode';
      readonly contract: BatchContract;
      readonly deep: boolean;
      readonly schema: Uint8Array;
      /** Where the worker notes the persons of the rows that it writes. */
      readonly seen: PersonsSeen;
      readonly rowGroupRows: number;
      readonly fileBytes: number;
    }
  | {
      readonly type: 'count';
      readonly contract: BatchContract;
      readonly deep: boolean;
      readonly schema: Uint8Array;
    }
  | {
      readonly type: 'inspect';
      readonly contract: BatchContract;
      readonly deep: boolean;
      readonly size: number;
      /** Where the worker notes the persons of the rows; present for a proof, which reads the columns of the checks alone. */
      readonly seen?: PersonsSeen;
    }
  | {
      readonly type: 'rewrite';
      readonly contract: BatchContract;
      readonly deep: false;
      /** Of each file to read, in order. */
      readonly sizes: readonly number[];
      readonly rowGroupRows: number;
      /** False: only count what would be left out. */
      readonly write: boolean;
    };

export type Request =
  /** The next batch of the stream, and the memory of the one before back; answered with an ArrowBatch, or null at its end. */
  | { readonly type: 'pull'; readonly spent: ArrayBuffer | undefined }
  /** Bytes of file `file`, counted from 0, in order; answered with null once the store can take more. */
  | { readonly type: 'emit'; readonly file: number; readonly bytes: Uint8Array<ArrayBuffer> }
  /** A range of one of the files to read, counted from 0; answered with its bytes. */
  | { readonly type: 'read'; readonly file: number; readonly offset: number; readonly length: number };

export type Answer = ArrowBatch | Uint8Array | null;

export interface JobResult {
  readonly tally: Tally;
  /** One per file that was emitted. */
  readonly files: readonly Tally[];
  /** Of a rewrite: rows of persons who are not the contract's. */
  readonly dropped?: bigint;
  /** The worker's WebAssembly heap, bytes. */
  readonly heap: number;
}

export type FromWorker =
  /** Once, when the thread has loaded all that it needs. */
  | { readonly type: 'ready' }
  | { readonly type: 'request'; readonly id: number; readonly request: Request }
  | { readonly type: 'done'; readonly result: JobResult }
  | { readonly type: 'failed'; readonly failure: Failure };

export type ToWorker =
  | { readonly type: 'job'; readonly job: Job }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer };

/** An error on its way between threads: the prototype does not survive. */
export interface Failure {
  readonly integrity: boolean;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly cause: unknown;
}
