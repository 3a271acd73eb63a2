import type { ApprovalChain } from '../approval/approval-chain.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { Stores } from '../configuration/stores.ts';
import { formatInstant, type Instant, runnerNow } from '../instant.ts';
import type { Members } from '../landing/assign-groups.ts';
import { cohortTables } from '../landing/cohort-tables.ts';
import { openTable } from '../landing/delta-log.ts';
import { requireLease } from '../landing/lease.ts';
import { unlessBroken } from '../landing/log-error.ts';
import { readMembers, requireIndex, saveMembers } from '../landing/members.ts';
import { cohortFolder, memberListPath } from '../landing/paths.ts';
import type { TableState } from '../landing/table-state.ts';
import type { Log } from '../log/events.ts';
import { schemasOf } from '../source/connect-source.ts';
import type { Warehouse } from '../source/warehouse.ts';
import { type Environment, storageCredentials } from '../storage/azure-credential.ts';
import type { BlobLease } from '../storage/blob-store.ts';
import { storageRetention } from '../storage/retention.ts';
import type { TransferPool } from '../transfer/transfer.ts';
import { lostFirst } from '../verify/lost-first.ts';
import { authorityOver, type OffRoster } from './authority.ts';
import { storeCertificate } from './certificate.ts';
import { departed, readMemberLists, shrink } from './departed.ts';
import { eraseFiles, withdrawSnapshots } from './erase-landing.ts';
import { eraseSandbox } from './erase-sandbox.ts';
import {
  eraseDiagnostics,
  eraseMemberLists,
  eraseRosterFiles,
  eraseStaged,
  oldRosterNamesOthers,
} from './erase-stores.ts';
import { type Erased, type JournalDocument, openJournal, readJournal } from './journal.ts';
import type { Authority, Scope } from './purge-due.ts';
import { committedOf, landedTables, purgeTables } from './purge-tables.ts';
import { type EarlierRemoval, removedBefore } from './removed-before.ts';
import { heldUnapproved, type Unapproved } from './unapproved.ts';
import { verifyErasure } from './verify-erasure.ts';

export interface CohortPurgeRequest {
  readonly configuration: Configuration;
  readonly env: Environment;
  readonly stores: Stores;
  readonly pool: TransferPool;
  /** Opened when the sandbox's turn has come. */
  readonly warehouse: () => Promise<Warehouse>;
  readonly run: string;
  readonly log: Log;
  readonly signal: AbortSignal | undefined;
  readonly dryRun: boolean;
  readonly cohort: string;
  readonly scope: Scope;
  readonly authority: readonly Authority[];
  /** Empty for a landing without a file. */
  readonly chain: ApprovalChain;
  /** Who may stay: nobody when the cohort goes. */
  readonly mayStay: BigInt64Array;
  /** Whom the roster in force names still; undefined when the cohort goes. */
  readonly offRoster: OffRoster | undefined;
  /** Undefined in a dry run. */
  readonly lease: BlobLease | undefined;
  readonly now: Instant;
}

export interface CohortPurged {
  readonly state: 'purged' | 'planned' | 'nothing';
  readonly persons: number;
  /** Held tables and columns that are approved no longer. */
  readonly unapproved: readonly Unapproved[];
  readonly tables: readonly {
    readonly table: string;
    readonly version: number;
    readonly rowsErased: bigint;
  }[];
  /** What syncs had taken out before: its files went now. */
  readonly removedBefore: readonly EarlierRemoval[];
  /** Path in the landing. */
  readonly certificate: string | null;
  readonly successor: number | null;
  readonly withdrawn: readonly number[];
}

const NOTHING: CohortPurged = {
  state: 'nothing',
  persons: 0,
  unapproved: [],
  tables: [],
  removedBefore: [],
  certificate: null,
  successor: null,
  withdrawn: [],
};

/**
 * Erases what a cohort may hold no longer. Every step looks at what is there and does what is lacking, so a purge that died
 * is simply run again; what it had set out to erase stands in its journal, and on the certificate of the one that completes.
 */
