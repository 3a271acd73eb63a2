import pLimit from 'p-limit';
import { subtract, union } from '../cohort/person-set.ts';
import { CohortSyncError } from '../errors.ts';
import { throwIfInterrupted } from '../interruption.ts';
import { discardFiles, listStrays } from '../landing/orphans.ts';
import { latestSnapshot } from '../landing/snapshot.ts';
import type { TableState } from '../landing/table-state.ts';
import { type MemberLists, readMemberLists } from '../purge/departed.ts';
import { purgeTable } from '../purge/purge-table.ts';
import type { RemovedReport } from '../report/run-report.ts';
import { isLost } from '../verify/landed-file.ts';
import { lostFirst } from '../verify/lost-first.ts';
import { emptyUnapproved } from './empty-table.ts';
import { type PublishRequest, verifyAndPublish } from './publish.ts';
import type { ReadyCohort } from './ready-cohort.ts';

export type RemovalRequest = Omit<PublishRequest, 'cohort' | 'tables' | 'persons' | 'assertHeld'> & {
  /** Aborted when the run is to end. */
  readonly signal?: AbortSignal;
};

const COHORTS_AT_ONCE = 4;

/** Removals come before anything that could fail or be stopped; a cohort of which that cannot be done is held. */
export async function removeFromAll(
  request: RemovalRequest & {
    readonly cohorts: readonly ReadyCohort[];
    /** Plan, and move nothing. */
    readonly dryRun: boolean;
    readonly hold: (cohort: string, error: unknown) => void;
  },
): Promise<readonly ReadyCohort[]> {
  if (request.dryRun) return request.cohorts;
  const limit = pLimit(COHORTS_AT_ONCE);
  return Promise.all(
    request.cohorts.map((cohort) =>
      limit(async () => {
        try {
          throwIfInterrupted(request.signal);
          return await removeFirst(request, cohort);
        } catch (error) {
          request.hold(cohort.cohort, error);
          return cohort;
        }
      }),
    ),
  );
}

/**
 * Takes out of a landing what is approved no longer: tables, and the rows of persons who left, whose files are written anew
 * without them. It needs neither the source nor anybody's consent, so it comes before all that could fail or be stopped;
 * readers get a snapshot of what is left at once. The old files stay until a purge.
 * @returns the cohort with its tables as they stand then, and what was taken out
 */
export async function removeFirst(request: RemovalRequest, cohort: ReadyCohort): Promise<ReadyCohort> {
  const stale = [...cohort.landed.values()].filter((state) => lostPersons(cohort, state));
  if (cohort.unapproved.length === 0 && stale.length === 0) return cohort;
  const lists = await readMemberLists(request.landing, cohort.cohort);
  const tables: Mutable<RemovedReport['tables']> = [];
  const removed: RemovedReport = { persons: personsLeft(cohort, stale, lists), tables };
  const { landing, run, log } = request;
  try {
    tables.push(...(await emptyUnapproved(landing, run, cohort, log)));
    const landed = new Map(cohort.landed);
    const damaged: unknown[] = [];
    for (const state of stale) {
      throwIfInterrupted(request.signal);
      try {
        const { state: left, rows } = await removePersons(request, cohort, state, lists);
        landed.set(state.table, left);
        if (left.version !== state.version) tables.push({ table: state.table, version: left.version, rows });
      } catch (error) {
        // A table of which a file is lost waits for an owner; who left need not stay in the others meanwhile.
        if (!isLost(error)) throw error;
        damaged.push(error);
      }
    }
    if (damaged.length > 0) throw lostFirst(damaged);
    await publishRemoval(request, cohort, [...landed.values()]);
    return { ...cohort, landed, removed };
  } finally {
    // Also where the rest of it failed: what is committed has gone.
    if (tables.length > 0) log({ kind: 'removed', cohort: cohort.cohort, ...removed });
  }
}

type Mutable<T> = T extends readonly (infer Each)[] ? Each[] : never;

async function removePersons(
  request: RemovalRequest,
  cohort: ReadyCohort,
  state: TableState,
  lists: MemberLists,
): Promise<{ readonly state: TableState; readonly rows: bigint }> {
  const strays = await listStrays(request.landing, state, state);
  let rows = 0n;
  const removed = await purgeTable({
    ...request,
    state,
    members: {
      groups: cohort.groups.map(({ group, key, shared }) => ({
        group,
        members: key,
        persons: new BigInt64Array(shared),
      })),
    },
    lists,
    operation: 'REMOVAL',
    assertHeld: cohort.assertHeld,
    intend: async ({ rowsErased }) => {
      rows = rowsErased;
    },
  });
  await discardFiles(request.landing, strays);
  const version = BigInt(removed.version);
  request.log({ kind: 'table-committed', cohort: cohort.cohort, table: state.table, version });
  return { state: removed, rows };
}

/** Whom the tables' groups had and have no more; null where the list of a group that lost somebody is gone. */
function personsLeft(
  { groups }: ReadyCohort,
  stale: readonly TableState[],
  lists: MemberLists,
): number | null {
  const before = new Set(stale.flatMap(({ coverage }) => coverage.groups.map(({ members }) => members)));
  const known = [...before].map((members) => lists.get(members));
  if (known.includes(undefined)) return null;
  const stay = union(groups.map(({ shared }) => new BigInt64Array(shared)));
  return subtract(union(known.flatMap((list) => list ?? [])), stay).length;
}

/** Nobody joins a group that exists: another list of its members is a shorter one. */
function lostPersons({ groups }: ReadyCohort, { coverage }: TableState): boolean {
  const keys = new Map(groups.map(({ group, key }) => [group, key]));
  return coverage.groups.some(({ group, members }) => keys.has(group) && keys.get(group) !== members);
}

/** Where tables do not stand together, because a backfill is under way, readers wait for the sync that completes it. */
async function publishRemoval(
  request: RemovalRequest,
  cohort: ReadyCohort,
  tables: readonly TableState[],
): Promise<void> {
  if (tables.length === 0 || (await latestSnapshot(request.landing, cohort.cohort)) === undefined) return;
  try {
    await verifyAndPublish({
      ...request,
      cohort: cohort.cohort,
      tables,
      persons: new Map(cohort.groups.map((group) => [group.group, group.shared])),
      assertHeld: cohort.assertHeld,
    });
  } catch (error) {
    if (!(error instanceof CohortSyncError) || error.code !== 'SNAPSHOT_INCONSISTENT') throw error;
  }
}
