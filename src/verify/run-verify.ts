import pLimit from 'p-limit';
import { type CohortFileResult, readCohortFiles } from '../cohort/cohort-file.ts';
import { readWithdrawals } from '../cohort/withdrawals.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { openStores, type Stores } from '../configuration/stores.ts';
import { CohortSyncError, EXIT, IntegrityError } from '../errors.ts';
import { formatInstant, runnerNow } from '../instant.ts';
import { throwIfInterrupted } from '../interruption.ts';
import { openTable } from '../landing/delta-log.ts';
import { latestSnapshot } from '../landing/snapshot.ts';
import type { Snapshot } from '../landing/snapshot-document.ts';
import { requireOurs, type TableState } from '../landing/table-state.ts';
import type { Log } from '../log/events.ts';
import { OMOP_TABLES } from '../omop/tables.ts';
import { type Overrides, openOverrides } from '../override/overrides.ts';
import type { Note } from '../report/run-report.ts';
import { holdRun } from '../sandbox/run-hold.ts';
import { connectSource, schemasOf } from '../source/connect-source.ts';
import { describeTable } from '../source/describe.ts';
import { dropStatement } from '../source/statements/roster.ts';
import { LOAD_COLUMN, PERSON_COLUMN } from '../source/statements/source-table.ts';
import type { Warehouse } from '../source/warehouse.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { admitCohorts } from '../sync/admit.ts';
import { chooseCohorts } from '../sync/choose-cohorts.ts';
import { noteOf } from '../sync/problem.ts';
import { unverified } from '../sync/publish.ts';
import { landedColumns, type ReadyCohort } from '../sync/ready-cohort.ts';
import { newRun } from '../sync/run-id.ts';
import { loadRosterTable } from '../sync/sandbox-roster.ts';
import { keyColumns } from '../sync/tasks.ts';
import type { TransferPool } from '../transfer/transfer.ts';
import { createTransferPool } from '../transfer/transfer-pool.ts';
import { lastVerified, recordVerified } from './verified-snapshot.ts';
import { isLost, verifyFiles } from './verify-files.ts';
import { compareDeeply, compareWithSource } from './verify-source.ts';

export interface VerifyOptions {
  readonly cohorts: readonly string[];
  /** Only these tables; all landed ones when empty. Then the snapshot as a whole does not count as verified. */
  readonly tables?: readonly string[];
  readonly deep: boolean;
  /** Aborted when the run is to end. */
  readonly signal?: AbortSignal;
}

export interface VerifyReport {
  readonly run: string;
  readonly deep: boolean;
  readonly verdict: 'verified' | 'failed';
  readonly cohorts: readonly CohortVerification[];
}

export interface CohortVerification {
  readonly cohort: string;
  readonly state: 'verified' | 'differs' | 'failed' | 'nothing-landed' | 'inactive' | 'held';
  readonly snapshot: number | null;
  readonly through: string | null;
  readonly problem: Note | null;
  readonly tables: readonly TableVerification[];
}

export interface TableVerification {
  readonly table: string;
  readonly version: number;
  readonly rows: bigint;
  /** Files read again, of all that the version names. */
  readonly filesRead: number;
  readonly files: number;
  /** Slices that are not what the source holds now; with `--deep` also 1 a group whose whole rows differ. */
  readonly differences: number;
}

/** The pool of workers is the real bound; these only keep it busy while statements run. */
const TABLES_AT_ONCE = 3;

interface Verification {
  readonly run: string;
  readonly configuration: Configuration;
  readonly stores: Stores;
  readonly warehouse: Warehouse;
  readonly pool: TransferPool;
  readonly options: VerifyOptions;
  readonly overrides: Overrides;
}

