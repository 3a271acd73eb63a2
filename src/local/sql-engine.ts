import type { Instant } from '../instant.ts';
import type { BoundParameter } from './parameters.ts';
import type { SessionState } from './session-state.ts';

/** What executes the SQL behind the protocol: DuckDB, which is embedded, or Apache Spark. */
export interface SqlEngine {
  /** The warehouse's clock. */
  now(): Instant;
  /** The state of a new session, in the namespace and with the settings that the client asks for. */
  newSession(
    wanted: { readonly catalog?: string | null | undefined; readonly schema?: string | null | undefined },
    settings: Readonly<Record<string, string>>,
  ): Promise<SessionState>;
  /**
   * Begins a statement; nothing of it runs before `execute`.
   * @param batchRows rows of the smallest batch that the client's result will be cut into
   */
  begin(
    session: SessionState,
    sql: string,
    parameters: readonly BoundParameter[],
    batchRows: number,
  ): Promise<RunningStatement>;
}

/** One statement of a client, on its engine. */
export interface RunningStatement {
  /** Tables and views that it has read and written so far, e.g. `omop.person`. */
  readonly reads: readonly string[];
  readonly written: readonly string[];
  /** Gives the rows, if it has any, as soon as the first of them is there. A failure has freed everything it held. */
  execute(): Promise<ResultStream | undefined>;
  /** Stops it; `execute` or the stream then fails. */
  cancel(): void;
}

/** A column as Databricks names it and its type, as `DESCRIBE TABLE` prints it, e.g. `decimal(38,0)`. */
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
}

/** An Arrow record batch message and its rows. */
export interface WireBatch {
  readonly bytes: Uint8Array;
  readonly rows: number;
  /**
   * Of a result that is served many times: what was made of the batch is kept here and served again, so that a
   * measurement meets a server that has nothing left to do but to send.
   */
  readonly kept?: Map<string, Uint8Array | { readonly path: string; readonly bytes: number }>;
}

/** The rows of one statement: read once, forward. */
export interface ResultStream {
  readonly columns: readonly ResultColumn[];
  /** The Arrow schema message. */
  readonly schema: Uint8Array;
  /** True once the last row has been handed out. */
  readonly isExhausted: boolean;
  /** The next batch of at most `capacity` rows; undefined when there is none left. */
  next(capacity: number): Promise<WireBatch | undefined>;
  close(): void;
}
