import type { CohortFileResult } from '../cohort/cohort-file.ts';
import type { CohortSyncError } from '../errors.ts';
import type { Overrides } from '../override/overrides.ts';
import { findLandingWithoutFile, withoutFile } from '../purge/abandoned.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { landingsWithoutFile } from './landings-without-file.ts';

/** A landing whose cohort file is gone is treated as suspended, and keeps the run red until it is removed. */
export async function abandonedLandings(
  landing: BlobStore,
  files: readonly CohortFileResult[],
  overrides: Overrides,
): Promise<ReadonlyMap<string, CohortSyncError>> {
  const cohorts = await landingsWithoutFile(landing, files);
  const findings = await Promise.all(cohorts.map((cohort) => findLandingWithoutFile(landing, cohort)));
  const answers = await overrides.find(findings);
  return new Map(
    cohorts.map((cohort, index) => {
      const name = answers[index]?.name;
      return [cohort, withoutFile(cohort, name === undefined ? [] : [name])] as const;
    }),
  );
}
