import { readChain } from '../approval/approval-chain.ts';
import { requireInForce } from '../approval/policy-in-force.ts';
import { type CohortFileResult, readCohortFiles } from '../cohort/cohort-file.ts';
import { subtract } from '../cohort/person-set.ts';
import { readRoster, rosterAddress } from '../cohort/roster.ts';
import { readWithdrawals, type Withdrawals } from '../cohort/withdrawals.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { openStores, type Stores } from '../configuration/stores.ts';
import { ConfigurationError } from '../errors.ts';
import { formatInstant, runnerNow } from '../instant.ts';
import { leaseCohort } from '../landing/lease.ts';
import { readMembers } from '../landing/members.ts';
import type { Log } from '../log/events.ts';
import { type Overrides, openOverrides } from '../override/overrides.ts';
import { toJson } from '../report/exact-json.ts';
import type { Note } from '../report/run-report.ts';
import { connectSource } from '../source/connect-source.ts';
import type { Warehouse } from '../source/warehouse.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { namesOf } from '../sync/choose-cohorts.ts';
import { landingsWithoutFile } from '../sync/landings-without-file.ts';
import { exitCodeOf, noteOf } from '../sync/problem.ts';
import { newRun } from '../sync/run-id.ts';
import { takenBack } from '../sync/taken-back.ts';
import type { TransferPool } from '../transfer/transfer.ts';
import { createTransferPool } from '../transfer/transfer-pool.ts';
import { findLandingWithoutFile, withoutFile } from './abandoned.ts';
import { readJournal } from './journal.ts';
import { type CohortPurged, type CohortPurgeRequest, purgeCohort } from './purge-cohort.ts';
import { dueOf, unapproved, waitsOf } from './purge-due.ts';

export interface PurgeOptions {
  /** Only these cohorts; every one that has something to erase when empty. */
  readonly cohorts: readonly string[];
  /** Never a whole landing, only persons who are approved no longer. */
  readonly personsRemoved?: boolean;
  readonly dryRun: boolean;
  readonly signal?: AbortSignal;
}

export interface PurgeReport {
  readonly run: string;
  readonly dryRun: boolean;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly verdict: 'done' | 'failed';
  readonly cohorts: readonly CohortPurgeReport[];
}

export interface CohortPurgeReport extends Omit<CohortPurged, 'state'> {
  readonly cohort: string;
  readonly state: CohortPurged['state'] | 'failed';
  readonly scope: 'persons' | 'cohort' | null;
  readonly problem: Note | null;
  /** Why something that may be expected to go stays. */
  readonly waits: readonly Note[];
}

type Shared = Omit<
  CohortPurgeRequest,
  'cohort' | 'scope' | 'authority' | 'chain' | 'mayStay' | 'offRoster' | 'lease'
> & {
  readonly overrides: Overrides;
  readonly withdrawals: Withdrawals;
  readonly personsOnly: boolean;
};

/**
 * Erases, cohort by cohort, whoever is approved no longer, and whole landings of cohorts that were revoked, that are expired
 * beyond their grace, or that have no file and whose erasure an owner asked for. One cohort's failure stops no other.
 */
export async function purgeCohorts(
  configuration: Configuration,
  env: Environment,
  options: PurgeOptions,
  log: Log,
): Promise<{ readonly report: PurgeReport; readonly exitCode: number }> {
  const now = runnerNow();
  const run = newRun(now);
  const stores = openStores(configuration, env);
  const { landing, approvals } = stores;
  const files = await readCohortFiles(configuration.cohorts);
  const cohorts = await chosen(stores, files, options.cohorts);
  const withdrawals = await readWithdrawals(stores.withdrawals);
  const { workers, rowGroupRows, fileBytes } = configuration.transfer;
  const pool: TransferPool = createTransferPool({
    workers,
    rowGroupRows,
    fileBytes,
    signal: options.signal,
  });
  const policy = configuration.approvals;
  const { dryRun, signal } = options;
  const overrides = openOverrides({ landing, approvals, policy, run, dryRun });
  let connection: Promise<Warehouse> | undefined;
  const warehouse = (): Promise<Warehouse> =>
    (connection ??= connectSource(configuration, env, log, options.signal));
  const personsOnly = options.personsRemoved ?? false;
  const shared = { configuration, env, stores, pool, warehouse, run, log, signal, dryRun, now };
  const failures = new Map<string, unknown>();
  const reports: CohortPurgeReport[] = [];
  log({ kind: 'run-started', run, cohorts: cohorts.length });
  try {
    for (const cohort of cohorts) {
      const file = files.find(({ id }) => id === cohort);
      const request = { ...shared, overrides, withdrawals, personsOnly };
      const report = await purgeOne(request, cohort, file).catch((error: unknown) => {
        failures.set(cohort, error);
        log({ kind: 'cohort-held', cohort, ...noteOf(error) });
        return failed(cohort, error);
      });
      reports.push(report);
    }
  } finally {
    await pool.close();
    await connection?.then((open) => open.close()).catch(() => undefined);
  }
  const exitCode = exitCodeOf(failures);
  const report: PurgeReport = {
    run,
    dryRun,
    startedAt: formatInstant(now),
    finishedAt: formatInstant(runnerNow()),
    verdict: failures.size === 0 ? 'done' : 'failed',
    cohorts: reports,
  };
  const content = Buffer.from(`${toJson(report, 2)}\n`);
  const stored = dryRun ? undefined : stores.diagnostics.putIfAbsent(`purges/${run}/report.json`, content);
  // A report that cannot be stored on top of a failure would hide it.
  await (failures.size === 0 ? stored : stored?.catch(() => undefined));
  return { report, exitCode };
}

