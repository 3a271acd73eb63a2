import path from 'node:path';
import { type CohortFile, parseCohortFile } from '../cohort/cohort-file.ts';
import { isCohortPath } from '../cohort/cohort-path.ts';
import { ConfigurationError, IntegrityError } from '../errors.ts';
import type { Change } from '../review/change.ts';
import { reviewChange } from '../review/review-change.ts';
import type { ReviewResult } from '../review/review-result.ts';

export interface ProposalRequest {
  readonly change: Change;
  /** Path of the configuration in the repository. */
  readonly configuration: string;
  /** Directory of cohort files in the repository, by the configuration of the default branch. */
  readonly directory: string;
  /** Given what the review found, before anything is refused for it. */
  readonly onReview: (result: ReviewResult) => void;
}

/**
 * The cohort files as a proposed change would have them. It must pass the very review of the check of a pull request; its
 * files are parsed as data, and nothing of it is run.
 * @throws IntegrityError `PREVIEW_REFUSED`; ConfigurationError `PREVIEW_NOTHING`; what the readers of the change throw
 */
export async function proposedCohorts(request: ProposalRequest): Promise<readonly CohortFile[]> {
  const { change, configuration, directory } = request;
  const result = await reviewChange({ change, configuration });
  request.onReview(result);
  if (result.outcome !== 'passed') throw refused();
  const files: CohortFile[] = [];
  for (const { path: file, status } of change.files) {
    if (status === 'removed' || !isCohortPath(file, directory)) continue;
    const content = await change.after(file);
    if (content !== undefined) files.push(parseCohortFile(content, path.posix.basename(file)));
  }
  if (files.length === 0) throw nothing();
  return files;
}

/** Of a change that proposes nothing to count, or nothing that may be read. */
export function nothing(): ConfigurationError {
  return new ConfigurationError('The pull request changes no cohort file that is active.', {
    code: 'PREVIEW_NOTHING',
    remedy: 'Name a pull request that brings or changes a cohort file.',
  });
}

function refused(): IntegrityError {
  return new IntegrityError('The pull request does not pass the review: nothing of it was counted.', {
    code: 'PREVIEW_REFUSED',
    remedy: 'Correct what the annotations name, as for the check of the pull request; then run again.',
  });
}
