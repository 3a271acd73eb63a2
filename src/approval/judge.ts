import type { CohortSyncError } from '../errors.ts';
import type { PullRequestProof } from './approval-record.ts';
import { denied } from './denial.ts';
import type { MergedPull, PullOpinions, Review } from './reviewed-repository.ts';

/** Who must have approved; all of it. A person counts for one team only. */
export type Requirement = readonly { readonly team: string; readonly minimum: number }[];

/** All that was found out about one content, before it is judged. */
export interface ProofFacts {
  /** The pull requests that can have brought it to the default branch. */
  readonly candidates: readonly MergedPull[];
  /** Of the one candidate, if there is just one. */
  readonly merge: MergeFacts | undefined;
  readonly requirement: Requirement;
  /** Members by team, of every team that is required. */
  readonly teams: ReadonlyMap<string, ReadonlySet<number>>;
}

export interface MergeFacts extends PullOpinions {
  /** The commit before the merge on the default branch. */
  readonly base: string;
  /** Whether the commit that was merged is in fact made of the head that was approved, where Git itself can tell. */
  readonly headIsMerged: boolean;
  /** Whether what lies at the head is the content to be proven, to the byte, and the pull request brought it there. */
  readonly sameContent: boolean;
  /** Whether the pull request changed the policy and a cohort. */
  readonly mixed: boolean;
}

export type Verdict =
  | { readonly approved: true; readonly proof: PullRequestProof }
  | { readonly approved: false; readonly error: CohortSyncError };

/** Judges what was found out, and nothing else: no server, no clock. What it does not see approved is denied. */
export function judge({ candidates, merge, requirement, teams }: ProofFacts): Verdict {
  const [pull, other] = candidates;
  if (pull === undefined) return deny('APPROVAL_DIRECT_PUSH');
  if (other !== undefined || merge === undefined) return deny('APPROVAL_AMBIGUOUS');
  if (merge.mixed) return deny('APPROVAL_POLICY_MIXED');
  if (!merge.sameContent || !merge.headIsMerged) return deny('APPROVAL_CONTENT_DIFFERS');
  if (requirement.length === 0 || requirement.some(({ minimum }) => minimum < 1))
    return deny('APPROVAL_POLICY_EMPTY');
  if (requirement.some(({ team }) => (teams.get(team)?.size ?? 0) === 0)) return deny('APPROVAL_TEAM_EMPTY');
  const authors = authorsOf(pull, merge);
  if (pull.author === null || authors === undefined) return deny('APPROVAL_UNATTRIBUTABLE');
  const standing = standingOpinions(merge.reviews);
  if (standing.some(({ state }) => state === 'changes-requested')) return deny('APPROVAL_CHANGES_REQUESTED');
  const approvers = standing
    .filter(({ state, commit, user }) => state === 'approved' && commit === pull.head && user?.person)
    .filter((review) => sawThisChange(review, merge))
    .flatMap(({ user }) => (user === null ? [] : [user.id]))
    .filter((id) => !authors.has(id) && !merge.requested.has(id));
  const signed = signatures(approvers, requirement, teams);
  if (signed === undefined) return deny('APPROVAL_MISSING');
  const { number, head } = pull;
  return {
    approved: true,
    proof: {
      number,
      merge: pull.merge,
      base: merge.base,
      head,
      author: pull.author.id,
      approvers: [...signed].toSorted((a, b) => a - b),
    },
  };
}

function deny(code: Parameters<typeof denied>[0]): Verdict {
  return { approved: false, error: denied(code) };
}

/** Everybody who has a hand in the change; undefined where somebody is not known. */
function authorsOf(pull: MergedPull, { commits }: PullOpinions): ReadonlySet<number> | undefined {
  const authors = commits.flatMap((commit) => commit.authors);
  // A pull request without a commit is none; a list that came empty proves nobody's innocence.
  if (pull.author === null || commits.length === 0 || authors.includes(null)) return undefined;
  return new Set([pull.author.id, ...authors.flatMap((author) => author ?? [])]);
}

/**
 * The latest opinion of each; comments are none. One that was dismissed is nobody's opinion any more, and covers those before
 * it. Who left the server keeps each of his opinions: nobody can take them back.
 */
function standingOpinions(reviews: readonly Review[]): readonly Review[] {
  const opinions = reviews.filter(({ state }) => state !== 'other');
  return opinions.filter(
    ({ user }, index) =>
      user === null || !opinions.slice(index + 1).some((later) => later.user?.id === user.id),
  );
}

/** The same head is another change against another base: an approval of that is none of this. */
function sawThisChange({ at }: Review, { retargeted }: PullOpinions): boolean {
  return retargeted === null || (at !== null && at > retargeted);
}

/**
 * Gives each place of each team to one approver who is its member: a person in two teams does not sign for both sides.
 * Augmenting paths of bipartite matching (Kuhn 1955); there are a few people.
 * @returns those who sign, or undefined where a place stays empty
 */
function signatures(
  approvers: readonly number[],
  requirement: Requirement,
  teams: ProofFacts['teams'],
): ReadonlySet<number> | undefined {
  const places = requirement.flatMap(({ team, minimum }) => Array.from({ length: minimum }, () => team));
  const held = new Map<number, number>();
  const seat = (place: number, tried: Set<number>): boolean => {
    const members = teams.get(places[place] ?? '');
    for (const person of new Set(approvers)) {
      if (!members?.has(person) || tried.has(person)) continue;
      tried.add(person);
      const before = held.get(person);
      if (before !== undefined && !seat(before, tried)) continue;
      held.set(person, place);
      return true;
    }
    return false;
  };
  return places.every((_team, place) => seat(place, new Set())) ? new Set(held.keys()) : undefined;
}
