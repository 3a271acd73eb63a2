import { IntegrityError } from '../errors.ts';
import type { TableAddress } from '../landing/paths.ts';
import type { SliceTransfer } from '../plan/plan-table.ts';
import type { Schemas } from '../source/statements/source-table.ts';
import type { ExtractRequest } from '../source/statements/stage.ts';
import type { Warehouse } from '../source/warehouse.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { BatchContract, SliceTally, TransferPool, WrittenFile } from '../transfer/transfer.ts';

/** One slice, on its way from the stage to files of the landing that no commit names yet. */
export interface SliceRequest {
  readonly warehouse: Warehouse;
  readonly schemas: Schemas;
  readonly pool: TransferPool;
  readonly landing: BlobStore;
  readonly run: string;
  readonly address: TableAddress;
  readonly extract: ExtractRequest;
  readonly contract: BatchContract;
  /** What the stage was found to hold of it. */
  readonly expected: SliceTransfer['expected'];
  /** A path in the landing for a new file of this slice. */
  readonly newPath: () => string;
  readonly signal: AbortSignal | undefined;
}

/** Files that are proven to hold the slice, all of it and nothing else. */
export interface SliceFiles {
  readonly files: readonly WrittenFile[];
  readonly tally: SliceTally;
}

/**
 * The proof that what arrived is what was counted.
 * @throws IntegrityError TRANSFER_COUNT, TRANSFER_FINGERPRINT
 */
export function requireExpected(
  { address, expected }: Pick<SliceRequest, 'address' | 'expected'>,
  found: SliceTally,
): void {
  if (found.rows !== expected.rows) {
    throw mismatch(address, 'TRANSFER_COUNT', 'another number of rows arrived than the warehouse counted');
  }
  if (found.transfer[0] !== expected.transfer[0] || found.transfer[1] !== expected.transfer[1]) {
    throw mismatch(address, 'TRANSFER_FINGERPRINT', 'other rows arrived than the warehouse fingerprinted');
  }
}

function mismatch({ table, cohort }: TableAddress, code: string, what: string): IntegrityError {
  return new IntegrityError(`${table} of cohort ${cohort}: ${what}.`, {
    code,
    remedy:
      'Nothing of the slice was committed. Run again; if it comes back, ask who changes the sandbox during a run.',
  });
}
