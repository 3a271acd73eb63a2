import type { Instant } from '../instant.ts';
import type { Column } from '../omop/column-type.ts';
import type { WrittenFile } from '../transfer/transfer.ts';
import type { Action, MetaData } from './actions.ts';
import type { Coverage } from './coverage.ts';
import { encodeCoverage } from './coverage-codec.ts';
import { encodeSchema, protocolFor } from './delta-schema.ts';
import { fileStatistics } from './file-statistics.ts';
import { parseDataFilePath, type TableAddress } from './paths.ts';
import { TABLE_PROPERTIES } from './table-properties.ts';
import { encodePath, fileTags, type TableState } from './table-state.ts';

/**
 * What a commit is for, as the table's history shows it. COVER moves no rows: it only says something new. MERGE puts the same
 * rows into fewer files.
 */
export type Operation =
  | 'BACKFILL'
  | 'INCREMENT'
  | 'REPAIR'
  | 'REMOVAL'
  | 'REBUILD'
  | 'PURGE'
  | 'COVER'
  | 'MERGE';

/** What one Delta commit does to a table. */
export interface TableChange {
  readonly operation: Operation;
  /** Files that are written already. */
  readonly add: readonly WrittenFile[];
  /** Paths of live files, within the landing. */
  readonly remove: readonly string[];
  /** What the table covers once this is committed. */
  readonly coverage: Coverage;
  /** The table's columns. Other than the state's: the commit changes the schema as well. */
  readonly schema: readonly Column[];
  /** Further watermarks, beside those that the coverage implies. */
  readonly txns?: readonly Watermark[];
}

export interface Watermark {
  readonly appId: string;
  readonly version: bigint;
}

/** What makes one commit distinct from every other one, even from its own repetition by another process. */
export interface CommitIdentity {
  /** A UUID, new for each attempt to change a table. */
  readonly commit: string;
  /** The table's GUID, used when the table is new. */
  readonly tableId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Per group: how far it is covered (once its backfill is complete), and by which revision. */
export function watermarks(cohort: string, coverage: Coverage): readonly Watermark[] {
  return coverage.groups.flatMap(({ group, through }) => {
    const prefix = `cohort-sync/${cohort}/${group}`;
    const revision = { appId: `${prefix}/revision`, version: BigInt(coverage.revision) };
    return through === null ? [revision] : [{ appId: `${prefix}/through`, version: through }, revision];
  });
}

/** The newest watermark that any commit of the table set; a later commit may not fall behind it, even if nothing is covered now. */
export function reachedBy({ cohort, txns }: Pick<TableState, 'cohort' | 'txns'>): Instant | undefined {
  const reached = [...txns].filter(
    ([appId]) => appId.startsWith(`cohort-sync/${cohort}/`) && appId.endsWith('/through'),
  );
  return reached.reduce<Instant | undefined>((a, [, b]) => (a === undefined || b > a ? b : a), undefined);
}

/** The change as the lines of the commit's file. Pure; `commitTable` has judged the change before. */
export function actionsOf(
  address: TableAddress,
  state: TableState | undefined,
  change: TableChange,
  identity: CommitIdentity,
): readonly Partial<Action>[] {
  // Who follows the table's changes, as a stream does, must not take rows that only moved for new ones.
  const dataChange = change.operation !== 'MERGE';
  return [
    { commitInfo: commitInfo(change, identity) },
    ...definition(state, change.schema, identity),
    ...moved(address.cohort, state, change).map((txn) => ({ txn: { ...txn, lastUpdated: identity.now } })),
    ...change.remove.map((path) => ({
      remove: {
        path: encodePath(address, path),
        deletionTimestamp: identity.now,
        dataChange,
        extendedFileMetadata: true,
        partitionValues: {},
        size: state?.files.get(path)?.size,
      },
    })),
    ...change.add.map((file) => ({
      add: {
        path: encodePath(address, file.path),
        partitionValues: {},
        size: file.size,
        modificationTime: identity.now,
        dataChange,
        stats: fileStatistics(file, change.schema),
        tags: tagsOf(address, file),
      },
    })),
  ];
}

function commitInfo(change: TableChange, { commit, now }: CommitIdentity): NonNullable<Action['commitInfo']> {
  const { operation, coverage } = change;
  return {
    timestamp: now,
    operation,
    operationParameters: { run: coverage.run, revision: `${coverage.revision}` },
    // Blind in Delta's sense: no file was read or removed to decide what to add.
    isBlindAppend: change.remove.length === 0,
    engineInfo: 'cohort-sync',
    txnId: commit,
    cohortSync: { commit, run: coverage.run, coverage: encodeCoverage(coverage) },
  };
}

/** Protocol and metaData: all at version 0, and again where the columns change. */
function definition(
  state: TableState | undefined,
  schema: readonly Column[],
  { tableId, now }: CommitIdentity,
): readonly Partial<Action>[] {
  const schemaString = encodeSchema(schema);
  const before = state?.log.metaData;
  if (before?.schemaString === schemaString) return [];
  const metaData: MetaData = {
    id: before?.id ?? tableId,
    format: { provider: 'parquet', options: {} },
    schemaString,
    partitionColumns: [],
    configuration: { ...TABLE_PROPERTIES },
    createdTime: before?.createdTime ?? now,
  };
  const wanted = protocolFor(schema);
  // Raised when a timestamp without zone joins, never lowered: other readers' copies of the log rely on that.
  const raises = (state?.log.protocol?.minWriterVersion ?? 0) < wanted.minWriterVersion;
  const { readerFeatures, writerFeatures } = wanted;
  const protocol = {
    ...wanted,
    readerFeatures: readerFeatures && [...readerFeatures],
    writerFeatures: writerFeatures && [...writerFeatures],
  };
  return raises ? [{ protocol }, { metaData }] : [{ metaData }];
}

/** The watermarks that differ from what the table has. */
function moved(cohort: string, state: TableState | undefined, change: TableChange): readonly Watermark[] {
  return [...watermarks(cohort, change.coverage), ...(change.txns ?? [])].filter(
    ({ appId, version }) => state?.txns.get(appId) !== version,
  );
}

function tagsOf(address: TableAddress, file: WrittenFile): Record<string, string> {
  const name = parseDataFilePath(address, file.path);
  if (name === undefined) throw new RangeError('a file that belongs to no slice of this table');
  return { ...fileTags({ ...name, rows: file.rows, transfer: file.transfer }) };
}
