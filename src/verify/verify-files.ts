import pLimit from 'p-limit';
import { CohortSyncError, IntegrityError } from '../errors.ts';
import { formatInstant } from '../instant.ts';
import { checkAccount } from '../landing/slice-account.ts';
import type { LiveFile, TableState } from '../landing/table-state.ts';
import { isHistory } from '../plan/scope.ts';
import { cellStart, NULL_CELL } from '../plan/week-grid.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { Tally, TransferPool } from '../transfer/transfer.ts';
import { fileContract, storedFile } from './file-contract.ts';

export interface VerifyRequest {
  readonly landing: BlobStore;
  readonly pool: TransferPool;
  readonly state: TableState;
  readonly timeZone: string;
  /** The persons of each group (by its name) that may be in its files now. */
  readonly persons: ReadonlyMap<string, SharedArrayBuffer>;
  /** Files to read again. */
  readonly files: readonly LiveFile[];
  /** Also take the deep fingerprint of each file. */
  readonly deep?: boolean;
}

export interface VerifiedFile {
  readonly file: LiveFile;
  readonly tally: Tally;
}

/**
 * Reads files back from storage and holds them against what the log says: approved persons and columns only, rows inside
 * their slice, counts and fingerprints equal; then the slices against the sum of their files.
 *
 * @throws IntegrityError FILE_MISMATCH, and those of the batch contract (PERSON_NOT_APPROVED, UNAPPROVED_COLUMN, ...)
 */
export async function verifyFiles(request: VerifyRequest): Promise<readonly VerifiedFile[]> {
  const { state } = request;
  checkAccount(state, state.coverage, state.files.values());
  const limit = pLimit(4);
  const outcomes = await Promise.allSettled(
    request.files.map((file) => limit(() => verifyFile(request, file))),
  );
  const verified: VerifiedFile[] = [];
  const failed: { readonly file: LiveFile; readonly reason: unknown }[] = [];
  for (const [index, file] of request.files.entries()) {
    const outcome = outcomes[index];
    if (outcome?.status === 'fulfilled') verified.push(outcome.value);
    else failed.push({ file, reason: outcome?.reason });
  }
  const [first] = failed;
  if (first === undefined) return verified;
  throw isLost(first.reason)
    ? lost(
        state,
        first.reason,
        failed.flatMap(({ file, reason }) => (isLost(reason) ? [file] : [])),
      )
    : first.reason;
}

/** What a data file can be found to be that no comparison of counts would mend. */
const LOST: ReadonlySet<string> = new Set(['FILE_MISMATCH', 'FILE_UNREADABLE', 'BLOB_MISSING']);

/** True where a data file is not what was written. */
export function isLost(error: unknown): error is CohortSyncError {
  return error instanceof CohortSyncError && LOST.has(error.code);
}

/** Names what is lost: the table, and each slice that a file of is gone or changed. */
function lost(
  { cohort, table }: TableState,
  { code, remedy }: CohortSyncError,
  files: readonly LiveFile[],
): IntegrityError {
  const slices = [...new Set(files.map(sliceWords))];
  const more = slices.length > MOST_NAMED ? `; and ${slices.length - MOST_NAMED} more` : '';
  return new IntegrityError(
    `${files.length} data files of ${table} of cohort ${cohort} are gone or changed: ${slices.slice(0, MOST_NAMED).join('; ')}${more}.`,
    { code, remedy },
  );
}

const MOST_NAMED = 20;

function sliceWords({ group, slice }: LiveFile): string {
  const { firstCell, lastCell, bucket, buckets } = slice;
  const day = (instant: bigint): string => formatInstant(instant).slice(0, 10);
  const weeks =
    firstCell === NULL_CELL
      ? 'rows without load_dt'
      : `${isHistory(slice) ? 'all' : `loaded from ${day(cellStart(firstCell))}`} until ${day(cellStart(lastCell + 1))}`;
  return `${group}, ${weeks}, bucket ${bucket + 1} of ${buckets}`;
}

async function verifyFile(request: VerifyRequest, file: LiveFile): Promise<VerifiedFile> {
  const { landing, pool, state } = request;
  const persons = request.persons.get(file.group) ?? new SharedArrayBuffer(0);
  const contract = fileContract(state, file.slice, persons, request.timeZone);
  const tally = await pool.inspect(storedFile(landing, file), contract, { deep: request.deep ?? false });
  const same =
    tally.rows === file.rows &&
    tally.transfer[0] === file.transfer[0] &&
    tally.transfer[1] === file.transfer[1];
  if (!same) {
    throw new IntegrityError(
      `A data file of ${state.table} of cohort ${state.cohort} does not hold what the log says of it.`,
      {
        code: 'FILE_MISMATCH',
        remedy: 'Treat the landing as damaged: do not read it; have the table rebuilt from the source.',
      },
    );
  }
  return { file, tally };
}
