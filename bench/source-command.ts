import type { Generation } from '../src/local/omop-generator.ts';

export type SourceEngine = 'duckdb' | 'spark';

/** What the source's process is started with. */
export interface SourceOptions {
  readonly engine: SourceEngine;
  /** The external location that it may unload to, and the container that this is. */
  readonly url: string;
  readonly connectionString: string;
  readonly container: string;
}

type Grown = {
  readonly generation: Omit<Generation, 'lastSunday'>;
  /** Microseconds, as text. */
  readonly lastSunday: string;
};

/** What the source's process can be told; tables of schema `omop`, rows by a DuckDB SELECT. */
export type SourceCommand =
  | { readonly do: 'create'; readonly table: string; readonly select: string }
  | { readonly do: 'append'; readonly table: string; readonly select: string }
  /** Microseconds, as text. Not for Spark. */
  | { readonly do: 'clock'; readonly now: string }
  | ({ readonly do: 'generate' } & Grown)
  | ({ readonly do: 'sunday'; readonly week: number } & Grown);
