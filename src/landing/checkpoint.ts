import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { BlobStore } from '../storage/blob-store.ts';
import { type Action, type Add, decodeRows, type MetaData, type Remove } from './actions.ts';
import { CHECKPOINT_COLUMNS, CHECKPOINT_SCHEMA } from './checkpoint-schema.ts';
import { logBroken } from './log-error.ts';
import { checkpointPath, lastCheckpointPath } from './paths.ts';
import type { LogState } from './replay.ts';
import { REMOVED_FILE_RETENTION_MILLISECONDS } from './table-properties.ts';
import type { TableState } from './table-state.ts';

/** Commits between checkpoints. */
export const CHECKPOINT_INTERVAL = 10;

/** True for the versions after which a checkpoint is written. */
export function checkpointDue(version: number): boolean {
  return version > 0 && version % CHECKPOINT_INTERVAL === 0;
}

/**
 * Writes the classic checkpoint of a version, then points `_last_checkpoint` at it. Not a part of any commit: a table
 * without it reads the same, only slower. Two writers of one version write the same, so the first one stays.
 * @param now milliseconds since the epoch, by which old removes are left out
 */
export async function writeCheckpoint(store: BlobStore, state: TableState, now = Date.now()): Promise<void> {
  const rows = checkpointRows(state.log, now);
  const columnData = CHECKPOINT_COLUMNS.map((name) => ({
    name,
    data: rows.map((row) => row[name] ?? null),
    statistics: false,
  }));
  const content = new Uint8Array(parquetWriteBuffer({ columnData, schema: CHECKPOINT_SCHEMA }));
  await store.putIfAbsent(checkpointPath(state, state.version), content);
  const pointer = { version: state.version, size: rows.length, sizeInBytes: content.byteLength };
  await store.put(lastCheckpointPath(state), new TextEncoder().encode(JSON.stringify(pointer)));
}

/** A checkpoint's actions; throws LANDING_LOG_BROKEN when it is missing or not to be read. */
export async function readCheckpoint(store: BlobStore, path: string): Promise<readonly Action[]> {
  const blob = await store.read(path);
  if (blob === undefined) throw logBroken(path, 'the checkpoint is missing');
  try {
    const file = new Uint8Array(blob.content).buffer;
    const rows = await parquetReadObjects({ file, columns: [...CHECKPOINT_COLUMNS], compressors });
    return decodeRows(rows);
  } catch (cause) {
    throw logBroken(path, 'it is not a checkpoint of a Delta log', cause);
  }
}

type Row = { readonly [name in (typeof CHECKPOINT_COLUMNS)[number]]?: unknown };

function checkpointRows(log: LogState, now: number): readonly Row[] {
  const kept = now - REMOVED_FILE_RETENTION_MILLISECONDS;
  const unexpired = [...log.removes.values()].filter((remove) => (remove.deletionTimestamp ?? 0) > kept);
  return [
    { protocol: log.protocol },
    { metaData: log.metaData && metaDataRow(log.metaData) },
    ...[...log.txns].map(([appId, version]) => ({ txn: { appId, version } })),
    ...[...log.adds.values()].map((add) => ({ add: addRow(add) })),
    ...unexpired.map((remove) => ({ remove: removeRow(remove) })),
  ];
}

// A checkpoint restates what is; it changes no data: dataChange is false throughout.
function addRow(add: Add): unknown {
  return {
    ...add,
    size: BigInt(add.size),
    modificationTime: BigInt(add.modificationTime),
    dataChange: false,
  };
}

function removeRow(remove: Remove): unknown {
  const long = (value: number | undefined): bigint | undefined =>
    value === undefined ? undefined : BigInt(value);
  return {
    ...remove,
    deletionTimestamp: long(remove.deletionTimestamp),
    size: long(remove.size),
    dataChange: false,
  };
}

function metaDataRow(metaData: MetaData): unknown {
  const { createdTime } = metaData;
  return { ...metaData, createdTime: createdTime === undefined ? undefined : BigInt(createdTime) };
}
