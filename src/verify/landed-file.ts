import { CohortSyncError, IntegrityError } from '../errors.ts';
import { type TableAddress, tableFolder } from '../landing/paths.ts';
import type { LiveFile } from '../landing/table-state.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { StoredFile } from '../transfer/transfer.ts';

/**
 * A landed file as the workers read it: by ranges, and none before the storage has said that the file is as long as the log
 * says. So one that was cut, or got bytes behind its end, is told apart from an answer that broke off on its way, which
 * the store asks for again; and the decoder, which starts from where the end should be, never sees either.
 *
 * @throws IntegrityError BLOB_MISSING, FILE_SIZE_DIFFERS
 */
export function landedFile(
  landing: BlobStore,
  address: TableAddress,
  { path, size }: Pick<LiveFile, 'path' | 'size'>,
): StoredFile {
  let asked: Promise<void> | undefined;
  const requireSize = async (): Promise<void> => {
    const damage = damageOf(address, size, await landing.sizeOf(path));
    if (damage !== undefined) throw damage;
  };
  return {
    size,
    readRange: async (offset, length) => {
      asked ??= requireSize();
      await asked;
      return landing.readRange(path, offset, length);
    },
  };
}

/** Length of each blob beneath a table. */
export async function storedSizes(
  landing: BlobStore,
  address: TableAddress,
): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for await (const { path, size } of landing.list(tableFolder(address))) sizes.set(path, size);
  return sizes;
}

/**
 * What is wrong with a data file by its length alone; undefined where nothing is.
 * @param said bytes, as the log says
 * @param found bytes in storage; undefined: it is not there
 */
export function damageOf(
  address: TableAddress,
  said: number,
  found: number | undefined,
): IntegrityError | undefined {
  if (found === said) return undefined;
  return lostFile(address, found === undefined ? 'BLOB_MISSING' : 'FILE_SIZE_DIFFERS');
}

/** What a data file can be found to be that no comparison of counts would mend. */
const LOST = {
  BLOB_MISSING: 'is gone',
  FILE_SIZE_DIFFERS: 'is not as long as the log says',
  FILE_UNREADABLE: 'is not readable Parquet',
  FILE_MISMATCH: 'does not hold what the log says of it',
} as const;

type LostCode = keyof typeof LOST;

/** True where a data file is not what was written. */
export function isLost(error: unknown): error is CohortSyncError & { readonly code: LostCode } {
  return error instanceof CohortSyncError && error.code in LOST;
}

export function lostFile(address: TableAddress, code: LostCode, cause?: unknown): IntegrityError {
  const { cohort, table } = address;
  const remedy = rebuildRemedy(address);
  const message = `A data file of ${table} of cohort ${cohort} ${LOST[code]}.`;
  return new IntegrityError(message, { code, remedy, cause });
}

/** For `catch`: what was found wrong with a landed file says of which table it is, and the way out. */
export function namingTable(address: TableAddress): (error: unknown) => never {
  return (error) => {
    throw isLost(error) ? lostFile(address, error.code, error) : error;
  };
}

/** The way out where a file is not what was written, from wherever it was met; one text for all tables of a cohort. */
export function rebuildRemedy({ cohort }: Pick<TableAddress, 'cohort'>): string {
  return [
    'Do not read the table. Restore the file from soft delete;',
    `or run "cohort-sync verify --deep --cohort ${cohort}", have an owner answer the finding of each table by a rebuild`,
    `("cohort-sync override --rebuild FINDING --cohort ${cohort} --table TABLE"; docs/operations.md, A foreign hand),`,
    'and run sync, which lands it anew.',
  ].join(' ');
}
