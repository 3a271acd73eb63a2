import type { Column } from '../src/omop/column-type.ts';

/** What a contestant is given: where the rows are, how many, and where they are to go. */
export interface Task {
  readonly rows: number;
  readonly query: string;
  /** The result's columns, for a contestant whose library wants to know them before. */
  readonly columns?: readonly Column[];
  readonly warehouse: {
    readonly host: string;
    readonly port: number;
    readonly httpPath: string;
    readonly token: string;
    readonly caFile: string;
  };
  readonly cloudFetch: boolean;
  /** Connection string of the storage, and a container that is there. */
  readonly storage: string;
  readonly container: string;
  /** Tells this turn's files from those of others. */
  readonly turn: string;
  readonly workers: number;
}

/** What it says at the end. */
export interface Outcome {
  readonly rows: number;
  /** Bytes that it wrote. */
  readonly bytes: number;
}

export type Contestant = (task: Task) => Promise<Outcome>;
