import { CohortSyncError, type FindingName } from '../errors.ts';
import { cohortTables } from '../landing/cohort-tables.ts';
import { openTable } from '../landing/delta-log.ts';
import type { Finding } from '../override/finding.ts';
import type { BlobStore } from '../storage/blob-store.ts';

/** A landing that no cohort file speaks for: what stands in it, so that an answer is about exactly that. */
export async function findLandingWithoutFile(landing: BlobStore, cohort: string): Promise<Finding> {
  const addresses = await cohortTables(landing, cohort);
  const tables = await Promise.all(addresses.map((address) => openTable(landing, address)));
  return {
    code: 'LANDING_WITHOUT_COHORT',
    override: 'erase',
    cohort,
    table: null,
    seen: {
      tables: tables.flatMap((state) => (state ? [{ table: state.table, version: state.version }] : [])),
    },
  };
}

export function withoutFile(cohort: string, findings: readonly FindingName[]): CohortSyncError {
  return new CohortSyncError(`The landing of cohort ${cohort} has no cohort file.`, {
    code: 'LANDING_WITHOUT_COHORT',
    remedy:
      'Restore the file with status: suspended; or have an owner answer the finding by erase, and purge.',
    findings,
  });
}
