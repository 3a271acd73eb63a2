import { getOctokit } from '@actions/github';
import type { PublicEvent } from '../log/public-events.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { writeStickyComment } from './comment.ts';
import { readGitHubContext } from './context.ts';
import { warningLines } from './job-summary.ts';
import { runLink } from './tell-run.ts';

export interface PreviewTold {
  readonly events: readonly PublicEvent[];
  readonly env: Environment;
  readonly token: string;
  /** Address of the container that the preview was stored in. */
  readonly diagnostics: string;
}

/**
 * Tells on the pull request where its preview lies, in the supervisor: of the preview it knows the name alone.
 * @returns what the job's summary says; undefined where none was stored, and then nothing is written
 */
export async function presentPreview({ events, env, token, diagnostics }: PreviewTold) {
  const stored = events.find((event) => event.kind === 'preview-stored');
  if (stored === undefined) return undefined;
  const { run, pull, head } = stored;
  const context = await readGitHubContext(env);
  const { owner, repo, apiUrl } = context;
  const body = [
    '### Preview',
    '',
    `What commit \`${head}\` would bring was counted at the source, before anybody approved it. The figures are inside the`,
    `network, for whoever may read there: [preview of run ${run}](${diagnostics}/runs/${run}/preview.html).`,
    '',
    'No row has moved, and this approves nothing.',
    '',
  ].join('\n');
  const octokit = getOctokit(token, { baseUrl: apiUrl });
  const comment = { owner, repo, pull, about: 'preview', body, link: runLink(context) } as const;
  const outcome = await writeStickyComment(octokit, comment);
  const lines = 'warning' in outcome ? warningLines([outcome.warning.code]) : '';
  return `${body}${lines === '' ? '' : `\n${lines}\n`}`;
}
