import { runAction } from './run-action.ts';

/** Drops the stages, verifies and publishes what is whole, keeps the report and the heartbeat, and tells the run. */
await runAction({
  name: 'finish',
  inputs: ['config', 'run', 'githubToken', 'azureClientId', 'azureTenantId'],
  async perform({ inputs: { run }, env, log, tell, signal, configuration: load }) {
    const { finishJob } = await import('../sync/run-jobs.ts');
    const { publicReportOf } = await import('../report/report-run.ts');
    const configuration = await load();
    const { report, exitCode } = await finishJob({ configuration, env, log, signal }, run);
    tell({ kind: 'run-reported', report: await publicReportOf(configuration, report, null) });
    return { exitCode, outputs: { run, verdict: report.verdict } };
  },
  async present({ inputs: { githubToken: token }, ...shown }) {
    const { presentRun } = await import('../github/tell-run.ts');
    return presentRun(shown, { token, deployments: true });
  },
});
