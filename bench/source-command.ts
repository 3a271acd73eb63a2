import type { Generation } from '../src/local/omop-generator.ts';

type Grown = {
  readonly generation: Omit<Generation, 'lastSunday'>;
  /** Microseconds, as text. */
  readonly lastSunday: string;
};

/** What the source's process can be told; tables of schema `omop`, rows by a DuckDB SELECT. */
export type SourceCommand =
  | { readonly do: 'create'; readonly table: string; readonly select: string }
  | { readonly do: 'append'; readonly table: string; readonly select: string }
  /** Microseconds, as text. */
  | { readonly do: 'clock'; readonly now: string }
  | ({ readonly do: 'generate' } & Grown)
  | ({ readonly do: 'sunday'; readonly week: number } & Grown);
