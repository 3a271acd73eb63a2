import type { Stores } from '../configuration/stores.ts';
import { IntegrityError } from '../errors.ts';
import { openTable } from '../landing/delta-log.ts';
import { latestSnapshot, lostNumbers, snapshotsLost } from '../landing/snapshot.ts';
import type { Snapshot } from '../landing/snapshot-document.ts';
import { requireOurs, type TableState } from '../landing/table-state.ts';
import { OMOP_TABLES } from '../omop/tables.ts';
import type { ReadyCohort } from '../sync/ready-cohort.ts';
import { lastVerified } from './verified-snapshot.ts';

/** What a cohort's readers see: its latest snapshot. */
export interface OpenLanding {
  readonly cohort: ReadyCohort;
  readonly snapshot: Snapshot;
  /** The snapshot that was found right last; undefined: read everything again. */
  readonly before: Snapshot | undefined;
  /** The tables to verify, in landing order. */
  readonly tables: readonly string[];
}

/**
 * Opens the landing of a cohort as its readers see it; undefined while nothing was published.
 * @param wanted only these tables; all landed ones when empty
 */
export async function openLanding(
  stores: Stores,
  cohort: ReadyCohort,
  wanted: readonly string[],
  deep: boolean,
): Promise<OpenLanding | undefined> {
  const [unapproved] = cohort.unapproved;
  if (unapproved !== undefined) throw tableNotApproved(cohort.cohort, unapproved.table);
  const snapshot = await latestSnapshot(stores.landing, cohort.cohort);
  const lost = await lostNumbers(stores.landing, cohort.cohort);
  // What readers were last told to read is gone: they see an older state, or nothing, and so would this.
  if ((lost.at(-1) ?? 0) > (snapshot?.number ?? 0)) throw snapshotsLost(cohort.cohort, lost);
  if (snapshot === undefined) return undefined;
  const before = deep ? undefined : await lastVerified(stores, cohort.cohort);
  const tables = OMOP_TABLES.map(({ name }) => name).filter(
    (name) => name in snapshot.tables && (wanted.length === 0 || wanted.includes(name)),
  );
  return { cohort, snapshot, before, tables };
}

/** The table as the snapshot's readers see it: at the version that it names, never the newest. */
export async function snapshotTable(stores: Stores, snapshot: Snapshot, table: string): Promise<TableState> {
  const named = snapshot.tables[table];
  const address = { cohort: snapshot.cohort, table };
  const state = named && (await openTable(stores.landing, address, named.version));
  if (state !== undefined) return requireOurs(state);
  throw new IntegrityError(
    `Snapshot ${snapshot.number} of cohort ${snapshot.cohort} names a table that is not there.`,
    {
      code: 'SNAPSHOT_BROKEN',
      remedy: 'Restore the table from soft delete or a backup, or have it rebuilt from the source.',
    },
  );
}

function tableNotApproved(cohort: string, table: string): IntegrityError {
  return new IntegrityError(
    `The landing of cohort ${cohort} holds rows of ${table}, which is not approved.`,
    {
      code: 'TABLE_NOT_APPROVED',
      remedy: 'Run sync, which takes them out, then verify again.',
    },
  );
}
