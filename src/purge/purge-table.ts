import { randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import { subtract } from '../cohort/person-set.ts';
import { personHash } from '../fingerprint/person-bucket.ts';
import type { Group } from '../landing/assign-groups.ts';
import { commitTable } from '../landing/commit.ts';
import { type Coverage, type GroupCoverage, UNKNOWN_CHANGE } from '../landing/coverage.ts';
import { openTable } from '../landing/delta-log.ts';
import { dataFilePath } from '../landing/paths.ts';
import { sumAccounts } from '../landing/slice-account.ts';
import type { LiveFile, TableState } from '../landing/table-state.ts';
import { bucketHashes } from '../plan/tiling.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { TransferPool, WrittenFile } from '../transfer/transfer.ts';
import { fileContract } from '../verify/file-contract.ts';
import { landedFile, namingTable } from '../verify/landed-file.ts';
import type { MemberLists } from './departed.ts';
import type { ErasedTable } from './journal.ts';

export interface PurgeTableRequest {
  readonly landing: BlobStore;
  readonly pool: TransferPool;
  readonly run: string;
  readonly state: TableState;
  /** What the commit is called: a sync takes rows out of the table, a purge erases what held them as well. */
  readonly operation?: 'PURGE' | 'REMOVAL';
  /** Who may stay. */
  readonly members: StayingMembers;
  readonly lists: MemberLists;
  readonly timeZone: string;
  readonly assertHeld: () => void;
  /** Told what the commit is about to do, before it is made. */
  readonly intend: IntendCommit;
}

/** The groups as they are to be. */
export interface StayingMembers {
  readonly groups: readonly Pick<Group, 'group' | 'members' | 'persons'>[];
}

export type IntendCommit = (
  commit: Pick<ErasedTable, 'version' | 'filesRewritten' | 'rowsErased'>,
) => Promise<void>;

/**
 * Takes the rows of departed persons out of a table, in one commit: each file that holds some is written anew without them
 * and replaced. Files are looked at where a departed person could be: those of a group that lost persons, and there in the
 * buckets of these. Where it is not known whom a group lost, all of its files are looked at.
 *
 * The commit is made whenever the group's list of members is another one now, even if no row goes, and where the table does
 * not cover a group yet: what a sleeping sync planned upon the version before can then not be committed any more.
 */
export async function purgeTable(request: PurgeTableRequest): Promise<TableState> {
  const { landing, state, assertHeld, intend } = request;
  const suspects = suspectFiles(request);
  const covered = new Map(state.coverage.groups.map(({ group, members }) => [group, members]));
  // Of a group that the table lacks, a sync that sleeps may be about to bring the first rows.
  const stale = request.members.groups.some(({ group, members }) => covered.get(group) !== members);
  if (suspects.length === 0 && !stale) return state;
  const added: WrittenFile[] = [];
  try {
    const replaced = await rewriteAll(request, suspects, added);
    if (replaced.length === 0 && !stale) return state;
    const removed = new Set(replaced.map(({ path }) => path));
    const rowsErased = sumAccounts(replaced).rows - sumAccounts(added).rows;
    await intend({ version: state.version + 1, filesRewritten: replaced.length, rowsErased });
    assertHeld();
    const committed = await commitTable(landing, state, state, {
      operation: request.operation ?? 'PURGE',
      add: added,
      remove: [...removed],
      coverage: coverageAfter(request, removed, added),
      schema: state.schema,
      txns: [purgeMark(state)],
    });
    return committed.state;
  } catch (error) {
    // Whether they are claimed is unknown only after a commit that was tried; then the next purge sees them.
    if (added.length > 0) await Promise.allSettled(await unclaimed(request, added));
    throw error;
  }
}

/** The purge's own watermark: each one stands behind the one before, whatever the clock says. */
export function purgeMark({ cohort, txns }: Pick<TableState, 'cohort' | 'txns'>): {
  readonly appId: string;
  readonly version: bigint;
} {
  const appId = `cohort-sync/${cohort}/purge`;
  const now = BigInt(Date.now()) * 1000n;
  const before = txns.get(appId) ?? 0n;
  return { appId, version: now > before ? now : before + 1n };
}

/** The persons of a group who may stay; nobody for a group that the index does not know. */
export function personsOf({ groups }: StayingMembers, group: string): BigInt64Array<SharedArrayBuffer> {
  return groups.find((each) => each.group === group)?.persons ?? new BigInt64Array(new SharedArrayBuffer(0));
}

function keyOf({ groups }: StayingMembers, group: string): string | undefined {
  return groups.find((each) => each.group === group)?.members;
}

function suspectFiles({ state, members, lists }: PurgeTableRequest): readonly LiveFile[] {
  const hashes = new Map<string, Set<number> | 'all'>();
  for (const { group, through, members: key } of state.coverage.groups) {
    const before = lists.get(key);
    // In the middle of a repair the list says who is to be in the group, not yet who is in all of its files.
    if (through === null || before === undefined) hashes.set(group, 'all');
    else hashes.set(group, new Set([...subtract(before, personsOf(members, group))].map(personHash)));
  }
  return [...state.files.values()].filter(({ group, slice }) => {
    const gone = hashes.get(group) ?? 'all';
    if (gone === 'all') return true;
    const { firstHash, lastHash } = bucketHashes(slice);
    return [...gone].some((hash) => hash >= firstHash && hash <= lastHash);
  });
}

/** The pool of workers is the real bound. */
const FILES_AT_ONCE = 4;

/** Writes each suspect anew that holds rows of others; gives those that did. */
async function rewriteAll(
  request: PurgeTableRequest,
  suspects: readonly LiveFile[],
  added: WrittenFile[],
): Promise<readonly LiveFile[]> {
  const { landing, pool, state, members, timeZone } = request;
  const limit = pLimit(FILES_AT_ONCE);
  const outcomes = await Promise.allSettled(
    suspects.map((file) =>
      limit(async (): Promise<LiveFile | undefined> => {
        const contract = fileContract(state, file.slice, personsOf(members, file.group).buffer, timeZone);
        const stored = landedFile(landing, state, file);
        const counted = await pool.rewrite([stored], contract, undefined).catch(namingTable(state));
        if (counted.dropped === 0n) return undefined;
        if (counted.dropped === file.rows) return file;
        const written = await pool.rewrite([stored], contract, () => {
          const path = dataFilePath(state, file, randomUUID());
          return { path, writer: landing.openWrite(path) };
        });
        if (written.file !== undefined) added.push(written.file);
        return file;
      }),
    ),
  );
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? (outcome.value ?? []) : []));
}

