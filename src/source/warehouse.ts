/**
 * The source's SQL warehouse as the product uses it. Every result, small or large, arrives as Arrow: `query` decodes
 * the small ones of control statements (aggregates, descriptions), `stream` hands the bytes on untouched.
 */
export interface Warehouse {
  /** Runs a statement whose result is small and holds no patient's row; decodes it exactly (BIGINT and DECIMAL as bigint). */
  query(statement: Statement): Promise<readonly ControlRow[]>;
  /** Runs a statement for its effect. */
  execute(statement: Statement): Promise<void>;
  /** Runs a statement and gives its rows as Arrow IPC bytes. */
  stream(statement: Statement): Promise<ArrowStream>;
  close(): Promise<void>;
}

export interface Statement {
  /** What the statement is for, in words of the product ("survey measurement"); safe to show anywhere. */
  readonly label: string;
  readonly sql: string;
  /** Named parameters (`:name`): integers as bigint (BIGINT), text as string. At most 256. */
  readonly parameters?: Readonly<Record<string, bigint | string>>;
  /** Must not happen twice, so it is not repeated where its answer was lost. */
  readonly once?: boolean;
  /** Clears away after the run: it is run also when the run was told to stop. */
  readonly always?: boolean;
}

export type ControlValue = bigint | number | string | boolean | null;
export type ControlRow = Readonly<Record<string, ControlValue>>;

export interface ArrowStream {
  /** The encapsulated Arrow IPC schema message. */
  readonly schema: Uint8Array;
  /** Encapsulated IPC record batch messages as the server sent them, fetched ahead within bounds. */
  readonly batches: AsyncIterable<ArrowBatch>;
  /** Takes back the memory of a batch that was read, for one to come. */
  readonly reclaim?: (memory: ArrayBuffer) => void;
  /** Closes the operation at the server; safe to call twice. */
  close(): Promise<void>;
}

export interface ArrowBatch {
  /** One or several IPC record batch messages; transferable: nothing else is in their ArrayBuffer, which may be longer. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** LZ4 frame compression around the whole of `bytes`. */
  readonly compression: 'lz4' | 'none';
  /** Rows in these messages, as the server says. */
  readonly rows: number;
}
