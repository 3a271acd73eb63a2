import { runAction } from './run-action.ts';

/** Reads the landings again and holds them against the source. */
await runAction({
  name: 'verify',
  inputs: ['config', 'cohorts', 'tables', 'deep', 'azureClientId', 'azureTenantId'],
  async perform({ inputs: { cohorts, tables, deep }, env, log, tell, signal, configuration }) {
    const { runVerify } = await import('../verify/run-verify.ts');
    const { verified } = await import('./stage-events.ts');
    const choice = { cohorts, tables, deep, signal };
    const { report, exitCode } = await runVerify(await configuration(), env, choice, log);
    for (const cohort of report.cohorts) tell(verified(cohort));
    return { exitCode, outputs: { run: report.run, verdict: report.verdict } };
  },
});
