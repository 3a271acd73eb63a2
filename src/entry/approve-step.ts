import { approveTip } from '../approval/approve-tip.ts';
import { readCohortFiles } from '../cohort/cohort-file.ts';
import { parseConfiguration } from '../configuration/configuration.ts';
import { openStores } from '../configuration/stores.ts';
import { ConfigurationError, EXIT } from '../errors.ts';
import { openReviewedRepository } from '../github/reviewed-repository.ts';
import { runnerNow } from '../instant.ts';
import type { PublicOutcome } from '../log/public-events.ts';
import { toProblem } from '../log/to-public.ts';
import { overridesDirectory, readOverrideFiles } from '../override/override-file.ts';
import type { Work } from './action.ts';
import { judged } from './stage-events.ts';
import { describe } from './working-child.ts';

type ApproveInputs = 'githubToken' | 'appId' | 'appPrivateKey';

/**
 * The approve step of an action: proves what lies at the tip of the default branch, records what is proven, and tells what
 * became of each. The run that it is a part of must be one of the default branch.
 * @returns exit code 1 where something was denied, 2 where a file has mistakes, 4 where something could not be verified
 */
export async function performApprove(
  work: Pick<Work<ApproveInputs>, 'inputs' | 'env' | 'tell' | 'github' | 'configuration'>,
): Promise<PublicOutcome> {
  const { inputs, env, tell } = work;
  const { owner, repo, apiUrl, ref, workspace } = await work.github();
  const configuration = await work.configuration();
  const { githubToken: token, appId: id, appPrivateKey: privateKey } = inputs;
  const app = id === undefined || privateKey === undefined ? undefined : { id, privateKey };
  const repository = openReviewedRepository({ owner, repo, apiUrl, token, app });
  const { branch } = await repository.tip();
  if (ref !== `refs/heads/${branch}`) throw elsewhere();
  const report = await approveTip({
    repository,
    stores: openStores(configuration, env),
    configuration,
    root: workspace,
    files: await readCohortFiles(configuration.cohorts),
    overrides: await readOverrideFiles(overridesDirectory(configuration.file)),
    parse: (content) => parseConfiguration(content, configuration.file, env),
    now: runnerNow(),
  });
  for (const outcome of report.outcomes) {
    tell(judged(outcome));
    if (outcome.error === undefined) continue;
    // In a child this leads to the diagnostics.
    process.stderr.write(`${outcome.about} ${outcome.name ?? ''}: ${describe(outcome.error)}\n`);
    if (outcome.state === 'invalid') tell(toProblem(outcome.error));
  }
  return { exitCode: report.exitCode, outputs: { verdict: VERDICTS[report.exitCode] ?? 'refused' } };
}

const VERDICTS: Readonly<Record<number, PublicOutcome['outputs']['verdict']>> = {
  [EXIT.done]: 'done',
  [EXIT.unverified]: 'unverified',
};

function elsewhere(): ConfigurationError {
  return new ConfigurationError('The run is not one of the default branch.', {
    code: 'GITHUB_REF_UNFIT',
    remedy: 'Start it on the default branch, by push, schedule or workflow_dispatch.',
  });
}
