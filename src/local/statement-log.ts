import type { Instant } from '../instant.ts';

/** What one client statement read, wrote, and let out. */
export interface StatementRecord {
  /** As the client sent it. */
  readonly sql: string;
  /** Tables and views read, e.g. `omop.person`: once for each place where the statement names them, views' own tables included. */
  readonly tables: readonly string[];
  readonly written: readonly string[];
  /** Rows and bytes that left over the wire; of a CloudFetch file only when it is downloaded. */
  readonly rows: bigint;
  readonly bytes: bigint;
  readonly state: 'running' | 'finished' | 'failed' | 'canceled';
  /** The warehouse's clock when the statement arrived. */
  readonly at: Instant;
}

/** A record while its statement runs. */
export type OpenRecord = { -readonly [Key in keyof StatementRecord]: StatementRecord[Key] };

export function openRecord(sql: string, at: Instant): OpenRecord {
  return { sql, tables: [], written: [], rows: 0n, bytes: 0n, state: 'running', at };
}
