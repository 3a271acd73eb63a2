import type { CohortFileResult } from '../cohort/cohort-file.ts';
import { COHORT_ID } from '../cohort/cohort-schema.ts';
import { purgeJournalPath } from '../landing/paths.ts';
import { readMemberLists } from '../purge/departed.ts';
import type { BlobStore } from '../storage/blob-store.ts';

/** Cohorts to which persons were assigned in this landing, but that have no file any more. */
export async function landingsWithoutFile(
  landing: BlobStore,
  files: readonly CohortFileResult[],
): Promise<readonly string[]> {
  const known = new Set(files.map((file) => file.id));
  const abandoned = new Set<string>();
  for await (const { path } of landing.list('_cohort-sync/members/')) {
    const cohort = path.split('/')[2] ?? '';
    if (COHORT_ID.test(cohort) && !known.has(cohort)) abandoned.add(cohort);
  }
  const kept = await Promise.all([...abandoned].map((cohort) => holdsSomebody(landing, cohort)));
  return [...abandoned].filter((_cohort, index) => kept[index]);
}

/** False once it was purged: what stays then are logs without files, and groups without members. */
async function holdsSomebody(landing: BlobStore, cohort: string): Promise<boolean> {
  const unfinished = (await landing.read(purgeJournalPath(cohort))) !== undefined;
  return unfinished || [...(await readMemberLists(landing, cohort)).values()].some((list) => list.length > 0);
}
