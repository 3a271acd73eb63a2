import type { getOctokit } from '@actions/github';

export type Octokit = ReturnType<typeof getOctokit>;

export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/** What could not be told on GitHub; the data have been moved all the same. */
export type WriteWarningCode =
  | 'ISSUE_NOT_WRITTEN'
  | 'COMMENT_NOT_WRITTEN'
  | 'DEPLOYMENT_NOT_WRITTEN'
  | 'DEPLOYMENTS_LEFT_OUT';

export interface WriteWarning {
  readonly code: WriteWarningCode;
  /**
   * `forbidden`: the token lacks the permission, or GitHub limits it; `not-found`; `refused`; `unavailable`: ask again later;
   * `limited`: by our own limit, or by the time that was left.
   */
  readonly reason: 'forbidden' | 'not-found' | 'refused' | 'unavailable' | 'limited';
}

export type WriteOutcome =
  | { readonly done: 'created' | 'updated' | 'closed' | 'unchanged' | 'nothing' }
  | { readonly warning: WriteWarning };

/** Tries to tell something on GitHub. Never throws: what GitHub refuses must not fail the data's work, nor its text be shown. */
export async function attempt(
  code: WriteWarningCode,
  write: () => Promise<WriteOutcome>,
): Promise<WriteOutcome> {
  try {
    return await write();
  } catch (error) {
    return { warning: { code, reason: reasonOf(error) } };
  }
}

function reasonOf(error: unknown): WriteWarning['reason'] {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (status === 401 || status === 403 || status === 429) return 'forbidden';
  if (status === 404 || status === 410) return 'not-found';
  return typeof status === 'number' && status >= 400 && status < 500 ? 'refused' : 'unavailable';
}

/** GitHub's own account that the workflow token writes as. */
export const WORKFLOW_BOT = 'github-actions[bot]';

/** True for what this very account wrote, and marked: anybody else's text stays, whatever marker it bears. */
export function isOwn(
  written: { readonly user?: { readonly login: string } | null; readonly body?: string | null | undefined },
  marker: string,
  author: string,
): boolean {
  return written.user?.login === author && (written.body ?? '').startsWith(marker);
}

/** GitHub takes 65,536 characters of an issue or a comment. */
const BODY = 65_000;

/** A marked body that GitHub takes; cut at a line, and then it says so. */
export function markedBody(marker: string, body: string, link: string | undefined): string {
  const whole = `${marker}\n${body}`;
  if (whole.length <= BODY) return whole;
  const end = whole.lastIndexOf('\n', BODY - 200);
  const open = whole.slice(0, end);
  const folds = open.split('<details>').length - open.split('</details>').length;
  const rest = link === undefined ? 'the summary of the run' : `[the summary of the run](${link})`;
  return `${open}\n${'\n</details>\n'.repeat(Math.max(0, folds))}\n… the rest is in ${rest}.\n`;
}
