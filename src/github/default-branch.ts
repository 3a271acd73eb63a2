import { ConfigurationError } from '../errors.ts';

/**
 * Refuses a run of another branch, of a pull request or of a tag: only what was merged may act with the product's identities.
 * @param ref of the run, as the runner says it
 * @param branch the default branch, as GitHub says it
 * @throws ConfigurationError `GITHUB_REF_UNFIT`
 */
export function requireDefaultBranch(ref: string, branch: string): void {
  if (ref === `refs/heads/${branch}`) return;
  throw new ConfigurationError('The run is not one of the default branch.', {
    code: 'GITHUB_REF_UNFIT',
    remedy: 'Start it on the default branch, by push, schedule or workflow_dispatch.',
  });
}
