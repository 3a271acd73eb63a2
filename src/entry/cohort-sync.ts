import { runAction } from './run-action.ts';

/** The whole way in one step, approval included: nothing that is given can leave it out. */
await runAction({
  name: 'cohort-sync',
  inputs: [
    ...(['config', 'cohorts', 'tables', 'dryRun', 'full', 'accept'] as const),
    ...(['githubToken', 'appId', 'appPrivateKey', 'azureClientId', 'azureTenantId'] as const),
  ],
  async perform(work) {
    const { performApproveHere } = await import('./approve-step.ts');
    const { runToPublic } = await import('../sync/run-to-public.ts');
    const approval = await performApproveHere(work);
    const { inputs, env, log, signal } = work;
    const configuration = await work.configuration();
    // A denial holds its own cohort; the others go on, and what reduces access takes effect.
    const { report, exitCode } = await runToPublic({ configuration, env, log, signal }, inputs);
    work.tell({ kind: 'run-reported', report });
    return {
      exitCode: exitCode || approval.exitCode,
      outputs: { run: report.run, verdict: approval.exitCode === 0 ? report.verdict : 'failed' },
    };
  },
  async present({ inputs: { githubToken: token }, ...shown }) {
    const { presentRun } = await import('../github/tell-run.ts');
    return presentRun(shown, { token, deployments: true, issue: true });
  },
});
