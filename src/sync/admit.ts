import pLimit from 'p-limit';
import { type ApprovalChain, readChain } from '../approval/approval-chain.ts';
import type { ApprovalRecord } from '../approval/approval-record.ts';
import { INACTIVE } from '../approval/approval-state.ts';
import { policyInForce, standing } from '../approval/policy-in-force.ts';
import type { CohortFile, CohortFileResult } from '../cohort/cohort-file.ts';
import type { Persons } from '../cohort/person-id.ts';
import { subtract } from '../cohort/person-set.ts';
import { readRoster } from '../cohort/roster.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { Stores } from '../configuration/stores.ts';
import { type CohortSyncError, IntegrityError } from '../errors.ts';
import type { Instant } from '../instant.ts';
import { assignGroups } from '../landing/assign-groups.ts';
import { endRunLease, leaseCohort, requireLease, runLeaseId } from '../landing/lease.ts';
import { readMembers, requireIndex, saveMembers } from '../landing/members.ts';
import type { Overrides } from '../override/overrides.ts';
import type { BlobLease } from '../storage/blob-store.ts';
import { landedTables } from './landed-tables.ts';
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
  /** Lets go of all cohorts, and of what the run's other jobs left behind of those that are `planned`: the run is over. */
  release(planned?: readonly string[]): Promise<void>;
  /** Leaves the `going` cohorts to the run's other jobs, for the one that joins next or for their time; lets go of the others. */
  leave(going: readonly string[]): Promise<void>;
}

/**
 * Proves for each cohort file that it may run, and reads what it stands for: approval, roster minus withdrawals, members,
 * landing. What cannot be proven moves no row of that cohort; the others go on.
 */
export async function admitCohorts(request: AdmissionRequest): Promise<Admission> {
  const ready: ReadyCohort[] = [];
  const inactive: { cohort: string; error: CohortSyncError }[] = [];
  const held = new Map<string, unknown>();
  const leases = new Map<string, BlobLease>();
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
    release: async (planned = []) => {
      const { landing } = request.stores;
      const behind = request.dryRun ? [] : planned.filter((cohort) => !leases.has(cohort));
      await Promise.allSettled([
        ...[...leases.values()].map((lease) => lease.release()),
        ...behind.map((cohort) => endRunLease(landing, cohort, request.run)),
      ]);
    },
    leave: async (going) => {
      const left = [...leases].map(([cohort, lease]) =>
        going.includes(cohort) ? lease.leave() : lease.release(),
      );
      await Promise.allSettled(left);
    },
  };
}

async function admit(
  request: AdmissionRequest,
  file: CohortFile,
  record: ApprovalRecord,
  chain: ApprovalChain,
  leases: Map<string, BlobLease>,
): Promise<ReadyCohort> {
  const { stores, dryRun, run, joins = false } = request;
  const cohort = file.id;
  const roster = await readRoster(stores.rosters, file.cohort);
  const named = subtract(roster.persons, request.withdrawn);
  const lease = dryRun ? undefined : await leaseCohort(stores.landing, cohort, runLeaseId(run));
  if (lease !== undefined) leases.set(cohort, lease);
  try {
    return await proveLanding(request, record, chain, named, lease);
  } catch (error) {
    // Nobody goes on with it, and a rerun must not wait for its time; but a job that joined would end it for the others too.
    if (!joins && leases.delete(cohort)) await lease?.release();
    throw error;
  }
}

/** Reads what has landed of the cohort, and assigns its persons to groups. */
async function proveLanding(
  request: AdmissionRequest,
  record: ApprovalRecord,
  chain: ApprovalChain,
  named: Persons,
  lease: BlobLease | undefined,
): Promise<ReadyCohort> {
  const { stores, dryRun, joins = false } = request;
  const { cohort } = record;
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
