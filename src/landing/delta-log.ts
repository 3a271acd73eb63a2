import pLimit from 'p-limit';
import { z } from 'zod';
import { IntegrityError } from '../errors.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { type Action, decodeCommit } from './actions.ts';
import { readCheckpoint } from './checkpoint.ts';
import { logBroken, unlessBroken } from './log-error.ts';
import {
  checkpointPath,
  commitPath,
  lastCheckpointPath,
  logFolder,
  type TableAddress,
  versionDigits,
} from './paths.ts';
import { EMPTY_LOG, type LogState, replay } from './replay.ts';
import { type ForeignTable, foreignTable, readState, type TableState } from './table-state.ts';

/**
 * Reads a landed table: the newest checkpoint, and the commits after it. The newest commit is always read, because it
 * alone says what is covered, and who wrote it.
 * @param version an older version to read (time travel); the newest when absent
 * @returns undefined when there is no table
 * @throws IntegrityError LANDING_LOG_BROKEN (a gap, a line or a checkpoint that cannot be read), LANDING_VERSION_MISSING
 */
export async function openTable(
  store: BlobStore,
  address: TableAddress,
  version?: number,
): Promise<TableState | ForeignTable | undefined> {
  const found = await readLog(store, address, version);
  if (found === undefined) return undefined;
  return found.log.commitInfo?.cohortSync === undefined
    ? foreignTable(address, found.version, found.log)
    : readState(address, found.version, found.log);
}

/** What the log adds up to, whoever wrote it; see `openTable`. */
export async function readLog(
  store: BlobStore,
  address: TableAddress,
  version?: number,
): Promise<{ readonly version: number; readonly log: LogState } | undefined> {
  const listing = upTo(await listLog(store, address, version), version);
  const newest = Math.max(-1, ...listing.commits, ...listing.checkpoints);
  if (version !== undefined && newest !== version) throw versionMissing(address, version);
  if (newest < 0) return undefined;
  const checkpoint = Math.max(-1, ...listing.checkpoints);
  // With the checkpoint newest, its own commit is read still, for its commitInfo.
  const tail = range(Math.min(checkpoint + 1, newest), newest);
  const missing = tail.find((wanted) => !listing.commits.has(wanted));
  if (missing !== undefined) throw logBroken(commitPath(address, missing), 'the commit is missing');
  const [base, commits] = await Promise.all([
    checkpoint < 0 ? [] : readCheckpoint(store, checkpointPath(address, checkpoint)),
    readCommits(store, address, tail),
  ]);
  return { version: newest, log: replay(EMPTY_LOG, [base, ...commits]) };
}

/** The newest version that anything in a log's folder is named after, whether it can be read or not; -1 where there is nothing. */
export async function newestNamed(store: BlobStore, address: TableAddress): Promise<number> {
  const { commits, checkpoints } = await listNames(store, logFolder(address));
  return Math.max(-1, ...commits, ...checkpoints);
}

/** Each commit of a table from the first one, by its version: its actions, undefined where it is gone, or that it cannot be read. */
export async function everyCommit(
  store: BlobStore,
  { cohort, table, version }: Pick<TableState, 'cohort' | 'table' | 'version'>,
): Promise<readonly (readonly Action[] | 'broken' | undefined)[]> {
  const limit = pLimit(8);
  return Promise.all(
    range(0, version).map((each) => limit(() => unlessBroken(readCommit(store, { cohort, table }, each)))),
  );
}

/** The actions of one commit, or undefined when there is none. */
export async function readCommit(
  store: BlobStore,
  address: TableAddress,
  version: number,
): Promise<readonly Action[] | undefined> {
  const path = commitPath(address, version);
  const blob = await store.read(path);
  if (blob === undefined) return undefined;
  try {
    return decodeCommit(blob.content);
  } catch (cause) {
    throw logBroken(path, 'it is not a commit of a Delta log', cause);
  }
}

async function readCommits(
  store: BlobStore,
  address: TableAddress,
  versions: readonly number[],
): Promise<readonly (readonly Action[])[]> {
  const limit = pLimit(8);
  const read = async (version: number): Promise<readonly Action[]> => {
    const actions = await readCommit(store, address, version);
    if (actions === undefined) throw logBroken(commitPath(address, version), 'the commit is missing');
    return actions;
  };
  return Promise.all(versions.map((version) => limit(read, version)));
}

interface LogListing {
  readonly commits: ReadonlySet<number>;
  readonly checkpoints: ReadonlySet<number>;
}

/** Versions that one listing covers: names of a log differ in their last three digits within it. */
const BLOCK = 1000;

/**
 * What the log holds from the newest known checkpoint on; the whole of it where none is known. `_last_checkpoint` is
 * only a hint: when it is missing, broken, wrong, or too new for the version wanted, the listing tells.
 */
async function listLog(
  store: BlobStore,
  address: TableAddress,
  version: number | undefined,
): Promise<LogListing> {
  const hint = await readHint(store, address);
  if (hint === undefined || (version !== undefined && hint > version))
    return listNames(store, logFolder(address));
  const commits = new Set<number>();
  const checkpoints = new Set<number>();
  for (let block = hint - (hint % BLOCK); ; block += BLOCK) {
    // A block after the last is listed as well, so that a gap at a block's end is seen as a gap.
    const found = await listNames(store, `${logFolder(address)}${versionDigits(block).slice(0, -3)}`);
    for (const entry of found.commits) commits.add(entry);
    for (const entry of found.checkpoints) checkpoints.add(entry);
    if (found.commits.size === 0) break;
  }
  return checkpoints.has(hint) ? { commits, checkpoints } : listNames(store, logFolder(address));
}

const NAME = /^(\d{20})\.(json|checkpoint\.parquet)$/;

/** Commits and classic checkpoints; everything else of other engines (checksums, sidecars) is passed over. */
async function listNames(store: BlobStore, prefix: string): Promise<LogListing> {
  const commits = new Set<number>();
  const checkpoints = new Set<number>();
  for await (const { path } of store.list(prefix)) {
    const match = NAME.exec(path.slice(path.lastIndexOf('/') + 1));
    if (match !== null) (match[2] === 'json' ? commits : checkpoints).add(Number(match[1]));
  }
  return { commits, checkpoints };
}

function upTo(listing: LogListing, version = Number.MAX_SAFE_INTEGER): LogListing {
  const until = (versions: ReadonlySet<number>): ReadonlySet<number> =>
    new Set([...versions].filter((entry) => entry <= version));
  return { commits: until(listing.commits), checkpoints: until(listing.checkpoints) };
}

const hintSchema = z.object({ version: z.int().nonnegative() });

async function readHint(store: BlobStore, address: TableAddress): Promise<number | undefined> {
  const blob = await store.read(lastCheckpointPath(address));
  if (blob === undefined) return undefined;
  try {
    return hintSchema.parse(JSON.parse(new TextDecoder().decode(blob.content))).version;
  } catch {
    return undefined;
  }
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function versionMissing({ cohort, table }: TableAddress, version: number): IntegrityError {
  return new IntegrityError(`There is no version ${version} of ${table} of cohort ${cohort}.`, {
    code: 'LANDING_VERSION_MISSING',
    remedy: 'Ask for a version that a snapshot names.',
  });
}
