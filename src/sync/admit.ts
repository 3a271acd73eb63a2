import pLimit from 'p-limit';
import { type ApprovalChain, readChain } from '../approval/approval-chain.ts';
import type { ApprovalRecord } from '../approval/approval-record.ts';
import type { RefusedState } from '../approval/approval-state.ts';
import { policyInForce, standing } from '../approval/policy-in-force.ts';
import type { CohortFile, CohortFileResult } from '../cohort/cohort-file.ts';
import { subtract } from '../cohort/person-set.ts';
import { readRoster } from '../cohort/roster.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { Stores } from '../configuration/stores.ts';
import { type CohortSyncError, IntegrityError } from '../errors.ts';
import type { Instant } from '../instant.ts';
import { assignGroups } from '../landing/assign-groups.ts';
import { newestNamed, openTable } from '../landing/delta-log.ts';
import { leaseCohort, requireLease, runLeaseId } from '../landing/lease.ts';
import { isLogBroken, logBroken } from '../landing/log-error.ts';
import { readMembers, requireIndex, saveMembers } from '../landing/members.ts';
import { commitPath, type TableAddress } from '../landing/paths.ts';
import { rebuildTable } from '../landing/rebuild-table.ts';
import { latestSnapshot } from '../landing/snapshot.ts';
import { type ForeignTable, foreignCommit, type TableState } from '../landing/table-state.ts';
import { OMOP_TABLES } from '../omop/tables.ts';
import type { Overrides } from '../override/overrides.ts';
import type { BlobLease, BlobStore } from '../storage/blob-store.ts';
import { lostFirst } from '../verify/lost-first.ts';
import type { ReadyCohort } from './ready-cohort.ts';
import { withoutDoubt } from './taken-back.ts';

export interface AdmissionRequest {
  readonly stores: Stores;
  /** Under which the run acts: it must be the one that was approved. */
  readonly configuration: Pick<Configuration, 'content' | 'approvals'>;
  readonly files: readonly CohortFileResult[];
  /** Persons who are off every roster. */
  readonly withdrawn: BigInt64Array;
  readonly now: Instant;
  /** A dry run takes no lease and assigns nobody for good. */
  readonly dryRun: boolean;
  readonly run: string;
  /** A job that joins a run: it holds the cohorts together with the run's other jobs, and neither assigns nor rebuilds. */
  readonly joins?: boolean;
  /** What owners answered to findings: a table of which somebody else made something is landed anew by their word. */
  readonly overrides: Overrides;
}

export interface Admission {
  readonly ready: readonly ReadyCohort[];
  /** Suspended, revoked or expired: not read, and no failure. */
  readonly inactive: readonly { readonly cohort: string; readonly error: CohortSyncError }[];
  /** What stopped each of the others. */
  readonly held: ReadonlyMap<string, unknown>;
  /** Lets go of all cohorts. */
  release(): Promise<void>;
  /** Leaves the cohorts to the run's other jobs: for the one that joins next, or for their time. */
  leave(): void;
}

/**
 * Proves for each cohort file that it may run, and reads what it stands for: approval, roster minus withdrawals, members,
 * landing. What cannot be proven moves no row of that cohort; the others go on.
 */
export async function admitCohorts(request: AdmissionRequest): Promise<Admission> {
  const ready: ReadyCohort[] = [];
  const inactive: { cohort: string; error: CohortSyncError }[] = [];
  const held = new Map<string, unknown>();
  const leases: BlobLease[] = [];
  const limit = pLimit(4);
  const policy = policyInForce(request.stores.approvals, request.configuration);
  // Each cohort that asks is told; where none does, nobody need know.
  policy.catch(() => undefined);
  await Promise.all(
    request.files.map((result) =>
      limit(async () => {
        const name = result.id ?? result.file;
        try {
          if ('error' in result) throw result.error;
          const chain = await readChain(request.stores.approvals, result.id);
          const approval = await standing(chain, result, request.now, () => policy);
          if (approval.state === 'approved')
            ready.push(await admit(request, result, approval.approval, chain, leases));
          else if (INACTIVE.has(approval.state)) inactive.push({ cohort: name, error: approval.error });
          else throw approval.error;
        } catch (error) {
          held.set(name, error);
        }
      }),
    ),
  );
  return {
    ready: ready.sort((a, b) => (a.cohort < b.cohort ? -1 : 1)),
    inactive,
    held,
    release: async () => {
      await Promise.allSettled(leases.map((lease) => lease.release()));
    },
    leave: () => {
      for (const lease of leases) lease.leave();
    },
  };
}

/** Access that has ended needs no proof: it is not read, and that is no failure. */
const INACTIVE: ReadonlySet<RefusedState> = new Set<RefusedState>(['suspended', 'revoked', 'expired']);

