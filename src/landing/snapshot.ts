import pLimit from 'p-limit';
import { IntegrityError } from '../errors.ts';
import { formatInstant, runnerNow } from '../instant.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { Cut } from './consistent-cut.ts';
import { newestNamed, openTable } from './delta-log.ts';
import { unlessBroken } from './log-error.ts';
import { numberPath, numbersFolder, snapshotFolder, snapshotPath, withdrawnPath } from './paths.ts';
import { decodeSnapshot, encodeSnapshot, type Snapshot } from './snapshot-document.ts';
import { isStillLive } from './still-live.ts';

/** The snapshot with the greatest number, or undefined when none was ever published. */
export async function latestSnapshot(store: BlobStore, cohort: string): Promise<Snapshot | undefined> {
  let newest: string | undefined;
  for await (const { path } of store.list(snapshotFolder(cohort))) {
    if (/\/\d{10}\.json$/.test(path)) newest = path;
  }
  return newest === undefined ? undefined : readSnapshotAt(store, newest);
}

/** The snapshot of that number, or undefined when it was never published or was withdrawn. */
export async function readSnapshot(
  store: BlobStore,
  cohort: string,
  number: number,
): Promise<Snapshot | undefined> {
  return readSnapshotAt(store, snapshotPath(cohort, number));
}

async function readSnapshotAt(store: BlobStore, path: string): Promise<Snapshot | undefined> {
  const blob = await store.read(path);
  return blob && decodeSnapshot(path, blob.content);
}

export interface Publication {
  /** False when the latest snapshot says the same already. */
  readonly published: boolean;
  readonly snapshot: Snapshot;
}

/** A run that keeps losing numbers to others is not alone with the cohort. */
const MOST_ATTEMPTS = 5;

/**
 * Publishes a cut as the next snapshot, unless the latest one says the same already. Where another run takes the number,
 * the latest one is read again. A number is never given again: each that was given leaves a mark apart from the snapshots.
 * @throws IntegrityError SNAPSHOT_BACKWARD when the latest one is ahead of this cut, or a purge has overtaken it
 */
export async function publishSnapshot(store: BlobStore, cut: Cut, run: string): Promise<Publication> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    // Before the latest one is read: whatever somebody publishes behind that takes this number.
    const number = ((await givenNumbers(store, cut.cohort)).at(-1) ?? 0) + 1;
    const latest = await latestSnapshot(store, cut.cohort);
    // Of a run that died between its snapshot and the mark as well.
    if (latest !== undefined) await markNumber(store, latest);
    if (latest !== undefined && saysTheSame(latest, cut))
      return { published: latest.run === run, snapshot: latest };
    if (latest !== undefined && isAhead(latest, cut)) throw backward(cut.cohort);
    const snapshot: Snapshot = { ...cut, number, publishedAt: runnerNow(), run };
    const path = snapshotPath(cut.cohort, snapshot.number);
    // The point at which readers see the cut. A lost reply shows as our own snapshot on the next turn.
    if ((await store.putIfAbsent(path, encodeSnapshot(snapshot))) !== 'created') continue;
    await markNumber(store, snapshot);
    await requireLive(store, snapshot);
    return { published: true, snapshot };
  }
  throw backward(cut.cohort);
}

/**
 * Takes back a snapshot that names files which are live no more. Whoever fell asleep before it was published does not know
 * of the purge that came meanwhile. A purge lists the snapshots behind its commits: one of the two sees what the other did.
 */
async function requireLive(store: BlobStore, { cohort, number, run, tables }: Snapshot): Promise<void> {
  const live = await Promise.all(
    Object.entries(tables).map(async ([table, { version }]) => {
      const address = { cohort, table };
      if ((await newestNamed(store, address)) <= version) return true;
      const now = await unlessBroken(openTable(store, address));
      // What another engine did, or broke, every run looks for at its start.
      if (now === 'broken' || now === undefined || now.foreign) return true;
      return isStillLive(store, now, version);
    }),
  );
  if (live.every(Boolean)) return;
  await withdrawSnapshot(store, cohort, number, run);
  throw backward(cohort);
}

async function markNumber(store: BlobStore, { cohort, number }: Snapshot): Promise<void> {
  await store.putIfAbsent(numberPath(cohort, number), new Uint8Array());
}

