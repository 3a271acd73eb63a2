import { OMOP_TABLES } from '../omop/tables.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { cohortFolder, type TableAddress } from './paths.ts';

/**
 * The tables of the registry of which anything lies in a cohort's folder, in the registry's order. One request: most cohorts hold
 * a part of the tables, and each log costs two requests to find that it is not there.
 * @param known tables that must be there, whatever the folder says
 */
export async function cohortTables(
  landing: BlobStore,
  cohort: string,
  known: Iterable<string> = [],
): Promise<readonly TableAddress[]> {
  const there = new Set([...(await landing.listFolders(cohortFolder(cohort))), ...known]);
  return OMOP_TABLES.flatMap(({ name: table }) => (there.has(table) ? [{ cohort, table }] : []));
}
