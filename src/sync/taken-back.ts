import type { ApprovalChain } from '../approval/approval-chain.ts';
import type { Persons } from '../cohort/person-id.ts';
import { subtract, union } from '../cohort/person-set.ts';
import { decodeRoster } from '../cohort/roster-form.ts';
import { type CohortSyncError, GuardError } from '../errors.ts';
import type { StoredMembers } from '../landing/members.ts';
import { personDigest } from '../landing/person-list.ts';
import type { Overrides } from '../override/overrides.ts';
import type { BlobStore } from '../storage/blob-store.ts';

/** What tells whose withdrawal is gone. */
export interface TakenUp {
  readonly cohort: string;
  /** Up to the head in force, or to what would be one. */
  readonly chain: readonly { readonly roster: Pick<ApprovalChain[number]['roster'], 'sha256'> }[];
  readonly stored: StoredMembers;
  /** Head roster minus withdrawals, as they lie there now. */
  readonly approved: Persons;
}

/**
 * Persons who would come back though nobody approved them anew: they were on the roster that a sync took up last, and in no
 * group, so they were withdrawn then; they are on each roster approved since; and no list of withdrawals names them any
 * more. The list was deleted or replaced, by mistake or not: both look the same from here, and a withdrawal must not end
 * by a blob that is lost.
 *
 * A revision whose roster lacks the person, followed by one that has it, is a return that both sides approved. Where a purge
 * has erased one of these rosters, that cannot be told apart, and nobody is in doubt.
 */
export async function takenBack(
  rosters: BlobStore,
  { cohort, chain, stored, approved }: TakenUp,
): Promise<Persons> {
  const { members, takenUp = null } = stored;
  let back = subtract(approved, union(members.groups.map(({ persons }) => persons)));
  if (takenUp === null || back.length === 0) return NOBODY;
  const head = chain.at(-1)?.roster.sha256;
  const since = chain.slice(takenUp - 1).map(({ roster }) => roster.sha256);
  for (const sha256 of new Set(since)) {
    // Whoever is approved is on the head's roster.
    if (sha256 === head) continue;
    const blob = await rosters.read(`${cohort}/${sha256}`);
    const persons = blob && decodeRoster(blob.content);
    if (persons === undefined) return NOBODY;
    back = subtract(back, subtract(back, persons));
  }
  return back;
}

const NOBODY: Persons = new BigInt64Array(new SharedArrayBuffer(0));

/**
 * What stands against a return: nothing once an owner has accepted exactly this one, which `use` then uses up.
 * @param back at least one person
 */
export async function doubtOf(
  overrides: Overrides,
  cohort: string,
  revision: number,
  back: Persons,
): Promise<{ readonly doubt: CohortSyncError } | { readonly use: () => Promise<void> }> {
  const seen = { revision, persons: personDigest(back) };
  const finding = { code: 'WITHDRAWAL_TAKEN_BACK', override: 'accept', cohort, table: null, seen } as const;
  const [answer] = await overrides.find([finding]);
  const { override, name } = answer ?? {};
  if (override !== undefined) return { use: () => overrides.use(override) };
  const doubt = new GuardError(
    `${back.length} person(s) of cohort ${cohort} who were withdrawn are on no list of withdrawals any more, and were not approved anew.`,
    {
      code: 'WITHDRAWAL_TAKEN_BACK',
      remedy:
        'They stay out, and no row of this cohort moves. Restore the list, from soft delete or by the collaborator; or, where the withdrawal was taken back in truth, have an owner answer the finding by an override of kind accept.',
      findings: name === undefined ? [] : [name],
    },
  );
  return { doubt };
}

/**
 * The approved persons without those of whom only a lost withdrawal would be the reason to come back. A job that joins a
 * run asks for no answer: whom its plan does not name, it holds as outdated.
 * @returns with `doubt` while nobody has accepted the return
 */
export async function withoutDoubt(
  request: {
    readonly rosters: BlobStore;
    readonly overrides: Overrides;
    readonly dryRun: boolean;
    readonly joins?: boolean;
  },
  asked: TakenUp,
): Promise<{ readonly approved: Persons; readonly doubt?: CohortSyncError }> {
  const { cohort, chain, approved } = asked;
  const back = request.joins ? NOBODY : await takenBack(request.rosters, asked);
  if (back.length === 0) return { approved };
  const found = await doubtOf(request.overrides, cohort, chain.length, back);
  if ('doubt' in found) return { approved: subtract(approved, back), doubt: found.doubt };
  if (!request.dryRun) await found.use();
  return { approved };
}
