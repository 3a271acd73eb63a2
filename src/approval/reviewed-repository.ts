import type { Instant } from '../instant.ts';

/** What an approval is proven from: a repository on a server that knows pull requests, reviews and teams. */
export interface ReviewedRepository {
  /** The newest commit of the default branch, and that branch's name. */
  tip(): Promise<{ readonly branch: string; readonly commit: string }>;
  commit(sha: string): Promise<MainlineCommit>;
  /** Every file of a commit: Git's blob id by path. Links and submodules have an id that no file's content gives. */
  files(commit: string): Promise<ReadonlyMap<string, string>>;
  /** The commit from which two others parted: what a pull request shows is how its head differs from it. */
  mergeBase(one: string, other: string): Promise<string>;
  /** The bytes of a blob. */
  content(blob: string): Promise<Uint8Array>;
  /**
   * Pull requests that were merged into the default branch of this very repository and to which the commit belongs. Asks
   * again for a while where the commit is young and there is none: right after a merge the server does not know yet.
   */
  mergedPulls(commit: MainlineCommit): Promise<readonly MergedPull[]>;
  /** Commits and opinions, whole. */
  opinions(pull: MergedPull): Promise<PullOpinions>;
  /** Numbers of the people who are in a team (`organisation/team`) now. */
  members(team: string): Promise<ReadonlySet<number>>;
}

/** Every question may fail with this: then nothing is known. */
export type { UnverifiedError } from '../errors.ts';

export interface MainlineCommit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly committed: Instant;
}

export interface User {
  readonly id: number;
  /** False for bots, apps and whatever else is no person. */
  readonly person: boolean;
}

export interface MergedPull {
  readonly number: number;
  /** Null when the account is gone. */
  readonly author: User | null;
  /** The head when it was merged. */
  readonly head: string;
  /** The commit that it was merged as: of a rebase the last one. */
  readonly merge: string;
}

export interface PullOpinions {
  readonly commits: readonly AuthoredCommit[];
  /** In the order in which they were given. */
  readonly reviews: readonly Review[];
  /** Whose opinion was asked for (again) and not given since. */
  readonly requested: ReadonlySet<number>;
  /** When its base was another one for the last time: whoever looked before saw another change. Null: never. */
  readonly retargeted: Instant | null;
}

export interface AuthoredCommit {
  /** All who have a hand in it; null for one whom the server knows by no account. */
  readonly authors: readonly (number | null)[];
}

export interface Review {
  /** Null when the account is gone. */
  readonly user: User | null;
  readonly state: 'approved' | 'changes-requested' | 'dismissed' | 'other';
  /** The head that was looked at. */
  readonly commit: string | null;
  readonly at: Instant | null;
}