export async function purgeCohort(request: CohortPurgeRequest): Promise<CohortPurged> {
  const { stores, cohort, run, scope, mayStay } = request;
  const { landing } = stores;
  const lists = await readMemberLists(landing, cohort);
  const persons = departed(lists, mayStay);
  const before = await readJournal(landing, cohort);
  const due = await isDue(request, persons.length);
  const unapproved = scope === 'persons' ? await heldUnapproved(landing, cohort, request.chain) : [];
  if (!due && unapproved.length === 0 && before === undefined) return NOTHING;
  if (request.dryRun) return { ...NOTHING, state: 'planned', persons: persons.length, unapproved };
  const stored = await readMembers(landing, cohort);
  if (scope === 'persons' && stored.etag === undefined)
    requireIndex(stored, cohort, await landedTables(request, request.chain.at(-1)?.sequence ?? 0));
  const assertHeld = heldBy(request);
  const start: JournalDocument = {
    format: 1,
    cohort,
    startedAt: before?.startedAt ?? formatInstant(request.now),
    tables: before?.tables ?? [],
    entries: before?.entries ?? [],
    scope: before?.scope === 'cohort' ? 'cohort' : scope,
    runs: [...(before?.runs ?? []), run],
    authority: together(before?.authority ?? [], [
      ...(due ? wordOver(request, persons) : []),
      ...unapprovedAuthority(request, unapproved),
    ]),
    persons: Math.max(before?.persons ?? 0, persons.length),
    unapproved: together(before?.unapproved ?? [], unapproved),
  };
  const journal = await openJournal(landing, start, assertHeld);
  // A cohort that goes begins anew, should it ever be approved again.
  const kept = scope === 'cohort' ? null : stored.takenUp;
  const shrunk = shrink(stored.members, mayStay);
  // Always: a sync that sleeps before it swaps the index has put lists that no index names, and this purge erases them.
  const { members } = await saveMembers(landing, cohort, stored, shrunk, kept, true);
  const { states, damaged } = await purgeTables(request, journal, { members, lists, assertHeld });
  // The snapshots stay so long, and the old files with them: by the newest one `verify` finds the damage, and gives it the name that an owner
  // answers. The journal stays open, and the purge behind the rebuild goes on.
  if (damaged.length > 0) throw lostFirst(damaged);
  const approved = scope === 'cohort' ? undefined : request.chain.at(-1)?.tables.map(({ table }) => table);
  const erasure = { landing, cohort, run, journal, states, approved, assertHeld };
  const snapshots = await withdrawSnapshots(erasure);
  await eraseFiles(erasure);
  assertHeld();
  const warehouse = await request.warehouse();
  const schemas = schemasOf(request.configuration);
  const { diagnostics } = stores;
  await eraseSandbox({ warehouse, schemas, landing, diagnostics, journal, persons, now: request.now });
  const { grace } = request.configuration.limits;
  const { chain, now } = request;
  const files = { stores, cohort, scope, chain, members, journal, now, grace, assertHeld };
  const { waiting } = await eraseRosterFiles(files);
  await eraseStaged(files);
  const alive = await eraseDiagnostics(files);
  await eraseMemberLists(files);
  assertHeld();
  const timeZone = request.configuration.source.timeZone ?? 'UTC';
  const erased = unlessInUse(cohort, journal.document.entries, states, members);
  const { pool } = request;
  const checked = { stores, warehouse, schemas, pool, states, members, timeZone, erased };
  const verification = await verifyErasure(checked);
  const tables = await committedOf(request, journal);
  const dataFiles = erased.flatMap(({ thing, name }) => (thing === 'data-file' ? [name] : []));
  const earlier = await removedBefore(landing, states, new Set(dataFiles));
  const { path, number } = await storeCertificate(stores, {
    format: 1,
    cohort,
    scope: journal.document.scope,
    run,
    runs: journal.document.runs,
    startedAt: journal.document.startedAt,
    completedAt: formatInstant(runnerNow()),
    authority: journal.document.authority,
    persons: journal.document.persons,
    unapproved: journal.document.unapproved,
    tables,
    removedBefore: earlier.commits,
    erased,
    snapshots,
    verification,
    storage: await storageRetention(landing.url, storageCredentials(request.env), [cohortFolder(cohort)]),
    remains: remainsOf(request, waiting, alive, earlier.untold),
  });
  await journal.close();
  request.log({ kind: 'cohort-purged', cohort, scope, certificate: number });
  const { persons: gone, unapproved: held } = journal.document;
  const removed = { unapproved: held, tables, removedBefore: earlier.commits };
  return { state: 'purged', certificate: path, persons: gone, ...removed, ...snapshots };
}

