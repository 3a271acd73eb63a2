import pLimit from 'p-limit';
import { IntegrityError } from '../errors.ts';
import { checkAccount } from '../landing/slice-account.ts';
import type { LiveFile, TableState } from '../landing/table-state.ts';
import { isHistory } from '../plan/scope.ts';
import { cellStart, NULL_CELL } from '../plan/week-grid.ts';
import { LOAD_COLUMN, PERSON_COLUMN } from '../source/statements/source-table.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { BatchContract, Tally, TransferPool } from '../transfer/transfer.ts';

export interface VerifyRequest {
  readonly landing: BlobStore;
  readonly pool: TransferPool;
  readonly state: TableState;
  readonly keyColumns: readonly string[];
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
  return Promise.all(request.files.map((file) => limit(() => verifyFile(request, file))));
}

async function verifyFile(request: VerifyRequest, file: LiveFile): Promise<VerifiedFile> {
  const { landing, pool, state } = request;
  const stored = {
    size: file.size,
    readRange: (offset: number, length: number) => landing.readRange(file.path, offset, length),
  };
  const tally = await pool.inspect(stored, contractOf(request, file), { deep: request.deep ?? false });
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

function contractOf(request: VerifyRequest, file: LiveFile): BatchContract {
  const { firstCell, lastCell } = file.slice;
  const nulls = firstCell === NULL_CELL;
  return {
    columns: request.state.schema,
    personColumn: PERSON_COLUMN,
    fingerprintColumns: [...request.keyColumns, PERSON_COLUMN, LOAD_COLUMN],
    loadColumn: LOAD_COLUMN,
    persons: request.persons.get(file.group) ?? new SharedArrayBuffer(0),
    from: nulls ? 0n : isHistory(file.slice) ? null : cellStart(firstCell),
    until: nulls ? 0n : cellStart(lastCell + 1),
    nulls,
    timeZone: request.timeZone,
  };
}
