import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api';
import type { Schema } from 'apache-arrow';
import { ArrowBatchBuilder, arrowSchema, schemaMessage } from './arrow-batch.ts';
import { type WireColumn, wireColumn } from './column-types.ts';
import type { ResultStream, WireBatch } from './sql-engine.ts';

/** The rows of one statement as they come out of DuckDB: read once, forward, never held as a whole. */
export class RowStream implements ResultStream {
  readonly columns: readonly WireColumn[];
  readonly schema: Uint8Array;
  /** True once the last row has been handed out. */
  isExhausted = false;
  readonly #result: DuckDBResult;
  readonly #connection: DuckDBConnection;
  readonly #schema: Schema;
  #chunk: DuckDBDataChunk | undefined;
  #taken = 0;

  constructor(result: DuckDBResult, connection: DuckDBConnection, timeZone: string) {
    this.#result = result;
    this.#connection = connection;
    const types = result.columnTypes();
    this.columns = result.columnNames().map((name, index) => wireColumn(name, String(types[index])));
    this.#schema = arrowSchema(this.columns, timeZone);
    this.schema = schemaMessage(this.#schema);
  }

  /** Fetches the first rows, so that an error of the execution shows before the statement counts as finished. */
  async start(): Promise<this> {
    await this.#advance();
    return this;
  }

  /** The next batch of at most `capacity` rows; undefined when there is none left. */
  async next(capacity: number): Promise<WireBatch | undefined> {
    if (this.isExhausted) return undefined;
    const builder = new ArrowBatchBuilder(this.#schema, this.columns, capacity);
    while (this.#chunk !== undefined && !builder.isFull) {
      const rows = this.#chunk.rowCount;
      this.#taken += builder.append(this.#chunk.chunk, rows, this.#taken);
      if (this.#taken === rows) await this.#advance();
    }
    return { bytes: builder.finish(), rows: builder.rows };
  }

  close(): void {
    this.isExhausted = true;
    this.#chunk = undefined;
    this.#connection.closeSync();
  }

  async #advance(): Promise<void> {
    this.#taken = 0;
    do {
      const chunk = await this.#result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) {
        this.#chunk = undefined;
        this.isExhausted = true;
        return;
      }
      this.#chunk = chunk;
    } while (this.#chunk.rowCount === 0);
  }
}
