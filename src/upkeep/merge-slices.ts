import { randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import { IntegrityError } from '../errors.ts';
import { throwIfInterrupted } from '../interruption.ts';
import { commitTable } from '../landing/commit.ts';
import type { Coverage } from '../landing/coverage.ts';
import { discardFiles, listStrays } from '../landing/orphans.ts';
import { dataFilePath } from '../landing/paths.ts';
import type { LiveFile, TableState } from '../landing/table-state.ts';
import type { Log } from '../log/events.ts';
import { sameSlice } from '../plan/tiling.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { TransferPool, WrittenFile } from '../transfer/transfer.ts';
import { fileContract } from '../verify/file-contract.ts';
import { landedFile, namingTable } from '../verify/landed-file.ts';
import { type Merge, type MergeLimits, planMerges } from './plan-merges.ts';

export interface MergeRequest {
  readonly landing: BlobStore;
  readonly pool: TransferPool;
  readonly log: Log;
  readonly run: string;
  readonly state: TableState;
  /** The persons of each group, by its name. */
  readonly persons: ReadonlyMap<string, SharedArrayBuffer>;
  readonly timeZone: string;
  readonly limits: MergeLimits;
  readonly signal?: AbortSignal;
  readonly assertHeld: () => void;
}

/** The pool of workers is the real bound. */
const MERGES_AT_ONCE = 4;

/**
 * Writes the files of old weeks as one file for each merged slice, and puts them in the others' place in one commit that
 * changes no data: rows, watermark, and what the table equals stay as they are. What is written passes the checks of a
 * transfer, and must add up to what the slices were, or nothing is committed. The files that it replaces stay in storage for the
 * snapshots that name them.
 * @returns the table as it stands then; the very same where there was nothing to merge
 */
export async function mergeSlices(request: MergeRequest): Promise<TableState> {
  const { landing, state, run, limits, log } = request;
  const merges = planMerges(state.coverage, limits);
  if (merges.length === 0) return state;
  const written: WrittenFile[] = [];
  let claiming = false;
  try {
    const strays = await listStrays(landing, state, state);
    const replaced = await writeAll(request, merges, written);
    throwIfInterrupted(request.signal);
    request.assertHeld();
    claiming = true;
    const committed = await commitTable(landing, state, state, {
      operation: 'MERGE',
      add: written,
      remove: replaced.map(({ path }) => path),
      coverage: mergedCoverage(state.coverage, merges, run),
      schema: state.schema,
    });
    await discardFiles(landing, strays);
    const { cohort, table } = state;
    log({ kind: 'table-committed', cohort, table, version: BigInt(committed.state.version) });
    return committed.state;
  } catch (error) {
    // After a claim whose fate is unknown the files may be in the table: then they must stay.
    if (!claiming || error instanceof IntegrityError) {
      const paths = written.map(({ path }) => path);
      await discardFiles(landing, paths);
    }
    throw error;
  }
}

/** The same coverage, with each merged slice in the place of those that it was made of. */
export function mergedCoverage(coverage: Coverage, merges: readonly Merge[], run: string): Coverage {
  const groups = coverage.groups.map((covered) => {
    const own = merges.filter(({ group }) => group === covered.group);
    const gone = own.flatMap(({ from }) => from);
    const kept = covered.slices.filter((slice) => !gone.some((each) => sameSlice(each, slice)));
    const slices = [...kept, ...own.map(({ into }) => into)];
    return { ...covered, slices: slices.sort((a, b) => a.firstCell - b.firstCell || a.bucket - b.bucket) };
  });
  return { ...coverage, run, groups };
}

async function writeAll(
  request: MergeRequest,
  merges: readonly Merge[],
  written: WrittenFile[],
): Promise<readonly LiveFile[]> {
  const limit = pLimit(MERGES_AT_ONCE);
  const outcomes = await Promise.allSettled(
    merges.map((merge) => limit(() => writeMerged(request, merge, written))),
  );
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
}

/** One file of all that the merged slices hold; gives the files that it replaces. */
async function writeMerged(
  { landing, pool, state, persons, timeZone, signal }: MergeRequest,
  { group, from, into }: Merge,
  written: WrittenFile[],
): Promise<readonly LiveFile[]> {
  throwIfInterrupted(signal);
  const files = [...state.files.values()]
    .filter(
      (file) => file.group === group && from.some((slice) => sameSlice(slice, { ...slice, ...file.slice })),
    )
    .sort((a, b) => a.slice.firstCell - b.slice.firstCell);
  if (files.length === 0) return [];
  const contract = fileContract(state, into, persons.get(group) ?? new SharedArrayBuffer(0), timeZone);
  const sources = files.map((file) => landedFile(landing, state, file));
  const openFile = () => {
    const path = dataFilePath(state, { group, slice: into }, randomUUID());
    return { path, writer: landing.openWrite(path) };
  };
  const { file, dropped } = await pool.rewrite(sources, contract, openFile).catch(namingTable(state));
  if (file !== undefined) written.push(file);
  if (dropped > 0n) throw stranger(state);
  return files;
}

function stranger({ cohort, table }: TableState): IntegrityError {
  return new IntegrityError(`${table} of cohort ${cohort} holds rows of a person who is not approved.`, {
    code: 'PERSON_NOT_APPROVED',
    remedy: 'Nothing was committed; run verify, and purge what it names.',
  });
}