/** Every number that was ever given, ascending: of snapshots that are there, were withdrawn, or were deleted by somebody. */
async function givenNumbers(store: BlobStore, cohort: string): Promise<readonly number[]> {
  const given = new Set<number>();
  for (const folder of [snapshotFolder(cohort), numbersFolder(cohort)]) {
    for await (const { path } of store.list(folder)) {
      const number = /\/(\d{10})(?:(?:\.withdrawn)?\.json)?$/.exec(path)?.[1];
      if (number !== undefined) given.add(Number(number));
    }
  }
  return [...given].sort((a, b) => a - b);
}

/**
 * Numbers of snapshots that were published, that no run withdrew, and that are gone all the same, ascending: somebody else
 * deleted them.
 */
export async function lostNumbers(store: BlobStore, cohort: string): Promise<readonly number[]> {
  // First what was given: what another run publishes meanwhile is there by the time it is looked for.
  const given = await givenNumbers(store, cohort);
  const there = new Set<number>();
  for await (const { path } of store.list(snapshotFolder(cohort))) {
    const number = /\/(\d{10})(?:\.withdrawn)?\.json$/.exec(path)?.[1];
    if (number !== undefined) there.add(Number(number));
  }
  return given.filter((number) => !there.has(number));
}

export function snapshotsLost(cohort: string, numbers: readonly number[]): IntegrityError {
  return new IntegrityError(
    `Snapshots of cohort ${cohort} were published and are gone, and no run withdrew them: ${numbers.join(', ')}.`,
    {
      code: 'SNAPSHOT_MISSING',
      remedy:
        'Find out who deletes there, and restore them from soft delete; what cannot be restored stays named here. The next snapshot gets a number of its own: run sync.',
    },
  );
}

/** The numbers of all snapshots that are there, oldest first. */
export async function snapshotNumbers(store: BlobStore, cohort: string): Promise<readonly number[]> {
  const numbers: number[] = [];
  for await (const { path } of store.list(snapshotFolder(cohort))) {
    const number = /\/(\d{10})\.json$/.exec(path)?.[1];
    if (number !== undefined) numbers.push(Number(number));
  }
  return numbers;
}

const READS_AT_ONCE = 8;

/** All snapshots that are there and can be read, oldest first; one that cannot be read names nobody knows what. */
export async function readableSnapshots(store: BlobStore, cohort: string): Promise<readonly Snapshot[]> {
  const limit = pLimit(READS_AT_ONCE);
  const found = await Promise.all(
    (await snapshotNumbers(store, cohort)).map((number) =>
      limit(() =>
        readSnapshot(store, cohort, number).catch((error: unknown) => {
          if (error instanceof IntegrityError && error.code === 'SNAPSHOT_BROKEN') return undefined;
          throw error;
        }),
      ),
    ),
  );
  return found.flatMap((snapshot) => snapshot ?? []);
}

/** Takes a snapshot back: its readers find that it is gone, and the mark that stays says by which run, and when. */
export async function withdrawSnapshot(
  store: BlobStore,
  cohort: string,
  number: number,
  run: string,
): Promise<void> {
  const mark = { format: 1, cohort, number, withdrawnAt: formatInstant(runnerNow()), run };
  // The mark first: a crash in between leaves a snapshot with a mark, and never a number that could be given again.
  await store.putIfAbsent(withdrawnPath(cohort, number), Buffer.from(`${JSON.stringify(mark, null, 2)}\n`));
  await store.delete(snapshotPath(cohort, number));
}

function saysTheSame(latest: Snapshot, cut: Cut): boolean {
  const names = Object.keys(cut.tables);
  return (
    latest.revision === cut.revision &&
    latest.through === cut.through &&
    names.length === Object.keys(latest.tables).length &&
    names.every((name) => latest.tables[name]?.version === cut.tables[name]?.version)
  );
}

function isAhead(latest: Snapshot, cut: Cut): boolean {
  return (
    latest.revision > cut.revision ||
    Object.entries(cut.tables).some(([name, table]) => (latest.tables[name]?.version ?? -1) > table.version)
  );
}

function backward(cohort: string): IntegrityError {
  return new IntegrityError(
    `Another run published snapshots of cohort ${cohort} that are ahead of this one.`,
    {
      code: 'SNAPSHOT_BACKWARD',
      remedy: 'Nothing was published; run again: the next run starts from what is there.',
    },
  );
}
