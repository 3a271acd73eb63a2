import { runAction } from './run-action.ts';

/** Erases whoever is approved no longer, and landings whose time is over, and certifies it. */
await runAction({
  name: 'purge',
  inputs: ['config', 'cohorts', 'personsRemoved', 'dryRun', 'azureClientId', 'azureTenantId'],
  async perform({ inputs: { cohorts, personsRemoved, dryRun }, env, log, tell, signal, configuration }) {
    const { purgeCohorts } = await import('../purge/purge-cohorts.ts');
    const { erased } = await import('./stage-events.ts');
    const choice = { cohorts, personsRemoved, dryRun, signal };
    const { report, exitCode } = await purgeCohorts(await configuration(), env, choice, log);
    for (const cohort of report.cohorts) tell(erased(cohort));
    return { exitCode, outputs: { run: report.run, verdict: report.verdict } };
  },
});
