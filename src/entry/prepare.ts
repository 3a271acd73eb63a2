import { runAction } from './run-action.ts';

/** Plans, pins and stages, and stores the plan inside the network; later jobs get the numbers of its shards. */
await runAction({
  name: 'prepare',
  inputs: ['config', 'cohorts', 'tables', 'dryRun', 'full', 'accept', 'azureClientId', 'azureTenantId'],
  async perform({ inputs, env, log, problem, signal, configuration }) {
    const { prepareJob } = await import('../sync/run-jobs.ts');
    const { cohorts, tables, dryRun, full, accept } = inputs;
    const context = { configuration: await configuration(), env, log, signal };
    const job = await prepareJob(context, { cohorts, tables, dryRun, full, accept });
    const exitCode = 'failure' in job ? problem(job.failure) : 0;
    const { run, shards } = job;
    return { exitCode, outputs: { ...(run === undefined ? {} : { run }), shards: [...shards] } };
  },
});
