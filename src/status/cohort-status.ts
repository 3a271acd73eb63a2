import { readChain } from '../approval/approval-chain.ts';
import type { ApprovalRecord } from '../approval/approval-record.ts';
import type { RefusedState } from '../approval/approval-state.ts';
import { type policyInForce, standing } from '../approval/policy-in-force.ts';
import type { CohortFileResult } from '../cohort/cohort-file.ts';
import type { Stores } from '../configuration/stores.ts';
import { CohortSyncError } from '../errors.ts';
import { formatInstant, type Instant } from '../instant.ts';
import { cohortTables } from '../landing/cohort-tables.ts';
import { openTable } from '../landing/delta-log.ts';
import { readMembers } from '../landing/members.ts';
import { latestSnapshot } from '../landing/snapshot.ts';
import type { Snapshot } from '../landing/snapshot-document.ts';
import { requireOurs, type TableState } from '../landing/table-state.ts';
import type { Note } from '../report/run-report.ts';
import type { StoredReport } from '../report/stored-reports.ts';
import { noteOf } from '../sync/problem.ts';
import { type Freshness, freshness } from './freshness.ts';

/** One cohort as cohort file, approvals and landing tell it. */
export interface CohortStatus {
  readonly cohort: string;
  /**
   * `active`: a sync would read it. `invalid`: its file has mistakes. `without-file`: it has landed, but its file is gone.
   * `broken`: what lies in storage cannot be read or trusted.
   */
  readonly state: 'active' | RefusedState | 'invalid' | 'without-file' | 'broken';
  /** Why it is not active, and what to do. */
  readonly problem: Note | null;
  /** Number of the head approval record; null when nothing was ever approved. */
  readonly revision: number | null;
  /** Persons of the approved roster; null when nothing was ever approved. */
  readonly persons: number | null;
  /** Persons that the landing has taken up: those of the roster at the last sync, without the withdrawn ones. */
  readonly members: number | null;
  readonly snapshot: SnapshotStatus | null;
  readonly tables: readonly TableStatus[];
  /** What became of it in the newest run; null when that run did not name it. */
  readonly lastRun: { readonly run: string; readonly state: string; readonly code: string | null } | null;
}

export interface SnapshotStatus extends Freshness {
  readonly number: number;
  readonly revision: number;
  readonly publishedAt: string;
  /** Every row up to this instant, inclusive, is in; null for a cohort without persons. */
  readonly through: string | null;
}

/** A landed table at its newest version. */
export interface TableStatus {
  readonly table: string;
  readonly version: number;
  /** The version that readers of the latest snapshot see; null when none names the table. */
  readonly published: number | null;
  readonly rows: bigint;
  readonly files: number;
  readonly bytes: number;
}

export interface CohortStatusRequest {
  readonly stores: Stores;
  /** By the file's name; undefined where that is no cohort id. */
  readonly id: string | undefined;
  readonly file: CohortFileResult | undefined;
  readonly lastRun: StoredReport | undefined;
  readonly now: Instant;
  /** Which approvals count. */
  readonly policy: () => ReturnType<typeof policyInForce>;
}

/** Reads one cohort; whatever fails is told as its state, and does not stop the others. */
export async function cohortStatus(request: CohortStatusRequest): Promise<CohortStatus> {
  const { id, file, stores } = request;
  const cohort = id ?? file?.file ?? '';
  let status: CohortStatus = { ...NOTHING, cohort, lastRun: lastRunOf(request, cohort) };
  if (id === undefined) return { ...status, state: 'invalid', problem: noteOf(errorOf(file)) };
  try {
    const chain = await readChain(stores.approvals, id);
    status = { ...status, ...(await approval(request, chain)), ...revisionOf(chain.at(-1)) };
    const { members } = await readMembers(stores.landing, id);
    if (members.groups.length > 0) {
      status = { ...status, members: members.groups.reduce((sum, group) => sum + group.persons.length, 0) };
    }
    const snapshot = await latestSnapshot(stores.landing, id);
    status = { ...status, snapshot: snapshot === undefined ? null : snapshotOf(snapshot, request.now) };
    const tables = await landedTables(stores, id);
    return { ...status, tables: tables.map((table) => tableOf(table, snapshot)) };
  } catch (error) {
    if (!(error instanceof CohortSyncError)) throw error;
    return { ...status, state: 'broken', problem: noteOf(error) };
  }
}

const NOTHING = {
  state: 'invalid',
  problem: null,
  revision: null,
  persons: null,
  members: null,
  snapshot: null,
  tables: [],
} as const;

async function approval(
  { file, now, policy }: CohortStatusRequest,
  chain: Awaited<ReturnType<typeof readChain>>,
): Promise<Pick<CohortStatus, 'state' | 'problem'>> {
  if (file === undefined) return { state: 'without-file', problem: WITHOUT_FILE };
  if ('error' in file) return { state: 'invalid', problem: noteOf(file.error) };
  const head = await standing(chain, file, now, policy);
  if (head.state === 'approved') return { state: 'active', problem: null };
  return { state: head.state, problem: noteOf(head.error) };
}

const WITHOUT_FILE: Note = {
  code: 'LANDING_WITHOUT_COHORT',
  message: 'Data of this cohort have landed, but it has no cohort file.',
  remedy: 'Restore the file with status: suspended, or have the landing removed.',
};

function errorOf(file: CohortFileResult | undefined): unknown {
  return file !== undefined && 'error' in file ? file.error : undefined;
}

function revisionOf(head: ApprovalRecord | undefined): Pick<CohortStatus, 'revision' | 'persons'> {
  return { revision: head?.sequence ?? null, persons: head?.roster.persons ?? null };
}

function snapshotOf({ number, revision, publishedAt, through }: Snapshot, now: Instant): SnapshotStatus {
  const newest = through === null ? now : through - 1n;
  return {
    number,
    revision,
    publishedAt: formatInstant(publishedAt),
    through: through === null ? null : formatInstant(newest),
    ...freshness(newest, now),
  };
}

/** Every table that has a log, approved or not any more; throws FOREIGN_COMMIT, LANDING_LOG_BROKEN. */
async function landedTables({ landing }: Stores, cohort: string): Promise<readonly TableState[]> {
  const addresses = await cohortTables(landing, cohort);
  const opened = await Promise.all(addresses.map((address) => openTable(landing, address)));
  return opened.flatMap((table) => (table === undefined ? [] : [requireOurs(table)]));
}

function tableOf({ table, version, files }: TableState, snapshot: Snapshot | undefined): TableStatus {
  const live = [...files.values()];
  return {
    table,
    version,
    published: snapshot?.tables[table]?.version ?? null,
    rows: live.reduce((rows, file) => rows + file.rows, 0n),
    files: live.length,
    bytes: live.reduce((bytes, file) => bytes + file.size, 0),
  };
}

function lastRunOf({ lastRun }: CohortStatusRequest, cohort: string): CohortStatus['lastRun'] {
  const named = lastRun?.cohorts.find((each) => each.cohort === cohort);
  if (lastRun === undefined || named === undefined) return null;
  return { run: lastRun.run, state: named.state, code: named.problem?.code ?? null };
}
