import pLimit from 'p-limit';
import { CohortSyncError, IntegrityError } from '../errors.ts';
import { formatInstant } from '../instant.ts';
import { checkAccount } from '../landing/slice-account.ts';
import type { LiveFile, TableState } from '../landing/table-state.ts';
import { isHistory } from '../plan/scope.ts';
import { cellStart, NULL_CELL } from '../plan/week-grid.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { Tally, TransferPool } from '../transfer/transfer.ts';
import { fileContract } from './file-contract.ts';
import { damageOf, isLost, landedFile, lostFile, rebuildRemedy } from './landed-file.ts';

export interface VerifyRequest {
  readonly landing: BlobStore;
  readonly pool: TransferPool;
  readonly state: TableState;
  readonly timeZone: string;
  /** The persons of each group (by its name) that may be in its files now. */
  readonly persons: ReadonlyMap<string, SharedArrayBuffer>;
  /** Files to read again. */
  readonly files: readonly LiveFile[];
  /** Length of each blob beneath the table: then every live file is held against it, whether it is read again or not. */
  readonly sizes?: ReadonlyMap<string, number>;
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
 * @throws IntegrityError BLOB_MISSING, FILE_SIZE_DIFFERS, FILE_UNREADABLE, FILE_MISMATCH of all files together, and those of the batch contract (PERSON_NOT_APPROVED, UNAPPROVED_COLUMN, ...)
 */
export async function verifyFiles(request: VerifyRequest): Promise<readonly VerifiedFile[]> {
  const { state } = request;
  checkAccount(state, state.coverage, state.files.values());
  const damaged = request.sizes === undefined ? [] : damagedFiles(state, request.sizes);
  const readable = request.files.filter((file) => !damaged.some((each) => each.file === file));
  const limit = pLimit(4);
  const outcomes = await Promise.allSettled(readable.map((file) => limit(() => verifyFile(request, file))));
  const verified: VerifiedFile[] = [];
  const failed: FailedFile[] = [...damaged];
  for (const [index, file] of readable.entries()) {
    const outcome = outcomes[index];
    if (outcome?.status === 'fulfilled') verified.push(outcome.value);
    else failed.push({ file, reason: outcome?.reason });
  }
  const lostFiles = failed.filter(({ reason }) => isLost(reason));
  if (lostFiles.length > 0) throw lost(state, lostFiles);
  const [first] = failed;
  if (first !== undefined) throw namingStrangers(state, first.reason);
  return verified;
}

/** The batch contract's words are for what arrives from the source; these rows were approved when they landed, as a rule. */
function namingStrangers({ cohort, table }: TableState, reason: unknown): unknown {
  if (!(reason instanceof CohortSyncError) || reason.code !== 'PERSON_NOT_APPROVED') return reason;
  return new IntegrityError(
    `Files of ${table} of cohort ${cohort} hold rows of persons who are not approved now.`,
    {
      code: reason.code,
      remedy: 'Run sync, which takes them out, and purge, which erases them; then verify again.',
      cause: reason,
    },
  );
}

interface FailedFile {
  readonly file: LiveFile;
  readonly reason: unknown;
}

function damagedFiles(state: TableState, sizes: ReadonlyMap<string, number>): readonly FailedFile[] {
  return [...state.files.values()].flatMap((file) => {
    const reason = damageOf(state, file.size, sizes.get(file.path));
    return reason === undefined ? [] : [{ file, reason }];
  });
}

/** Names what is lost: the table, and each slice that a file of is gone or changed. */
function lost(state: TableState, files: readonly FailedFile[]): IntegrityError {
  const { cohort, table } = state;
  const slices = [...new Set(files.map(({ file }) => sliceWords(file)))];
  const more = slices.length > MOST_NAMED ? `; and ${slices.length - MOST_NAMED} more` : '';
  const [cause] = files.map(({ reason }) => reason).filter(isLost);
  return new IntegrityError(
    `${files.length} data files of ${table} of cohort ${cohort} are gone or changed: ${slices.slice(0, MOST_NAMED).join('; ')}${more}.`,
    { code: cause?.code ?? 'FILE_MISMATCH', remedy: rebuildRemedy(state), cause },
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
  const stored = landedFile(landing, state, file);
  const tally = await pool.inspect(stored, contract, { deep: request.deep ?? false });
  const same =
    tally.rows === file.rows &&
    tally.transfer[0] === file.transfer[0] &&
    tally.transfer[1] === file.transfer[1];
  if (!same) throw lostFile(state, 'FILE_MISMATCH');
  return { file, tally };
}
