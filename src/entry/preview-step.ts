import path from 'node:path';
import { getOctokit } from '@actions/github';
import { openStores } from '../configuration/stores.ts';
import { beingPatient, PATIENT } from '../github/patience.ts';
import { openProposal } from '../github/proposal.ts';
import type { PublicOutcome } from '../log/public-events.ts';
import { proposedCohorts } from '../preview/proposed-cohorts.ts';
import { requireApprovedPolicy, requirePreviewOn } from '../preview/require-preview.ts';
import { runPreview } from '../preview/run-preview.ts';
import type { Work } from './action.ts';

/**
 * Reads the cohort files of an open pull request as data, and counts at the source what they would bring: only where the
 * configuration of the default branch, as an owner approved it, says that this may be.
 */
export async function performPreview(
  work: Work<'config' | 'pullRequest' | 'githubToken'>,
): Promise<PublicOutcome> {
  const { inputs, env, log, tell, signal } = work;
  const configuration = await work.configuration();
  requirePreviewOn(configuration);
  const { owner, repo, apiUrl, ref, workspace } = await work.github();
  const stores = openStores(configuration, env);
  await requireApprovedPolicy(stores.approvals, configuration);
  const pull = inputs.pullRequest;
  const octokit = beingPatient(getOctokit(inputs.githubToken, { baseUrl: apiUrl }), PATIENT);
  const { head, change } = await openProposal(octokit, { owner, repo, pull, ref });
  const files = await proposedCohorts({
    change,
    configuration: inputs.config,
    directory: path.relative(path.resolve(workspace), configuration.cohorts).replaceAll(path.sep, '/'),
    onReview: (result) => log({ kind: 'change-reviewed', result }),
  });
  const request = { stores, pull, head, files, log, signal };
  const { run, report, exitCode } = await runPreview(configuration, env, request);
  if (report !== undefined) tell({ kind: 'preview-stored', run, pull, head });
  return { exitCode, outputs: { run, verdict: exitCode === 0 ? 'done' : 'failed' } };
}
