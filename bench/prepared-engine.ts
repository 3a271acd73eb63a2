import { DuckDBInstance } from '@duckdb/node-api';
import { runnerNow } from '../src/instant.ts';
import { RowStream } from '../src/local/row-stream.ts';
import { LOCAL_USER } from '../src/local/session-state.ts';
import type { ResultStream, RunningStatement, SqlEngine, WireBatch } from '../src/local/sql-engine.ts';
import { measurementSelect, rowsAskedFor } from './measurement-rows.ts';

/**
 * A warehouse that has done its work before it is asked: every result is in memory as the messages that go over the wire,
 * so that what is measured is the client. A query for more rows than were prepared gets them again from the start.
 */
export class PreparedEngine implements SqlEngine {
  readonly #schema: Uint8Array;
  readonly #columns: ResultStream['columns'];
  readonly #batches: readonly WireBatch[];

  private constructor(stream: RowStream, batches: readonly WireBatch[]) {
    this.#schema = stream.schema;
    this.#columns = stream.columns;
    this.#batches = batches;
  }

  /** @param batchRows rows of a batch, inline or as a file */
  static async prepare(rows: number, batchRows: number): Promise<PreparedEngine> {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    const stream = new RowStream(await connection.stream(measurementSelect(rows)), connection, 'UTC');
    await stream.start();
    const batches: WireBatch[] = [];
    for (
      let batch = await stream.next(batchRows);
      batch !== undefined;
      batch = await stream.next(batchRows)
    ) {
      if (batch.rows > 0) batches.push({ ...batch, kept: new Map() });
    }
    stream.close();
    instance.closeSync();
    return new PreparedEngine(stream, batches);
  }

  now() {
    return runnerNow();
  }

  async newSession() {
    return { schema: 'omop', timeZone: 'UTC', user: LOCAL_USER };
  }

  async begin(_session: unknown, sql: string): Promise<RunningStatement> {
    const rows = rowsAskedFor(sql);
    return {
      reads: [],
      written: [],
      execute: async () => (rows === undefined ? undefined : this.#stream(rows)),
      cancel: () => {},
    };
  }

  /** Whole batches, so that none has to be cut: ask for a multiple of their rows to get exactly as many. */
  #stream(wanted: number): ResultStream {
    const [schema, columns, batches] = [this.#schema, this.#columns, this.#batches];
    let [given, index] = [0, 0];
    return {
      columns,
      schema,
      get isExhausted() {
        return given >= wanted;
      },
      async next() {
        if (given >= wanted) return undefined;
        const batch = batches[index++ % batches.length] as WireBatch;
        given += batch.rows;
        return batch;
      },
      close() {
        given = wanted;
      },
    };
  }
}
