import { runAction } from './run-action.ts';

/** Checks all that a sync rests on. */
await runAction({
  name: 'doctor',
  inputs: ['config', 'azureClientId', 'azureTenantId'],
  async perform({ env, tell, configuration }) {
    const { runDoctor } = await import('../doctor/doctor.ts');
    const { runnerNow } = await import('../instant.ts');
    const { checked } = await import('./stage-events.ts');
    const announce = (check: Parameters<typeof checked>[0]): void => tell(checked(check));
    const { report, exitCode } = await runDoctor(await configuration(), env, runnerNow(), announce);
    return { exitCode, outputs: { verdict: report.verdict } };
  },
});
