import { runnerNow } from '../instant.ts';
import { runAction } from './run-action.ts';

/** Tells a stored run again, how its week stands, and on the schedule keeps the issue of the weekly run. */
await runAction({
  name: 'report',
  inputs: ['config', 'storedRun', 'githubToken', 'azureClientId', 'azureTenantId'],
  async perform({ inputs: { storedRun }, env, tell, configuration }) {
    const { reportRun } = await import('../report/report-run.ts');
    const choice = storedRun === undefined ? {} : { run: storedRun };
    const loaded = await configuration();
    const { report, exitCode } = await reportRun(loaded, env, choice);
    tell({ kind: 'run-reported', report });
    const { publishPage } = await import('../page/publish-page.ts');
    await publishPage(loaded, env, report, runnerNow());
    return { exitCode, outputs: { run: report.run, verdict: report.verdict } };
  },
  async present({ inputs: { githubToken: token }, env, events }) {
    const { presentRun } = await import('../github/tell-run.ts');
    return presentRun(events, env, { token, issue: true });
  },
});