/**
 * What the table covers without them: the same slices with what is left of them. The source's own fingerprint of a slice
 * cannot be made without the source; that of an empty one is known.
 */
function coverageAfter(
  { state, members, run }: PurgeTableRequest,
  removed: ReadonlySet<string>,
  added: readonly WrittenFile[],
): Coverage {
  const left = [...state.files.values()].filter(({ path }) => !removed.has(path));
  const touched = new Set([...removed].map((path) => path.slice(0, path.lastIndexOf('/'))));
  const groups = state.coverage.groups.map((covered): GroupCoverage => {
    const slices = covered.slices.map((slice) => {
      const sample = dataFilePath(state, { group: covered.group, slice }, NO_UUID);
      const folder = sample.slice(0, sample.lastIndexOf('/'));
      if (!touched.has(folder)) return slice;
      const files = [...left, ...added].filter(({ path }) => path.startsWith(`${folder}/`));
      const account = sumAccounts(files);
      return { ...slice, ...account, change: account.rows === 0n ? 0n : UNKNOWN_CHANGE };
    });
    return { ...covered, members: keyOf(members, covered.group) ?? covered.members, slices };
  });
  return { ...state.coverage, run, groups };
}

const NO_UUID = '00000000-0000-0000-0000-000000000000';

async function unclaimed(
  { landing, state }: PurgeTableRequest,
  added: readonly WrittenFile[],
): Promise<readonly Promise<void>[]> {
  const now = await openTable(landing, state);
  const live = now === undefined || now.foreign ? undefined : now.files;
  return added
    .filter(({ path }) => live !== undefined && !live.has(path))
    .map(({ path }) => landing.delete(path));
}
