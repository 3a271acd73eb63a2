import { z } from 'zod';
import { type FindingName, IntegrityError } from '../errors.ts';
import type { TransferFingerprint } from '../fingerprint/transfer-fingerprint.ts';
import type { Column } from '../omop/column-type.ts';
import type { Add } from './actions.ts';
import type { Coverage } from './coverage.ts';
import { decodeCoverage } from './coverage-codec.ts';
import { decodeSchema } from './delta-schema.ts';
import { logBroken } from './log-error.ts';
import { commitPath, parseDataFilePath, type SliceName, type TableAddress, tableFolder } from './paths.ts';
import type { LogState } from './replay.ts';

/** A landed table at one version, as its log tells it. */
export interface TableState extends TableAddress {
  readonly foreign: false;
  readonly version: number;
  readonly schema: readonly Column[];
  /** The files that make up the table, by path. */
  readonly files: ReadonlyMap<string, LiveFile>;
  /** Application transactions: what each `appId` has reached. */
  readonly txns: ReadonlyMap<string, bigint>;
  /** What the commit of this very version says of itself. */
  readonly coverage: Coverage;
  readonly log: LogState;
}

/** A table whose newest commit another engine made: what it holds now is vouched for by nobody. */
export interface ForeignTable extends TableAddress {
  readonly foreign: true;
  readonly version: number;
  /** The operation's name where it is plain capitals, 'UNKNOWN' otherwise: it is another engine's text. */
  readonly operation: string;
}

export interface LiveFile {
  /** Within the landing, decoded. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly group: string;
  readonly slice: SliceName;
  readonly rows: bigint;
  /** Over the file's rows, as the writer counted them from the bytes that it encoded. */
  readonly transfer: TransferFingerprint;
}

/** The table for going on with; throws FOREIGN_COMMIT when another engine wrote the newest commit. */
export function requireOurs(table: TableState | ForeignTable): TableState {
  if (!table.foreign) return table;
  throw foreignCommit(table, []);
}

export function foreignCommit(
  { cohort, table, version, operation }: ForeignTable,
  findings: readonly FindingName[],
): IntegrityError {
  return new IntegrityError(
    `Version ${version} of ${table} of cohort ${cohort} was committed by another engine (${operation}).`,
    {
      code: 'FOREIGN_COMMIT',
      remedy: 'Restore the table to the version before, or rebuild it; give other engines read rights only.',
      findings,
    },
  );
}

/** What a replayed log of ours means; throws LANDING_LOG_BROKEN where it means nothing. */
export function readState({ cohort, table }: TableAddress, version: number, log: LogState): TableState {
  const address = { cohort, table };
  const path = commitPath(address, version);
  if (log.metaData === undefined || log.protocol === undefined) {
    throw logBroken(path, 'no commit up to it has a schema and a protocol');
  }
  try {
    const schema = decodeSchema(log.metaData.schemaString);
    const coverage = decodeCoverage(log.commitInfo?.cohortSync?.coverage);
    const files = new Map(
      [...log.adds.values()].map((add) => liveFile(address, add)).map((file) => [file.path, file]),
    );
    return { ...address, foreign: false, version, schema, files, txns: log.txns, coverage, log };
  } catch (cause) {
    throw logBroken(path, 'schema, coverage or files are not as this product writes them', cause);
  }
}

export function foreignTable({ cohort, table }: TableAddress, version: number, log: LogState): ForeignTable {
  const operation = log.commitInfo?.operation ?? '';
  return {
    cohort,
    table,
    foreign: true,
    version,
    operation: /^[A-Z][A-Z ]{0,39}$/.test(operation) ? operation : 'UNKNOWN',
  };
}

/** A data file's path as the log spells it: relative to the table, each name URI-encoded. */
export function encodePath(address: TableAddress, path: string): string {
  return path.slice(tableFolder(address).length).split('/').map(encodeURIComponent).join('/');
}

/** What a file's tags say; the slice stands in the path, and once more here for people who read the log. */
export function fileTags(file: Omit<LiveFile, 'path' | 'size'>): Readonly<Record<string, string>> {
  const { firstCell, lastCell, bucket, buckets } = file.slice;
  return {
    'cohortSync.group': file.group,
    'cohortSync.cells': `${firstCell}_${lastCell}`,
    'cohortSync.bucket': `${bucket}of${buckets}`,
    'cohortSync.rows': `${file.rows}`,
    'cohortSync.transfer': file.transfer.join(','),
  };
}

const tags = z.object({
  'cohortSync.rows': z.string().regex(/^\d{1,19}$/),
  'cohortSync.transfer': z.string().regex(/^\d{1,39},\d{1,39}$/),
});

function liveFile(address: TableAddress, add: Add): LiveFile {
  const path = tableFolder(address) + decodeURIComponent(add.path);
  const name = parseDataFilePath(address, path);
  if (name === undefined) throw new TypeError('a file that belongs to no slice');
  const { 'cohortSync.rows': rows, 'cohortSync.transfer': transfer } = tags.parse(add.tags);
  const [first = 0n, second = 0n] = transfer.split(',').map(BigInt);
  return { path, size: add.size, ...name, rows: BigInt(rows), transfer: [first, second] };
}
