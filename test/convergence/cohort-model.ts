import type { Table } from './source-rows.ts';

/** What was approved of a cohort, revision by revision, as its approvers would tell it. */
export interface CohortModel {
  readonly id: string;
  /** Index 0 is unused: revisions count from 1. */
  readonly revisions: { readonly roster: ReadonlySet<bigint>; readonly tables: ReadonlySet<Table> }[];
  status: 'active' | 'suspended' | 'revoked';
  /** Persons that a purge has erased and no approval has brought back. */
  readonly erased: Set<bigint>;
}
