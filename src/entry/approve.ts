import { runAction } from './run-action.ts';

/** Proves what lies at the tip of the default branch, and records what is proven. */
await runAction({
  name: 'approve',
  inputs: ['config', 'githubToken', 'appId', 'appPrivateKey', 'azureClientId', 'azureTenantId'],
  async perform(work) {
    const { performApprove } = await import('./approve-step.ts');
    return performApprove(work);
  },
  async present({ events }) {
    const { approvalSummary } = await import('../github/approval-summary.ts');
    return approvalSummary(events);
  },
});
