import {
  attempt,
  isOwn,
  markedBody,
  type Octokit,
  type RepositoryName,
  WORKFLOW_BOT,
  type WriteOutcome,
} from './write-outcome.ts';

export interface StickyComment extends RepositoryName {
  readonly pull: number;
  /** One comment for each of them on a pull request. */
  readonly about: 'preview';
  /** Markdown of constants and public names. */
  readonly body: string;
  /** The run on GitHub. */
  readonly link: string;
  /** Login that the token writes as. */
  readonly author?: string;
}

/** Leaves one comment on a pull request, and brings it up to date from then on. Needs `pull-requests: write`. */
export function writeStickyComment(octokit: Octokit, request: StickyComment): Promise<WriteOutcome> {
  return attempt('COMMENT_NOT_WRITTEN', async () => {
    const { owner, repo, pull, author = WORKFLOW_BOT } = request;
    const marker = `<!-- cohort-sync:${request.about} -->`;
    const body = markedBody(marker, request.body, request.link);
    const comments = await octokit.paginate(octokit.rest.issues.listComments, {
      owner,
      repo,
      issue_number: pull,
      per_page: 100,
    });
    const own = comments.find((comment) => isOwn(comment, marker, author));
    if (own === undefined) {
      await octokit.rest.issues.createComment({ owner, repo, issue_number: pull, body });
      return { done: 'created' };
    }
    if (own.body === body) return { done: 'unchanged' };
    await octokit.rest.issues.updateComment({ owner, repo, comment_id: own.id, body });
    return { done: 'updated' };
  });
}
