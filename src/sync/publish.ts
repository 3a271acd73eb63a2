import pLimit from 'p-limit';
import { IntegrityError } from '../errors.ts';
import { consistentCut } from '../landing/consistent-cut.ts';
import { openTable } from '../landing/delta-log.ts';
import { unlessBroken } from '../landing/log-error.ts';
import { latestSnapshot, publishSnapshot } from '../landing/snapshot.ts';
import type { Snapshot } from '../landing/snapshot-document.ts';
import type { LiveFile, TableState } from '../landing/table-state.ts';
import type { Log } from '../log/events.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { TransferPool } from '../transfer/transfer.ts';
import { lostFirst } from '../verify/lost-first.ts';
import { verifyFiles } from '../verify/verify-files.ts';

export interface PublishRequest {
  readonly landing: BlobStore;
  readonly pool: TransferPool;
  readonly log: Log;
  readonly run: string;
  readonly cohort: string;
  /** Every approved table of the cohort as it stands after this run. */
  readonly tables: readonly TableState[];
  /** The persons of each group, by its name. */
  readonly persons: ReadonlyMap<string, SharedArrayBuffer>;
  readonly timeZone: string;
  readonly assertHeld: () => void;
}

/**
 * Verifies what has landed since the last snapshot by reading storage again, then publishes the next one. It does so whenever
 * the tables are not those of the latest snapshot, even if this run committed nothing: a run may have died in between.
 *
 * @returns the latest snapshot, published now or before
 * @throws IntegrityError SNAPSHOT_INCONSISTENT when the tables do not stand together
 */
export async function verifyAndPublish(request: PublishRequest): Promise<Snapshot> {
  const { landing, cohort, tables, run } = request;
  const latest = await latestSnapshot(landing, cohort);
  const cut = consistentCut(cohort, tables);
  const limit = pLimit(TABLES_AT_ONCE);
  const outcomes = await Promise.allSettled(
    tables.map((state) => limit(() => verifyTable(request, state, latest?.tables[state.table]?.version))),
  );
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (failures.length > 0) throw lostFirst(failures);
  request.assertHeld();
  const { published, snapshot } = await publishSnapshot(landing, cut, run);
  // What this run published before, without who left, is said already.
  const isNew = published && snapshot.number !== latest?.number;
  if (isNew) request.log({ kind: 'snapshot-published', cohort, number: snapshot.number });
  return snapshot;
}

/** Reads again what a table has got since the version that the latest snapshot names. */
async function verifyTable(
  { landing, pool, timeZone, persons }: PublishRequest,
  state: TableState,
  version: number | undefined,
): Promise<void> {
  if (version === state.version) return;
  const files = await unverified(landing, state, version);
  await verifyFiles({ landing, pool, state, timeZone, persons, files });
}

const TABLES_AT_ONCE = 3;

/** The files that the last verified version did not have; all of them when the persons of a group are others now. */
export async function unverified(
  landing: BlobStore,
  state: TableState,
  version: number | undefined,
): Promise<readonly LiveFile[]> {
  const files = [...state.files.values()];
  if (version === undefined) return files;
  // A version that was lost, and left behind by a rebuild, vouches for no file: then all are read.
  const before = await unlessBroken(openTable(landing, state, version));
  if (before === 'broken') return files;
  if (before === undefined || before.foreign) {
    throw new IntegrityError(
      `A published snapshot of cohort ${state.cohort} names a version that is not ours.`,
      {
        code: 'FOREIGN_COMMIT',
        remedy: 'Give other engines read rights only; have the table rebuilt from the source.',
      },
    );
  }
  const members = new Map(before.coverage.groups.map((group) => [group.group, group.members]));
  const same = state.coverage.groups.every(
    (group) => !members.has(group.group) || members.get(group.group) === group.members,
  );
  return same ? files.filter((file) => !before.files.has(file.path)) : files;
}