/** Verifies the latest snapshot of each cohort against storage and against the source, with rosters of its own in the sandbox. */
export async function runVerify(
  configuration: Configuration,
  env: Environment,
  options: VerifyOptions,
  log: Log,
): Promise<{ readonly report: VerifyReport; readonly exitCode: number }> {
  const run = newRun();
  const stores = openStores(configuration, env);
  const files: readonly CohortFileResult[] = chooseCohorts(
    await readCohortFiles(configuration.cohorts),
    options.cohorts,
  );
  const { persons: withdrawn } = await readWithdrawals(stores.withdrawals);
  const { landing, approvals } = stores;
  // Not a dry one, so that what is found gets a name that an owner can answer; it uses no answer up.
  const overrides = openOverrides({
    landing,
    approvals,
    policy: configuration.approvals,
    run,
    dryRun: false,
  });
  const asking = { stores, configuration, files, withdrawn, now: runnerNow(), dryRun: true, run, overrides };
  const admission = await admitCohorts(asking);
  log({ kind: 'run-started', run, cohorts: admission.ready.length });
  const { workers, rowGroupRows, fileBytes } = configuration.transfer;
  const pool = createTransferPool({ workers, rowGroupRows, fileBytes, signal: options.signal });
  const hold = admission.ready.length === 0 ? undefined : await holdRun(stores.diagnostics, run);
  let warehouse: Warehouse | undefined;
  try {
    if (hold !== undefined) warehouse = await connectSource(configuration, env, log, options.signal);
    const cohorts: CohortVerification[] = [
      ...admission.inactive.map(({ cohort, error }) => unread(cohort, 'inactive', error)),
      ...[...admission.held].map(([cohort, error]) => unread(cohort, 'held', error)),
    ];
    for (const cohort of warehouse === undefined ? [] : admission.ready) {
      throwIfInterrupted(options.signal);
      const opened = { warehouse: warehouse as Warehouse, pool, overrides };
      const verification = { run, configuration, stores, options, ...opened };
      const result = await verifyCohort(verification, cohort).catch((error: unknown) =>
        unread(cohort.cohort, 'failed', error),
      );
      if (result.problem !== null) log({ kind: 'cohort-held', cohort: cohort.cohort, ...result.problem });
      cohorts.push(result);
    }
    const failed = cohorts.some(({ state }) => state === 'differs' || state === 'failed' || state === 'held');
    const report: VerifyReport = {
      run,
      deep: options.deep,
      verdict: failed ? 'failed' : 'verified',
      cohorts,
    };
    return { report, exitCode: failed ? EXIT.failed : EXIT.done };
  } finally {
    await pool.close();
    await warehouse?.close();
    await hold?.end();
  }
}

async function verifyCohort(verification: Verification, cohort: ReadyCohort): Promise<CohortVerification> {
  const { stores, options, run } = verification;
  const [unapproved] = cohort.unapproved;
  if (unapproved !== undefined) throw tableNotApproved(cohort.cohort, unapproved.table);
  const snapshot = await latestSnapshot(stores.landing, cohort.cohort);
  if (snapshot === undefined) return unread(cohort.cohort, 'nothing-landed', undefined);
  const before = options.deep ? undefined : await lastVerified(stores, cohort.cohort);
  const roster = `cohort_sync_verify_${run}`;
  const { warehouse } = verification;
  const schemas = schemasOf(verification.configuration);
  try {
    await loadRosterTable(warehouse, schemas, roster, cohort.groups);
    const { tables: wanted = [] } = options;
    const names = OMOP_TABLES.map(({ name }) => name).filter(
      (name) => name in snapshot.tables && (wanted.length === 0 || wanted.includes(name)),
    );
    const limit = pLimit(TABLES_AT_ONCE);
    const outcomes = await Promise.allSettled(
      names.map((table) => limit(() => verifyTable(verification, cohort, snapshot, table, roster, before))),
    );
    const tables: TableVerification[] = [];
    const failures: unknown[] = [];
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') tables.push(outcome.value);
      else
        failures.push(await lostTable(verification.overrides, outcome.reason, snapshot, names[index] ?? ''));
    }
    if (failures.length > 0) throw together(failures);
    const differs = tables.some((table) => table.differences > 0);
    if (!differs && wanted.length === 0) await recordVerified(stores, snapshot, run);
    return {
      cohort: cohort.cohort,
      state: differs ? 'differs' : 'verified',
      snapshot: snapshot.number,
      through: snapshot.through === null ? null : formatInstant(snapshot.through - 1n),
      problem: differs ? noteOf(await sourceDiffers(verification.overrides, snapshot, tables)) : null,
      tables,
    };
  } finally {
    await warehouse.execute(dropStatement(schemas, roster));
  }
}

