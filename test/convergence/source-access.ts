import type { Instant } from '../../src/instant.ts';
import type { Warehouse } from '../../src/source/warehouse.ts';
import type { MemoryBlobStore } from '../storage/memory-blob-store.ts';
import type { SourceRow, Table } from './source-rows.ts';

/** The collaborator's side of one history: its tables, its clock, and a session for each process of the product. */
export interface SourceAccess {
  readonly schema: string;
  readonly sandbox: string;
  connect(): Promise<Warehouse>;
  setNow(now: Instant): void;
  /** The next version of a table. */
  replace(table: Table, rows: readonly SourceRow[]): Promise<void>;
  /** Tables of the sandbox in which these persons are, in any version that is kept. */
  sandboxTraces(persons: readonly bigint[]): Promise<readonly string[]>;
  /** Present where the warehouse unloads: gives it the container that it writes to. */
  readonly mount?: (staging: MemoryBlobStore) => void;
  close(): Promise<void>;
}
