import { z } from 'zod';
import type { User } from '../approval/reviewed-repository.ts';
import { UnverifiedError } from '../errors.ts';
import type { Instant } from '../instant.ts';

/** Of GitHub's answers, what an approval is proven from; the rest of them is not looked at. */

export const sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
export const user = z.object({ id: z.int(), login: z.string(), type: z.string() });
/** GitHub gives null, and here and there an empty object, for one whom it does not know. */
export const account = z
  .union([user, z.object({}).transform(() => null)])
  .nullable()
  .default(null);
export const date = z.string().refine((text) => Number.isFinite(Date.parse(text)));
const signature = z.object({ email: z.string(), date });
export const listedCommit = z.object({
  sha,
  commit: z.object({ message: z.string(), author: signature, committer: signature }),
  author: account,
  committer: account,
  parents: z.array(z.object({ sha })),
});
export const repository = z.object({ full_name: z.string(), default_branch: z.string().min(1) });
export const branch = z.object({ commit: z.object({ sha }) });
export const tree = z.object({
  truncated: z.boolean(),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), type: z.string(), sha })),
});
export const blob = z.object({ content: z.string(), encoding: z.literal('base64') });
export const listedPull = z.object({
  number: z.int(),
  user: account,
  head: z.object({ sha }),
  base: z.object({ ref: z.string(), repo: z.object({ full_name: z.string() }) }),
  merged_at: z.string().nullable(),
  merge_commit_sha: sha.nullable(),
});
export const comparison = z.object({ merge_base_commit: z.object({ sha }) });

/** Null for one whom GitHub does not know. */
export function toUser(given: z.output<typeof account>): User | null {
  return given && { id: given.id, person: given.type === 'User' };
}

/** Of a text that `date` took. */
export function instantOf(text: string): Instant {
  return BigInt(Date.parse(text)) * 1000n;
}

/** What GitHub does not list whole proves nothing. */
export function cut(
  code: 'GITHUB_TREE_TRUNCATED' | 'GITHUB_LIST_CUT' | 'GITHUB_ANSWER_UNEXPECTED',
): UnverifiedError {
  return new UnverifiedError('GitHub does not tell all of it.', {
    code,
    remedy:
      code === 'GITHUB_TREE_TRUNCATED'
        ? 'Keep cohort files in a repository of their own.'
        : 'Bring the change by a pull request of fewer commits; if it has few, run again.',
  });
}
