import { IntegrityError } from '../errors.ts';
import {
  addFingerprints,
  EMPTY_FINGERPRINT,
  type TransferFingerprint,
} from '../fingerprint/transfer-fingerprint.ts';
import type { Coverage } from './coverage.ts';
import type { SliceName } from './paths.ts';
import type { LiveFile, TableState } from './table-state.ts';

/** Rows and fingerprint of a set of files, or what coverage says of them. */
export interface Account {
  readonly rows: bigint;
  readonly transfer: TransferFingerprint;
}

const NOTHING: Account = { rows: 0n, transfer: EMPTY_FINGERPRINT };

/** The sum over files or slices. */
export function sumAccounts(accounts: Iterable<Account>): Account {
  let total = NOTHING;
  for (const account of accounts) total = plus(total, account);
  return total;
}

/**
 * Throws COVERAGE_MISMATCH unless the live files of every slice add up to exactly what the coverage says of that slice,
 * and every file lies in a slice that is covered. Rows and what vouches for them are one commit: this is where they meet.
 */
export function checkAccount(
  { cohort, table }: TableState,
  coverage: Coverage,
  files: Iterable<LiveFile>,
): void {
  const landed = new Map<string, Account>();
  for (const file of files) {
    const key = sliceKey(file.group, file.slice);
    landed.set(key, plus(landed.get(key) ?? NOTHING, file));
  }
  for (const { group, slices } of coverage.groups) {
    for (const slice of slices) {
      const key = sliceKey(group, slice);
      if (!same(landed.get(key) ?? NOTHING, slice)) throw mismatch(cohort, table, key);
      landed.delete(key);
    }
  }
  const [stray] = landed.keys();
  if (stray !== undefined) throw mismatch(cohort, table, stray);
}

function sliceKey(group: string, { firstCell, lastCell, bucket, buckets }: SliceName): string {
  return `${group}, cells ${firstCell} to ${lastCell}, bucket ${bucket} of ${buckets}`;
}

function plus(a: Account, b: Account): Account {
  return { rows: a.rows + b.rows, transfer: addFingerprints(a.transfer, b.transfer) };
}

function same(a: Account, b: Account): boolean {
  return a.rows === b.rows && a.transfer[0] === b.transfer[0] && a.transfer[1] === b.transfer[1];
}

function mismatch(cohort: string, table: string, slice: string): IntegrityError {
  return new IntegrityError(
    `The files of ${table} of cohort ${cohort} are not what its coverage says: ${slice}.`,
    {
      code: 'COVERAGE_MISMATCH',
      remedy: 'Nothing was committed; run again, and report it if it comes back.',
    },
  );
}