async function verifyTable(
  verification: Verification,
  cohort: ReadyCohort,
  snapshot: Snapshot,
  table: string,
  roster: string,
  before: Snapshot | undefined,
): Promise<TableVerification> {
  const { configuration, stores, warehouse, pool, options, run } = verification;
  const state = await snapshotTable(stores, snapshot, table);
  const persons = new Map(cohort.groups.map((group) => [group.group, group.shared]));
  const timeZone = configuration.source.timeZone ?? 'UTC';
  const files = await verifyFiles({
    landing: stores.landing,
    pool,
    state,
    keyColumns: keyColumns(table),
    timeZone,
    persons,
    files: options.deep
      ? [...state.files.values()]
      : await unverified(stores.landing, state, before?.tables[table]?.version),
    deep: options.deep,
  });
  const schemas = schemasOf(configuration);
  const described = await describeTable(warehouse, schemas, table, timeZone);
  if (described === undefined)
    throw new IntegrityError(`The source has no table ${table} any more.`, {
      code: 'SOURCE_TABLE_MISSING',
      remedy: 'Check source.schema and the grants.',
    });
  const { source } = described;
  const comparison = {
    warehouse,
    schemas,
    source,
    columns: landedColumns(
      state.schema.map((column) => column.name),
      source.columns,
    ),
    keyColumns: keyColumns(table),
    roster,
    coverage: state.coverage,
  };
  const differences = await compareWithSource(comparison);
  const deep = options.deep
    ? await compareDeeply({
        ...comparison,
        pool,
        stage: `cohort_sync_stage_verify_${run}_${table}`,
        files,
        contract: (group, until) => ({
          columns: state.schema,
          personColumn: PERSON_COLUMN,
          fingerprintColumns: [...keyColumns(table), PERSON_COLUMN, LOAD_COLUMN],
          loadColumn: LOAD_COLUMN,
          persons: persons.get(group) ?? new SharedArrayBuffer(0),
          from: null,
          until,
          nulls: false,
          timeZone,
        }),
      })
    : [];
  return {
    table,
    version: state.version,
    rows: [...state.files.values()].reduce((rows, file) => rows + file.rows, 0n),
    filesRead: files.length,
    files: state.files.size,
    differences: differences.length + deep.length,
  };
}

/** The table as the snapshot's readers see it: at the version that it names, never the newest. */
async function snapshotTable(stores: Stores, snapshot: Snapshot, table: string): Promise<TableState> {
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

function unread(cohort: string, state: CohortVerification['state'], error: unknown): CohortVerification {
  return {
    cohort,
    state,
    snapshot: null,
    through: null,
    problem: error === undefined ? null : noteOf(error),
    tables: [],
  };
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
      'Run "cohort-sync sync --full", which compares all history, then verify again; if it stays, report it.',
    findings: answer?.name === undefined ? [] : [answer.name],
  });
}

/** One error for all tables that failed: lost ones first, each by name and with its finding. */
function together(failures: readonly unknown[]): unknown {
  const lost = failures.filter(isLost);
  const [first] = lost;
  if (first === undefined || lost.length === 1) return first ?? failures[0];
  const { code, remedy } = first;
  return new IntegrityError(lost.map(({ message }) => message).join(' '), {
    code,
    remedy,
    findings: lost.flatMap(({ findings }) => findings ?? []),
    cause: first,
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
