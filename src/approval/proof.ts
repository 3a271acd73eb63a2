import { IntegrityError } from '../errors.ts';
import { judge, type MergeFacts, type Requirement, type Verdict } from './judge.ts';
import type { Mainline } from './mainline.ts';
import type { MergedPull, ReviewedRepository } from './reviewed-repository.ts';

/** Where approvals are proven: what is asked, and how the default branch came to be what it is. */
export interface Prover {
  readonly repository: ReviewedRepository;
  readonly mainline: Mainline;
  isProtected(path: string): boolean;
  isCohort(path: string): boolean;
}

/** A content of the default branch that is to be proven. */
export interface Claim {
  readonly path: string;
  /** Undefined: that the file is gone. */
  readonly blob: string | undefined;
  /** Place of the commit at which the file has this content; 0 is the tip. */
  readonly from: number;
  /** The commit of the record in force: what is proven must have come after it, or an old approval would be used again. */
  readonly after: string | null;
  /** Who must have approved, by the policy before the merge. @throws IntegrityError of the policy */
  requirementAt(base: number): Promise<Requirement>;
}

/**
 * Finds out how a content came to the default branch and who approved it, and judges that.
 * @throws UnverifiedError of what was asked; IntegrityError of the policy
 */
export async function proveContent(prover: Prover, claim: Claim): Promise<Verdict> {
  const { repository, mainline } = prover;
  const until = claim.after === null ? Number.POSITIVE_INFINITY : await mainline.placeOf(claim.after);
  const place = until && (await mainline.lastChange(claim.path, claim.from, until));
  // Nothing after the record in force brought it; a history that lost that record's commit was written anew.
  if (until === undefined || (place === undefined && claim.after !== null)) return superseded();
  const change = place === undefined ? undefined : await mainline.at(place);
  const candidates: Landed[] = [];
  if (place !== undefined && change !== undefined)
    for (const pull of await repository.mergedPulls(change)) {
      const landed = await landedAs(prover, pull, place);
      if (landed !== undefined) candidates.push(landed);
    }
  const [only] = candidates;
  const requirement = only ? await claim.requirementAt(only.base) : [];
  const teams = new Map<string, ReadonlySet<number>>();
  for (const { team } of requirement) teams.set(team, await repository.members(team));
  return judge({
    candidates: candidates.map(({ pull }) => pull),
    merge: only && (await mergeFacts(prover, claim, only)),
    requirement,
    teams,
  });
}

interface Landed {
  readonly pull: MergedPull;
  /** Places of the commit that it was merged as, and of the commit before its first. */
  readonly merge: number;
  readonly base: number;
}

/**
 * The commits that a merged pull request made on the default branch: one of a merge, a squash or a place in a queue, as
 * many as it has of a rebase.
 * @returns undefined where the change at `place` is none of them
 */
async function landedAs(prover: Prover, pull: MergedPull, place: number): Promise<Landed | undefined> {
  const { repository, mainline } = prover;
  const merge = await mainline.placeOf(pull.merge, place);
  const last = merge === undefined ? undefined : await mainline.at(merge);
  if (merge === undefined || last === undefined) return undefined;
  let base = merge + 1;
  if (last.parents.length < 2) {
    const { commits } = await repository.opinions(pull);
    while (base < merge + commits.length) {
      const commit = await mainline.at(base);
      if (commit?.parents.length !== 1) break;
      if (!(await repository.mergedPulls(commit)).some(({ number }) => number === pull.number)) break;
      base += 1;
    }
  }
  return place < base ? { pull, merge, base } : undefined;
}

async function mergeFacts(prover: Prover, claim: Claim, { pull, merge, base }: Landed): Promise<MergeFacts> {
  const { repository, mainline } = prover;
  const [opinions, head] = [await repository.opinions(pull), await repository.files(pull.head)];
  const [commit, before] = [await mainline.at(merge), await mainline.at(base)];
  const changed = differing(await mainline.files(base), await mainline.files(merge));
  const parents = commit?.parents ?? [];
  const [first, second] = parents;
  // What reviewers saw is what the head changed since it left the default branch. What it holds besides, an old content or one
  // that was pushed to the default branch meanwhile, a merge made by hand could take, or a squash seem to have brought.
  const root = first === undefined ? undefined : await repository.mergeBase(first, pull.head);
  const shown = root === undefined || (await repository.files(root)).get(claim.path) !== claim.blob;
  return {
    ...opinions,
    base: before?.sha ?? '',
    headIsMerged: parents.length === 1 || (parents.length === 2 && second === pull.head),
    sameContent: head.get(claim.path) === claim.blob && shown,
    mixed: changed.some(prover.isProtected) && changed.some(prover.isCohort),
  };
}

/** Paths whose files are not the same in both, in order. */
export function differing(
  one: ReadonlyMap<string, string>,
  other: ReadonlyMap<string, string>,
): readonly string[] {
  const paths = new Set([...one.keys(), ...other.keys()]);
  return [...paths].filter((path) => one.get(path) !== other.get(path)).sort();
}

function superseded(): Verdict {
  const error = new IntegrityError('Nothing after the approval in force brought this content.', {
    code: 'SUPERSEDED',
    remedy: 'Run the tip of the default branch; to go back on purpose, have the old content approved again.',
  });
  return { approved: false, error };
}
