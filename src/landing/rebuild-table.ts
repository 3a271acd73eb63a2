import { randomUUID } from 'node:crypto';
import { IntegrityError } from '../errors.ts';
import type { Column } from '../omop/column-type.ts';
import { PERSON_COLUMN } from '../source/statements/source-table.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { type Action, decodeCommit, encodeCommit, type ProtocolAction } from './actions.ts';
import { writeCheckpoint } from './checkpoint.ts';
import { encodeCoverage } from './coverage-codec.ts';
import { newestNamed, openTable, readLog } from './delta-log.ts';
import { encodeSchema, protocolFor } from './delta-schema.ts';
import { unlessBroken } from './log-error.ts';
import { commitPath, type TableAddress } from './paths.ts';
import { EMPTY_LOG, replay } from './replay.ts';
import { TABLE_PROPERTIES } from './table-properties.ts';
import { readState, type TableState } from './table-state.ts';

/**
 * One commit of ours that takes every file out of a table, whoever put it there, and covers nothing: the next backfill lands
 * it anew. What another engine did to the schema's properties is undone; its protocol stays, because readers may count on it.
 * The files stay in storage, for snapshots that name them, until a purge.
 *
 * A log that cannot be replayed is gone on with behind all that is there: by a checkpoint that says an empty table, and its commit. What is
 * broken stays as it is, for whoever may restore it, and is read no more.
 * @param floor a version that a snapshot names: what was cut off the log is not made anew under the same number
 * @returns the empty table
 * @throws IntegrityError CONCURRENT_COMMIT
 */
export async function rebuildTable(
  store: BlobStore,
  address: TableAddress,
  run: string,
  revision: number,
  floor = -1,
): Promise<TableState> {
  const found = await unlessBroken(readLog(store, address));
  if (found === undefined || found === 'broken' || found.version < floor)
    return goOnBehind(store, address, run, revision, floor);
  const { version, log } = found;
  const now = Date.now();
  const commit = randomUUID();
  const actions: Partial<Action>[] = [{ commitInfo: commitInfoOf(commit, now, run, revision) }];
  if (log.metaData !== undefined) {
    const metaData = { ...log.metaData, partitionColumns: [], configuration: { ...TABLE_PROPERTIES } };
    actions.push({ metaData });
  }
  for (const { path, partitionValues, size } of log.adds.values()) {
    const remove = { path, deletionTimestamp: now, dataChange: true, extendedFileMetadata: true };
    actions.push({ remove: { ...remove, partitionValues, size } });
  }
  // THE COMMIT POINT of a rebuild; a lost reply shows as our own commit when the table is opened.
  await store.putIfAbsent(commitPath(address, version + 1), encodeCommit(actions));
  const state = await openTable(store, address, version + 1);
  if (state !== undefined && !state.foreign && state.log.commitInfo?.cohortSync?.commit === commit)
    return state;
  throw concurrent(address, version + 1);
}

async function goOnBehind(
  store: BlobStore,
  address: TableAddress,
  run: string,
  revision: number,
  floor: number,
): Promise<TableState> {
  const version = Math.max(floor, await newestNamed(store, address)) + 1;
  const now = Date.now();
  const commit = randomUUID();
  const protocol = protocolFor(PLACEHOLDER) as ProtocolAction;
  const metaData = {
    id: randomUUID(),
    format: { provider: 'parquet', options: {} },
    schemaString: encodeSchema(PLACEHOLDER),
    partitionColumns: [],
    configuration: { ...TABLE_PROPERTIES },
    createdTime: now,
  };
  const content = encodeCommit([
    { commitInfo: commitInfoOf(commit, now, run, revision) },
    { protocol },
    { metaData },
    { txn: { appId: brokenMark(address), version: BigInt(now), lastUpdated: now } },
  ]);
  const state = readState(address, version, replay(EMPTY_LOG, [decodeCommit(content)]));
  // Before its commit it is a checkpoint of nothing, and the log as broken as before.
  await writeCheckpoint(store, state, now);
  // THE COMMIT POINT of a rebuild behind a broken log.
  if ((await store.putIfAbsent(commitPath(address, version), content)) === 'created') return state;
  throw concurrent(address, version);
}

/**
 * Until when a log was broken that this one goes on behind, milliseconds since the epoch; undefined for a log that is whole. Of the
 * files that were there by then it does not say whether a version that is read no more holds them.
 */
export function brokenUntil({ cohort, txns }: Pick<TableState, 'cohort' | 'txns'>): number | undefined {
  const mark = txns.get(brokenMark({ cohort }));
  return mark === undefined ? undefined : Number(mark);
}

/** A watermark, because these outlive every commit and checkpoint. */
function brokenMark({ cohort }: Pick<TableAddress, 'cohort'>): string {
  return `cohort-sync/${cohort}/broken`;
}

/** An empty table must have a column; the first commit of the backfill says the true ones. */
const PLACEHOLDER: readonly Column[] = [{ name: PERSON_COLUMN, type: 'long' }];

function commitInfoOf(
  commit: string,
  now: number,
  run: string,
  revision: number,
): NonNullable<Action['commitInfo']> {
  return {
    timestamp: now,
    operation: 'REBUILD',
    operationParameters: { run, revision: `${revision}` },
    isBlindAppend: false,
    engineInfo: 'cohort-sync',
    txnId: commit,
    cohortSync: { commit, run, coverage: encodeCoverage({ run, revision, groups: [] }) },
  };
}

function concurrent({ cohort, table }: TableAddress, version: number): IntegrityError {
  return new IntegrityError(
    `Another writer committed version ${version} of ${table} of cohort ${cohort} first.`,
    {
      code: 'CONCURRENT_COMMIT',
      remedy: 'Give other engines read rights only, then run again.',
    },
  );
}
