import { getOctokit } from '@actions/github';
import type { PublicEvent } from '../log/public-events.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { writeStickyComment } from './comment.ts';
import { readGitHubContext } from './context.ts';
import { problemRow, warningLines } from './job-summary.ts';
import { head } from './markdown.ts';
import { runLink } from './tell-run.ts';

export interface PreviewShown {
  readonly events: readonly PublicEvent[];
  readonly env: Environment;
  readonly token: string;
  /** Gives the address of the container in which previews are stored; asked for only where one was. */
  readonly diagnostics: () => Promise<string>;
}

/**
 * What a preview's supervisor shows: the job's summary, and on the pull request where the preview lies, if one was stored. Of
 * the preview itself it knows the name alone.
 */
export async function presentPreview(shown: PreviewShown): Promise<string> {
  const { events } = shown;
  const stored = events.find((event) => event.kind === 'preview-stored');
  const told = stored === undefined ? ['## No preview'] : await comment(shown, stored);
  const problems = events.flatMap((event) => {
    if (event.kind === 'problem') return [problemRow('*the run*', event)];
    return event.kind === 'cohort-held' ? [problemRow(event.cohort ?? '*a cohort*', event)] : [];
  });
  const table = [...head('cohort', 'code', 'what happened', 'what to do'), ...problems].join('\n');
  return `${[...told, ...(problems.length === 0 ? [] : [table])].join('\n\n')}\n`;
}

type Stored = PublicEvent & { readonly kind: 'preview-stored' };

/** Leaves the one comment; gives its words, and a warning where GitHub did not take it. */
async function comment({ env, token, diagnostics }: PreviewShown, stored: Stored): Promise<string[]> {
  const { run, pull, head: commit } = stored;
  const context = await readGitHubContext(env);
  const { owner, repo, apiUrl } = context;
  const body = [
    '## Preview',
    `What commit \`${commit}\` would bring was counted at the source, before anybody approved it. The figures are inside the
network, for whoever may read there: [preview of run ${run}](${await diagnostics()}/runs/${run}/preview.html).`,
    'No row has moved, and this approves nothing.',
  ];
  const octokit = getOctokit(token, { baseUrl: apiUrl });
  const written = { owner, repo, pull, about: 'preview', body: `${body.join('\n\n')}\n` } as const;
  const outcome = await writeStickyComment(octokit, { ...written, link: runLink(context) });
  return 'warning' in outcome ? [...body, warningLines([outcome.warning.code])] : body;
}
