import { CohortSyncError, IntegrityError, RemoteError } from '../errors.ts';
import { formatInstant } from '../instant.ts';
import { readSnapshot } from '../landing/snapshot.ts';
import type { Snapshot } from '../landing/snapshot-document.ts';
import type { Overrides } from '../override/overrides.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { noteOf } from '../sync/problem.ts';
import { isLost } from './landed-file.ts';
import { lostFirst } from './lost-first.ts';
import type { OpenLanding } from './open-landing.ts';
import type { CohortVerification, TableVerification } from './verify-report.ts';
import type { TableOutcome } from './verify-table.ts';

/**
 * What all tables of a landing together say of it. What an owner may answer (a difference, a lost table) gets a name here.
 * @param outcomes of every table that was to be verified
 * @throws RemoteError SNAPSHOT_WITHDRAWN where files are gone because a purge took the snapshot back meanwhile; whatever the tables failed with, as one error; what is lost comes first
 */
export async function judgeLanding(
  overrides: Overrides,
  store: BlobStore,
  { cohort, snapshot }: OpenLanding,
  outcomes: readonly TableOutcome[],
): Promise<CohortVerification> {
  const lost = outcomes.some((outcome) => 'error' in outcome && isLost(outcome.error));
  // A purge withdraws a snapshot before it erases what only that one named: so where it is gone, nobody did harm.
  if (lost && (await readSnapshot(store, snapshot.cohort, snapshot.number)) === undefined)
    throw withdrawnMeanwhile(snapshot);
  const failures: unknown[] = [];
  for (const outcome of outcomes) {
    if ('error' in outcome) failures.push(await lostTable(overrides, outcome.error, snapshot, outcome.table));
  }
  if (failures.length > 0) throw lostFirst(failures);
  const tables = outcomes.flatMap((outcome) => ('verified' in outcome ? [outcome.verified] : []));
  const differs = tables.some((table) => table.differences > 0);
  return {
    cohort: cohort.cohort,
    state: differs ? 'differs' : 'verified',
    snapshot: snapshot.number,
    through: snapshot.through === null ? null : formatInstant(snapshot.through - 1n),
    problem: differs ? noteOf(await sourceDiffers(overrides, snapshot, tables)) : null,
    tables,
  };
}

async function sourceDiffers(
  overrides: Overrides,
  { cohort, number }: Snapshot,
  tables: readonly TableVerification[],
): Promise<CohortSyncError> {
  const seen = {
    snapshot: number,
    tables: tables.map(({ table, version, differences }) => ({ table, version, differences })),
  };
  const [answer] = await overrides.find([
    { code: 'LANDING_DIFFERS', override: 'heal', cohort, table: null, seen },
  ]);
  return new CohortSyncError(`The landing of cohort ${cohort} is not what the source holds now.`, {
    code: 'LANDING_DIFFERS',
    remedy:
      'Have an owner answer the finding by an override of kind heal, then run "cohort-sync verify --deep --heal"; or run "cohort-sync sync --full", which compares all history. If it stays, report it.',
    findings: answer?.name === undefined ? [] : [answer.name],
  });
}

function withdrawnMeanwhile({ cohort, number }: Snapshot): RemoteError {
  return new RemoteError(`Snapshot ${number} of cohort ${cohort} was withdrawn while it was verified.`, {
    code: 'SNAPSHOT_WITHDRAWN',
    remedy: 'Verify again: the snapshot that succeeded it.',
  });
}

/** The error of a table whose files are not what the log says, with the finding by which an owner can have it landed anew. */
async function lostTable(
  overrides: Overrides,
  error: unknown,
  { cohort, tables }: Snapshot,
  table: string,
): Promise<unknown> {
  if (!isLost(error)) return error;
  const { code, message, remedy } = error;
  const seen = { version: tables[table]?.version ?? null };
  const [answer] = await overrides.find([{ code, override: 'rebuild', cohort, table, seen }]);
  const findings = answer?.name === undefined ? [] : [answer.name];
  return new IntegrityError(message, { code, remedy, findings, cause: error });
}
