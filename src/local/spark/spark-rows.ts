import { readFileSync, rmSync } from 'node:fs';
import type { ResultColumn, ResultStream, WireBatch } from '../sql-engine.ts';

/** Where a record batch lies in the result's file: offset, bytes, rows. */
type Span = readonly [offset: number, bytes: number, rows: number];

/** A result as the bridge describes it. */
export interface SparkResult {
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly schemaBytes: number;
  readonly batches: readonly Span[];
}

/** The rows of one statement that Spark has run: its batches were cut when they were written. */
export class SparkRows implements ResultStream {
  readonly columns: readonly ResultColumn[];
  readonly schema: Uint8Array;
  readonly #content: Uint8Array;
  readonly #batches: Span[];
  readonly #file: string;

  constructor(result: SparkResult, file: string) {
    this.columns = result.columns.map(([name, type]) => ({ name, type }));
    this.#content = readFileSync(file);
    this.schema = this.#content.subarray(0, result.schemaBytes);
    this.#batches = [...result.batches];
    this.#file = file;
  }

  get isExhausted(): boolean {
    return this.#batches.length === 0;
  }

  async next(): Promise<WireBatch | undefined> {
    const span = this.#batches.shift();
    if (span === undefined) return undefined;
    const [offset, bytes, rows] = span;
    return { bytes: this.#content.subarray(offset, offset + bytes), rows };
  }

  close(): void {
    this.#batches.length = 0;
    rmSync(this.#file, { force: true });
  }
}
