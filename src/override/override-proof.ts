import type { OverrideFile } from './override-file.ts';

/** Why an override may be used: whose word it is. */
export type OverrideProof =
  | { readonly kind: 'manual'; readonly by: string }
  | {
      readonly kind: 'pull-request';
      readonly number: number;
      /** The commit that brought the file to the default branch, and the head that the owner approved. */
      readonly merge: string;
      readonly head: string;
      /** Ids of GitHub users: who opened the pull request, and the owners who approved it, none of them its author. */
      readonly author: number;
      readonly approvers: readonly number[];
      /** Digest of the policy that named the owners. */
      readonly policy: string;
      readonly file: { readonly blob: string; readonly sha256: string };
    };

/**
 * Judges one override file at the tip of the default branch: merged by a pull request that an owner (`approvals.owners` of
 * the policy in force), not its author and of none of its commits, approved on the very head that was merged, with the
 * very blob. Given by `approveTip`; throws the same errors, denied or could not verify, as for a cohort file.
 */
export type ProveOverride = (file: OverrideFile) => Promise<Extract<OverrideProof, { kind: 'pull-request' }>>;
