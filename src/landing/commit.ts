import { randomUUID } from 'node:crypto';
import { IntegrityError } from '../errors.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { decodeCommit, encodeCommit } from './actions.ts';
import { checkpointDue, writeCheckpoint } from './checkpoint.ts';
import { judgeChange } from './commit-rules.ts';
import { readCommit } from './delta-log.ts';
import { commitPath, type TableAddress } from './paths.ts';
import { EMPTY_LOG, replay } from './replay.ts';
import { checkAccount } from './slice-account.ts';
import { actionsOf, type TableChange } from './table-change.ts';
import { readState, type TableState } from './table-state.ts';

export interface Committed {
  /** The table at the version that this commit made. */
  readonly state: TableState;
  /** Why the checkpoint that was due was not written. The commit stands all the same; the table only reads slower. */
  readonly checkpointFailure?: unknown;
}

/**
 * Claims the next version of a table for a change whose files are written already. Repeatable: nothing but the claim
 * makes the files a part of the table, and files of a claim that was lost are orphans.
 * @param state the table as it was planned upon; undefined for a new table
 * @throws IntegrityError COMMIT_REFUSED, WATERMARK_BACKWARD, COVERAGE_MISMATCH before anything is written;
 *   CONCURRENT_COMMIT when another writer claimed the version first
 */
export async function commitTable(
  store: BlobStore,
  { cohort, table }: TableAddress,
  state: TableState | undefined,
  change: TableChange,
): Promise<Committed> {
  const address = { cohort, table };
  judgeChange(address, state, change);
  const identity = { commit: randomUUID(), tableId: randomUUID(), now: Date.now() };
  const version = (state?.version ?? -1) + 1;
  const content = encodeCommit(actionsOf(address, state, change, identity));
  // Read back from the very bytes, so that what goes on from here is what any reader will find.
  const next = readState(address, version, replay(state?.log ?? EMPTY_LOG, [decodeCommit(content)]));
  checkAccount(next, next.coverage, next.files.values());

  await claim(store, address, version, content, identity.commit);
  if (!checkpointDue(version)) return { state: next };
  try {
    await writeCheckpoint(store, next);
    return { state: next };
  } catch (checkpointFailure) {
    return { state: next, checkpointFailure };
  }
}

async function claim(
  store: BlobStore,
  address: TableAddress,
  version: number,
  content: Uint8Array,
  commit: string,
): Promise<void> {
  const path = commitPath(address, version);
  let failure: unknown;
  try {
    // THE COMMIT POINT: with this blob the rows, the watermark and the coverage are in the table; without it, none is.
    if ((await store.putIfAbsent(path, content)) === 'created') return;
  } catch (error) {
    // The reply may have been lost, not the request: only the blob itself tells.
    failure = error;
  }
  const winner = await winnerOf(store, address, version, failure);
  if (winner === commit) return;
  if (winner === undefined && failure !== undefined) throw failure;
  throw new IntegrityError(
    `Another writer committed version ${version} of ${address.table} of cohort ${address.cohort} first.`,
    {
      code: 'CONCURRENT_COMMIT',
      remedy: 'Nothing of this run is in that version; run again: the next run plans upon what is there.',
      cause: failure,
    },
  );
}

/** The commit id under that version; undefined when there is none, '' for a commit of another engine. */
async function winnerOf(
  store: BlobStore,
  address: TableAddress,
  version: number,
  failure: unknown,
): Promise<string | undefined> {
  try {
    const actions = await readCommit(store, address, version);
    if (actions === undefined) return undefined;
    return actions.find((action) => action.commitInfo)?.commitInfo?.cohortSync?.commit ?? '';
  } catch (error) {
    throw failure ?? error;
  }
}