/** Every cohort with a file or a landing, or those asked for among them. */
async function chosen(
  { landing }: Stores,
  files: readonly CohortFileResult[],
  wanted: readonly string[],
): Promise<readonly string[]> {
  const known = [
    ...files.flatMap(({ id }) => id ?? []),
    ...(await landingsWithoutFile(landing, files)),
  ].sort();
  if (wanted.length === 0) return known;
  const unknown = wanted.filter((cohort) => !known.includes(cohort));
  if (unknown.length === 0) return known.filter((cohort) => wanted.includes(cohort));
  throw new ConfigurationError(`There is no cohort file for ${namesOf(unknown)}.`, {
    code: 'COHORT_UNKNOWN',
    remedy: 'Name cohorts by the id of their file, or of a landing that has none.',
  });
}

async function purgeOne(
  shared: Shared,
  cohort: string,
  file: CohortFileResult | undefined,
): Promise<CohortPurgeReport> {
  const { stores, dryRun } = shared;
  const lease = dryRun ? undefined : await leaseCohort(stores.landing, cohort);
  try {
    const request =
      file === undefined ? await abandonedRequest(shared, cohort) : await knownRequest(shared, cohort, file);
    if (request === undefined) return { ...failed(cohort, undefined), state: 'nothing' };
    for (const wait of request.waits) shared.log({ kind: 'warning', ...wait });
    const purged = await purgeCohort({ ...shared, ...request, cohort, lease });
    return { cohort, scope: request.scope, problem: null, waits: request.waits, ...purged };
  } finally {
    await lease?.release();
  }
}

type Decided = Pick<CohortPurgeRequest, 'scope' | 'authority' | 'chain' | 'mayStay' | 'offRoster'> & {
  readonly waits: readonly Note[];
};

const NOBODY = new BigInt64Array(0);

/** By the chain's head: what a file says that nobody recorded erases nothing. */
async function knownRequest(
  { stores, configuration, withdrawals, personsOnly, now }: Shared,
  cohort: string,
  file: CohortFileResult,
): Promise<Decided | undefined> {
  const chain = await readChain(stores.approvals, cohort);
  const head = chain.at(-1);
  if (head === undefined) {
    const landed = (await landingsWithoutFile(stores.landing, [])).includes(cohort);
    if (landed) throw unapproved(cohort);
    return undefined;
  }
  const asked = { cohort, file, head, now, grace: configuration.limits.grace, personsOnly };
  const due = dueOf(asked);
  const waits = waitsOf(asked, due);
  if (due.authority.kind === 'revision' && due.authority.why === 'expired')
    await requireInForce(stores.approvals, configuration);
  if (due.scope === 'cohort')
    return { ...due, authority: [due.authority], chain, mayStay: NOBODY, offRoster: undefined, waits };
  const { sha256 } = head.roster;
  const uri = rosterAddress(stores.rosters.url, cohort, sha256);
  const roster = await readRoster(stores.rosters, { id: cohort, roster: { ...head.roster, uri } });
  const approved = subtract(roster.persons, withdrawals.persons);
  const stored = await readMembers(stores.landing, cohort);
  // Whoever is off every list by mistake alone is erased as whoever withdrew: what that erases, an approval brings back.
  const inDoubt = await takenBack(stores.rosters, { cohort, chain, stored, approved });
  const mayStay = subtract(approved, inDoubt);
  const offRoster = { withdrawn: subtract(roster.persons, approved), lists: withdrawals.files, inDoubt };
  return { ...due, authority: [due.authority], chain, mayStay, offRoster, waits };
}

/** A landing without a file is erased by an owner's word alone, which this uses up; begun once, it is finished. */
async function abandonedRequest(
  { stores, overrides, personsOnly }: Shared,
  cohort: string,
): Promise<Decided | undefined> {
  if (personsOnly) return undefined;
  const chain = await readChain(stores.approvals, cohort);
  const request = { scope: 'cohort', chain, mayStay: NOBODY, offRoster: undefined, waits: [] } as const;
  const begun = (await readJournal(stores.landing, cohort))?.authority ?? [];
  if (begun.some(({ kind }) => kind === 'override')) return { ...request, authority: begun };
  const [answer] = await overrides.find([await findLandingWithoutFile(stores.landing, cohort)]);
  if (answer?.override === undefined) throw withoutFile(cohort, answer?.name ? [answer.name] : []);
  await overrides.use(answer.override);
  const { finding, digest } = answer.override;
  return { ...request, authority: [{ kind: 'override', finding, record: digest }] };
}

function failed(cohort: string, error: unknown): CohortPurgeReport {
  return {
    cohort,
    state: 'failed',
    scope: null,
    problem: error === undefined ? null : noteOf(error),
    waits: [],
    persons: 0,
    unapproved: [],
    tables: [],
    removedBefore: [],
    certificate: null,
    successor: null,
    withdrawn: [],
  };
}
