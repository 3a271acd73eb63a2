import { IntegrityError } from '../errors.ts';
import { runnerNow } from '../instant.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { Cut } from './consistent-cut.ts';
import { snapshotFolder, snapshotPath } from './paths.ts';
import { decodeSnapshot, encodeSnapshot, type Snapshot } from './snapshot-document.ts';

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
 * the latest one is read again.
 * @throws IntegrityError SNAPSHOT_BACKWARD when the latest one is ahead of this cut
 */
export async function publishSnapshot(store: BlobStore, cut: Cut, run: string): Promise<Publication> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const latest = await latestSnapshot(store, cut.cohort);
    if (latest !== undefined && saysTheSame(latest, cut))
      return { published: latest.run === run, snapshot: latest };
    if (latest !== undefined && isAhead(latest, cut)) throw backward(cut.cohort);
    const snapshot: Snapshot = { ...cut, number: (latest?.number ?? 0) + 1, publishedAt: runnerNow(), run };
    const path = snapshotPath(cut.cohort, snapshot.number);
    // The point at which readers see the cut. A lost reply shows as our own snapshot on the next turn.
    if ((await store.putIfAbsent(path, encodeSnapshot(snapshot))) === 'created')
      return { published: true, snapshot };
  }
  throw backward(cut.cohort);
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
