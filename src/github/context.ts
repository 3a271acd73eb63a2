import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ConfigurationError } from '../errors.ts';
import type { Environment } from '../storage/azure-credential.ts';

const sha = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/);
/** As Git allows it, and never more than a name; it is not shown anywhere. */
const branch = z.string().min(1).max(255);
const url = z.url({ protocol: /^https?$/ });

const variables = z.object({
  GITHUB_REPOSITORY: z.string().regex(/^[A-Za-z0-9-]{1,100}\/[A-Za-z0-9._-]{1,100}$/),
  GITHUB_SHA: sha,
  GITHUB_REF: z.string().max(300).default(''),
  GITHUB_EVENT_NAME: z.string().regex(/^[a-z_]{1,50}$/),
  GITHUB_API_URL: url.default('https://api.github.com'),
  GITHUB_SERVER_URL: url.default('https://github.com'),
  GITHUB_WORKSPACE: z.string().min(1),
  GITHUB_RUN_ID: z
    .string()
    .regex(/^\d{1,19}$/)
    .default('0'),
  GITHUB_RUN_ATTEMPT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .prefault('1'),
});

/** The parts of an event that are read; GitHub may send any others. */
const payload = z.object({
  repository: z.object({ default_branch: branch.optional() }).optional(),
  pull_request: z
    .object({
      number: z.int().min(1),
      base: z.object({ sha, ref: branch }),
      head: z.object({ sha }),
    })
    .optional(),
  merge_group: z.object({ base_sha: sha, base_ref: branch, head_sha: sha }).optional(),
});

/** What started the action, and on what. */
export interface GitHubContext {
  readonly owner: string;
  readonly repo: string;
  /** The commit that the run is of: for a pull request that of the trial merge. */
  readonly sha: string;
  readonly ref: string;
  readonly event: string;
  readonly apiUrl: string;
  readonly serverUrl: string;
  /** The working copy. */
  readonly workspace: string;
  /** Number of the workflow's run; it stays the same when a job runs again, the attempt does not. */
  readonly workflowRun: string;
  readonly attempt: number;
  /** Absent where the event does not name it, as that of a schedule. */
  readonly defaultBranch?: string;
  /** Of a pull request, or of a group of a merge queue: what is to be merged into what. */
  readonly proposed?: { readonly base: string; readonly head: string; readonly number?: number };
}

/**
 * Reads what the runner says of the event. Everything in it is hostile: it is parsed, and nothing of it is shown.
 * @throws ConfigurationError `GITHUB_CONTEXT_INVALID`
 */
export async function readGitHubContext(env: Environment): Promise<GitHubContext> {
  try {
    const runner = variables.parse(env);
    const event = payload.parse(
      env.GITHUB_EVENT_PATH ? JSON.parse(await readFile(env.GITHUB_EVENT_PATH, 'utf8')) : {},
    );
    const [owner = '', repo = ''] = runner.GITHUB_REPOSITORY.split('/');
    const proposed = proposedOf(event);
    const defaultBranch = event.repository?.default_branch;
    return {
      owner,
      repo,
      sha: runner.GITHUB_SHA,
      ref: runner.GITHUB_REF,
      event: runner.GITHUB_EVENT_NAME,
      apiUrl: runner.GITHUB_API_URL,
      serverUrl: runner.GITHUB_SERVER_URL,
      workspace: runner.GITHUB_WORKSPACE,
      workflowRun: runner.GITHUB_RUN_ID,
      attempt: runner.GITHUB_RUN_ATTEMPT,
      ...(defaultBranch === undefined ? {} : { defaultBranch }),
      ...(proposed === undefined ? {} : { proposed }),
    };
  } catch (cause) {
    throw new ConfigurationError('What the runner says of repository and event is not as expected.', {
      code: 'GITHUB_CONTEXT_INVALID',
      remedy: 'Run the action on a runner of GitHub Actions, in a workflow of a repository.',
      cause,
    });
  }
}

function proposedOf({ pull_request, merge_group }: z.output<typeof payload>): GitHubContext['proposed'] {
  if (pull_request) {
    const { number, base, head } = pull_request;
    return { base: base.sha, head: head.sha, number };
  }
  return merge_group && { base: merge_group.base_sha, head: merge_group.head_sha };
}
