import { ConfigurationError, EXIT } from '../errors.ts';
import { runAction } from './run-action.ts';

/** Checks a proposed change, by the API alone: no secret, no data, nothing checked out. */
await runAction({
  name: 'review',
  inputs: ['config', 'githubToken'],
  // A hosted runner, outside the network: there is nowhere to keep anything.
  diagnostics: null,
  async perform({ inputs: { config, githubToken }, log, github }) {
    const { getOctokit } = await import('@actions/github');
    const { beingPatient, PATIENT, speakingPlainly } = await import('../github/patience.ts');
    const { openProposedChange } = await import('../github/pull-request-reader.ts');
    const { reviewChange } = await import('../review/review-change.ts');
    const { owner, repo, apiUrl, proposed } = await github();
    if (proposed === undefined) throw unfit();
    const octokit = speakingPlainly(beingPatient(getOctokit(githubToken, { baseUrl: apiUrl }), PATIENT));
    const change = await openProposedChange(octokit, { owner, repo, ...proposed });
    const result = await reviewChange({ change, configuration: config });
    log({ kind: 'change-reviewed', result });
    const refused = result.outcome === 'refused';
    return { exitCode: refused ? EXIT.failed : EXIT.done, outputs: { verdict: result.outcome } };
  },
  async present({ events }) {
    const { reviewSummary } = await import('../review/review-text.ts');
    const reviewed = events.find((event) => event.kind === 'change-reviewed');
    return reviewed && reviewSummary(reviewed.result);
  },
});

function unfit(): ConfigurationError {
  return new ConfigurationError('The event is neither a pull request nor a group of a merge queue.', {
    code: 'GITHUB_EVENT_UNFIT',
    remedy: 'Run review on pull_request or merge_group, as workflows/pull-request.yml does.',
  });
}
