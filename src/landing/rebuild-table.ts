import { randomUUID } from 'node:crypto';
import { IntegrityError } from '../errors.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { type Action, encodeCommit } from './actions.ts';
import { encodeCoverage } from './coverage-codec.ts';
import { openTable, readLog } from './delta-log.ts';
import { commitPath, type TableAddress } from './paths.ts';
import { TABLE_PROPERTIES } from './table-properties.ts';
import type { TableState } from './table-state.ts';

/**
 * One commit of ours that takes every file out of a table, whoever put it there, and covers nothing: the next backfill lands
 * it anew. What another engine did to the schema's properties is undone; its protocol stays, because readers may count on it.
 * The files stay in storage, for snapshots that name them, until a purge.
 * @returns the empty table
 * @throws IntegrityError LANDING_LOG_BROKEN when the log cannot be replayed: then there is no version to build upon;
 *   CONCURRENT_COMMIT
 */
export async function rebuildTable(
  store: BlobStore,
  address: TableAddress,
  run: string,
  revision: number,
): Promise<TableState> {
  const found = await readLog(store, address);
  if (found === undefined) throw new RangeError('a table that is not there cannot be built anew');
  const { version, log } = found;
  const now = Date.now();
  const commit = randomUUID();
  const actions: Partial<Action>[] = [
    {
      commitInfo: {
        timestamp: now,
        operation: 'REBUILD',
        operationParameters: { run, revision: `${revision}` },
        isBlindAppend: false,
        engineInfo: 'cohort-sync',
        txnId: commit,
        cohortSync: { commit, run, coverage: encodeCoverage({ run, revision, groups: [] }) },
      },
    },
  ];
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
  throw new IntegrityError(
    `Another writer committed version ${version + 1} of ${address.table} of cohort ${address.cohort} first.`,
    { code: 'CONCURRENT_COMMIT', remedy: 'Give other engines read rights only, then run again.' },
  );
}
