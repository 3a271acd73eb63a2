import type { ApproveReport } from '../approval/approve-report.ts';
import { approveTip } from '../approval/approve-tip.ts';
import { readCohortFiles } from '../cohort/cohort-file.ts';
import { parseConfiguration } from '../configuration/configuration.ts';
import { openStores } from '../configuration/stores.ts';
import { EXIT } from '../errors.ts';
import { requireDefaultBranch } from '../github/default-branch.ts';
import { openReviewedRepository } from '../github/reviewed-repository.ts';
import { runnerNow } from '../instant.ts';
import type { PublicOutcome } from '../log/public-events.ts';
import { toProblem } from '../log/to-public.ts';
import { overridesDirectory, readOverrideFiles } from '../override/override-file.ts';
import type { Work } from './action.ts';
import { judged } from './stage-events.ts';
import { describe } from './working-child.ts';

type ApproveInputs = 'githubToken' | 'appId' | 'appPrivateKey';

type ApproveWork = Pick<Work<ApproveInputs>, 'inputs' | 'env' | 'tell' | 'github' | 'configuration'>;

/**
 * The approve step of an action: proves what lies at the tip of the default branch, records what is proven, and tells what
 * became of each. The run that it is a part of must be one of the default branch.
 * @returns exit code 1 where something was denied, 2 where a file has mistakes, 4 where something could not be verified
 */
export async function performApprove(work: ApproveWork): Promise<PublicOutcome> {
  const { exitCode } = await judgeTip(work);
  return { exitCode, outputs: { verdict: VERDICTS[exitCode] ?? 'refused' } };
}

/**
 * The same for an action that then goes on with the files of the working copy. A cohort file that is the head of its chain
 * may have been suspended or taken away since, and no run has recorded that yet: so those of the tip alone are gone on with.
 * @throws IntegrityError `SUPERSEDED`, UnverifiedError; when all is told
 */
export async function performApproveHere(work: ApproveWork): Promise<{ readonly exitCode: number }> {
  const report = await judgeTip(work);
  if (report.elsewhere !== undefined) throw report.elsewhere;
  return report;
}

async function judgeTip(work: ApproveWork): Promise<ApproveReport> {
  const { inputs, env, tell } = work;
  const { owner, repo, apiUrl, ref, workspace } = await work.github();
  const configuration = await work.configuration();
  const { githubToken: token, appId: id, appPrivateKey: privateKey } = inputs;
  const app = id === undefined || privateKey === undefined ? undefined : { id, privateKey };
  const repository = openReviewedRepository({ owner, repo, apiUrl, token, app });
  const { branch } = await repository.tip();
  requireDefaultBranch(ref, branch);
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
  return report;
}

const VERDICTS: Readonly<Record<number, PublicOutcome['outputs']['verdict']>> = {
  [EXIT.done]: 'done',
  [EXIT.unverified]: 'unverified',
};
