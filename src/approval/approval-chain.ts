import { COHORT_ID } from '../cohort/cohort-schema.ts';
import { IntegrityError, RemoteError } from '../errors.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { type ApprovalRecord, decodeRecord, encodeRecord, recordDigest } from './approval-record.ts';

/** A record that lies in the chain, with the digest of its bytes. */
export interface Approval extends ApprovalRecord {
  readonly digest: string;
}

/** A cohort's approvals, oldest first; the last one is the head. */
export type ApprovalChain = readonly Approval[];

/**
 * Reads the chain of a cohort and verifies every link: numbered without a gap, each of this cohort, each naming the
 * digest of the one before. That the newest records were taken away cannot be seen here: the landing's own revision
 * tells it.
 * @param approvals the store of `approvals.url`
 * @throws IntegrityError `APPROVAL_CHAIN_BROKEN`
 */
export async function readChain(approvals: BlobStore, cohortId: string): Promise<ApprovalChain> {
  const paths: string[] = [];
  for await (const { path } of approvals.list(`${checkedId(cohortId)}/`)) paths.push(path);
  if (paths.some((path, index) => path !== recordPath(cohortId, index + 1))) throw broken(cohortId);
  const blobs = await Promise.all(paths.map((path) => approvals.read(path)));
  const chain: Approval[] = [];
  for (const blob of blobs) {
    const record = blob && decodeRecord(blob.content);
    const before = chain.at(-1);
    const isNext =
      record?.cohort === cohortId &&
      record.sequence === chain.length + 1 &&
      record.predecessor === (before?.digest ?? null);
    if (!blob || !record || !isNext) throw broken(cohortId);
    chain.push({ ...record, digest: recordDigest(blob.content) });
  }
  return chain;
}

/**
 * Adds a record behind the head that was read. This put-if-absent is the moment of approval.
 * @throws RemoteError `APPROVAL_CONFLICT` when another record took the place
 */
export async function appendRecord(
  approvals: BlobStore,
  chain: ApprovalChain,
  record: Omit<ApprovalRecord, 'sequence' | 'predecessor'>,
): Promise<Approval> {
  const sequence = chain.length + 1;
  const complete = { ...record, sequence, predecessor: chain.at(-1)?.digest ?? null };
  const content = encodeRecord(complete);
  if ((await approvals.putIfAbsent(recordPath(record.cohort, sequence), content)) === 'exists') {
    throw new RemoteError(`Another approval of cohort ${record.cohort} was recorded at the same time.`, {
      code: 'APPROVAL_CONFLICT',
      remedy: 'Look at it with "cohort-sync audit", then approve again if it is still needed.',
    });
  }
  return { ...complete, digest: recordDigest(content) };
}

/** Six digits, so that the order of a listing is the order of the chain. */
export function recordPath(cohortId: string, sequence: number): string {
  if (!Number.isInteger(sequence) || sequence < 1 || sequence > 999_999)
    throw new RangeError('not a sequence number');
  return `${checkedId(cohortId)}/${sequence.toString().padStart(6, '0')}.json`;
}

function checkedId(cohortId: string): string {
  if (!COHORT_ID.test(cohortId)) throw new RangeError('not a cohort id');
  return cohortId;
}

function broken(cohortId: string): IntegrityError {
  return new IntegrityError(`The chain of approvals of cohort ${cohortId} is broken.`, {
    code: 'APPROVAL_CHAIN_BROKEN',
    remedy: 'Find out who changed the approvals container, and restore the records from its versions.',
  });
}