async function admit(
  request: AdmissionRequest,
  file: CohortFile,
  record: ApprovalRecord,
  chain: ApprovalChain,
  leases: BlobLease[],
): Promise<ReadyCohort> {
  const { stores, dryRun, run, joins = false } = request;
  const cohort = file.id;
  const roster = await readRoster(stores.rosters, file.cohort);
  const named = subtract(roster.persons, request.withdrawn);
  const lease = dryRun ? undefined : await leaseCohort(stores.landing, cohort, runLeaseId(run));
  if (lease !== undefined) leases.push(lease);
  const approvedTables = tablesOf(record);
  const everything = await landedTables(request, cohort, record.sequence);
  if ([...everything.values()].some((table) => table.coverage.revision > record.sequence))
    throw chainIsShort(cohort);
  const stored = await readMembers(stores.landing, cohort);
  requireIndex(stored, cohort, everything.values());
  const doubting = { ...request, rosters: stores.rosters };
  const { approved, doubt } = await withoutDoubt(doubting, { cohort, chain, stored, approved: named });
  const { members } = assignGroups(stored.members, approved, record.sequence);
  if (!dryRun && !joins) await saveMembers(stores.landing, cohort, stored, members, record.sequence);
  return {
    cohort,
    revision: record.sequence,
    persons: approved.length,
    tables: approvedTables,
    groups: members.groups.map(({ group, members: key, persons }) => ({
      group,
      key,
      persons,
      shared: persons.buffer,
    })),
    landed: new Map([...everything].filter(([table]) => approvedTables.has(table))),
    unapproved: [...everything.values()].filter(
      ({ table, files }) => !approvedTables.has(table) && files.size > 0,
    ),
    ...(doubt === undefined ? {} : { doubt }),
    assertHeld: () => lease && requireLease(lease, cohort),
  };
}

function tablesOf(record: ApprovalRecord): ReadonlyMap<string, readonly string[]> {
  return new Map(record.tables.map(({ table, columns }) => [table, columns]));
}

/** Every table of the registry that has landed, approved now or once; built anew where an owner asked for that. */
async function landedTables(
  { stores, overrides, run, dryRun, joins = false }: AdmissionRequest,
  cohort: string,
  revision: number,
): Promise<ReadonlyMap<string, TableState>> {
  const { landing } = stores;
  const rebuilds = dryRun || joins ? [] : await overrides.pending('rebuild');
  const answers = rebuilds.filter((each) => each.cohort === cohort);
  const snapshot = await latestSnapshot(landing, cohort);
  // All of them are opened, so that one run names every table that somebody broke.
  const outcomes = await Promise.allSettled(
    OMOP_TABLES.map(async ({ name: table }) => {
      const address = { cohort, table };
      const answer = answers.find((each) => each.table === table);
      const floor = snapshot?.tables[table]?.version ?? -1;
      if (answer !== undefined && (floor >= 0 || (await newestNamed(landing, address)) >= 0)) {
        await overrides.use(answer);
        return [await rebuildTable(landing, address, run, revision, floor)];
      }
      const found = await openWhole(landing, overrides, address, floor);
      if (found === undefined) return [];
      return [found.foreign ? await refuseForeign(overrides, found) : found];
    }),
  );
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (failures.length > 0) throw lostFirst(failures);
  const opened = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
  return new Map(opened.map((table) => [table.table, table]));
}

/** Opens a table that has all versions up to the one that readers are told to read; one that has not, under a finding. */
async function openWhole(
  landing: BlobStore,
  overrides: Overrides,
  address: TableAddress,
  floor: number,
): Promise<TableState | ForeignTable | undefined> {
  try {
    const found = await openTable(landing, address);
    if ((found?.version ?? -1) < floor)
      throw logBroken(commitPath(address, floor), 'the latest snapshot names this version, and it is gone');
    return found;
  } catch (error) {
    if (!(error instanceof IntegrityError) || !isLogBroken(error)) throw error;
    const { code, message, remedy } = error;
    const seen = { newest: await newestNamed(landing, address), what: message };
    const [answer] = await overrides.find([{ code, override: 'rebuild', ...address, seen }]);
    const findings = answer?.name === undefined ? [] : [answer.name];
    throw new IntegrityError(message, { code, remedy, findings, cause: error });
  }
}

async function refuseForeign(overrides: Overrides, found: ForeignTable): Promise<never> {
  const { cohort, table, version, operation } = found;
  const seen = { version, operation };
  const [answer] = await overrides.find([
    { code: 'FOREIGN_COMMIT', override: 'rebuild', cohort, table, seen },
  ]);
  throw foreignCommit(found, answer?.name === undefined ? [] : [answer.name]);
}

/** That the newest records of a chain were taken away shows nowhere but in what has landed by them. */
function chainIsShort(cohort: string): IntegrityError {
  return new IntegrityError(
    `The landing of cohort ${cohort} stands at an approval that the chain does not have.`,
    {
      code: 'APPROVAL_CHAIN_BROKEN',
      remedy: 'Find out who changed the approvals container, and restore the records from its versions.',
    },
  );
}
