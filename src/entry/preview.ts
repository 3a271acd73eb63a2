import { runAction } from './run-action.ts';

/** Counts at the source what an open pull request would bring, and leaves a comment there that says where the result lies. */
await runAction({
  name: 'preview',
  inputs: ['config', 'pullRequest', 'githubToken', 'azureClientId', 'azureTenantId'],
  async perform(work) {
    const { performPreview } = await import('./preview-step.ts');
    return performPreview(work);
  },
  async present({ inputs, env, events }) {
    const { loadConfiguration } = await import('../configuration/configuration.ts');
    const { presentPreview } = await import('../github/tell-preview.ts');
    const { configurationFile } = await import('./working-child.ts');
    const diagnostics = async (): Promise<string> =>
      (await loadConfiguration(configurationFile(inputs), env)).diagnostics.url;
    return presentPreview({ events, env, token: inputs.githubToken, diagnostics });
  },
});
