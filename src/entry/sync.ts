import { runAction } from './run-action.ts';

/** Transfers one shard of a stored plan, from the stages alone. */
await runAction({
  name: 'sync',
  inputs: ['config', 'run', 'shard', 'azureClientId', 'azureTenantId'],
  async perform({ inputs: { run, shard }, env, log, signal, configuration }) {
    const { transferJob } = await import('../sync/run-jobs.ts');
    const context = { configuration: await configuration(), env, log, signal };
    return { exitCode: await transferJob(context, run, shard), outputs: { run } };
  },
});
