import { CohortSyncError, EXIT } from '../errors.ts';
import { runnerNow } from '../instant.ts';
import { runAction } from './run-action.ts';

/**
 * Tells a stored run again, how its week stands, and on the schedule keeps the issue of the weekly run: also where the run
 * left no report, or none can be read.
 */
await runAction({
  name: 'report',
  inputs: ['config', 'storedRun', 'jobs', 'githubToken', 'azureClientId', 'azureTenantId'],
  async perform({ inputs: { storedRun, jobs }, env, tell, configuration }) {
    const failed = jobs !== undefined && jobs !== 'success';
    // The newest report would be that of a run before.
    if (failed && storedRun === undefined) throw withoutReport();
    const { reportRun } = await import('../report/report-run.ts');
    const choice = storedRun === undefined ? {} : { run: storedRun };
    const loaded = await configuration();
    const { report, exitCode } = await reportRun(loaded, env, choice);
    tell({ kind: 'run-reported', report });
    const { publishPage } = await import('../page/publish-page.ts');
    await publishPage(loaded, env, report, runnerNow());
    if (failed) tell({ kind: 'problem', code: 'RUN_JOB_FAILED', mistakes: [], findings: [] });
    const verdict = failed ? 'failed' : report.verdict;
    return {
      exitCode: exitCode || (failed ? EXIT.failed : EXIT.done),
      outputs: { run: report.run, verdict },
    };
  },
  async present({ inputs: { githubToken: token }, ...shown }) {
    const { presentRun } = await import('../github/tell-run.ts');
    return presentRun(shown, { token, issue: true });
  },
});

function withoutReport(): CohortSyncError {
  return new CohortSyncError('The run ended before it could leave a report.', {
    code: 'RUN_WITHOUT_REPORT',
    remedy: 'Look at the first job of the run that is red, and at its diagnostics.',
  });
}