/**
 * What is erased indeed. A journal may name what is in use again: a list of members, should the group be as it was before, or a
 * file that a sync landed while the purge slept. Whoever is in that list may stay, and of a live file every row is read below.
 */
function unlessInUse(
  cohort: string,
  entries: readonly Erased[],
  states: readonly TableState[],
  { groups }: Members,
): readonly Erased[] {
  const inUse = new Set([
    ...states.flatMap(({ files }) => [...files.keys()]),
    ...groups.flatMap(({ members }) => [members, memberListPath(cohort, members)]),
  ]);
  return entries.filter(({ name }) => !inUse.has(name));
}

/** A cohort that goes is due until it is buried; persons are due while a list names one who may not stay. */
async function isDue(request: CohortPurgeRequest, persons: number): Promise<boolean> {
  if (persons > 0) return true;
  const { stores, cohort, scope, chain, now, mayStay } = request;
  if (scope === 'persons') {
    const { grace } = request.configuration.limits;
    return oldRosterNamesOthers({ stores, cohort, scope, chain, now, grace }, mayStay);
  }
  const addresses = await cohortTables(stores.landing, cohort);
  const tables = await Promise.all(
    addresses.map((address) => unlessBroken(openTable(stores.landing, address))),
  );
  return tables.some(
    (table) =>
      table === 'broken' ||
      table?.foreign ||
      (table && (table.files.size > 0 || table.coverage.groups.length > 0)),
  );
}

function wordOver(
  { authority, offRoster }: CohortPurgeRequest,
  persons: BigInt64Array,
): readonly Authority[] {
  return offRoster === undefined ? authority : [...authority, ...authorityOver(persons, offRoster)];
}

/** The head is the one that names them no more, or follows it. */
function unapprovedAuthority(
  { chain }: CohortPurgeRequest,
  unapproved: readonly Unapproved[],
): readonly Authority[] {
  const head = chain.at(-1);
  if (head === undefined || unapproved.length === 0) return [];
  return [{ kind: 'revision', why: 'tables', revision: head.sequence, record: head.digest }];
}

function together<T>(before: readonly T[], now: readonly T[]): T[] {
  const each = new Map([...before, ...now].map((thing) => [JSON.stringify(thing), thing]));
  return [...each.values()];
}

function heldBy({ lease, cohort }: CohortPurgeRequest): () => void {
  return () => lease && requireLease(lease, cohort);
}

function remainsOf(
  { scope, offRoster }: CohortPurgeRequest,
  waiting: number,
  alive: number,
  untold: readonly string[],
): readonly string[] {
  const unapproved =
    waiting > 0
      ? [
          `${waiting} rosters of this cohort wait for an approval, and may name who was erased: a later purge erases them.`,
        ]
      : [];
  const roster =
    scope === 'persons' && offRoster && offRoster.withdrawn.length + offRoster.inDoubt.length > 0
      ? [
          'The roster in force names withdrawn persons still: seal it without them and have that approved; the next purge erases this one.',
        ]
      : [];
  return [
    ...roster,
    ...unapproved,
    ...(alive > 0
      ? [`Diagnostics of ${alive} runs that may be alive stay: delete them when these have ended.`]
      : []),
    ...(untold.length > 0
      ? [`What was taken out before the log was broken, nothing tells any more: ${untold.join(', ')}.`]
      : []),
    'The lists of withdrawals are the collaborator’s, and name who withdrew.',
    'Backups and copies that others made of this storage are not known here.',
  ];
}
