import { type CohortFileResult, readCohortFiles } from '../cohort/cohort-file.ts';
import { COHORT_ID } from '../cohort/cohort-schema.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { openStores, type Stores } from '../configuration/stores.ts';
import { ConfigurationError, EXIT } from '../errors.ts';
import type { Instant } from '../instant.ts';
import type { Snapshot } from '../landing/snapshot-document.ts';
import { OMOP_TABLES } from '../omop/tables.ts';
import { listPurges, readReports, type StoredReport } from '../report/stored-reports.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { auditApprovals, auditFile } from './audit-approvals.ts';
import { auditMembers } from './audit-members.ts';
import type { AuditedRun, AuditedTable, AuditReport, Removal } from './audit-report.ts';
import { auditedSnapshot, auditSnapshots, readSnapshots } from './audit-snapshots.ts';
import { auditedTable, auditTable, type TableAudit } from './audit-table.ts';
import { type Findings, newFindings } from './findings.ts';

/**
 * Walks the whole chain of one cohort, from storage and the cohort file alone, and verifies every link again. The data
 * themselves are not read: that is `verify`.
 * @throws ConfigurationError COHORT_UNKNOWN; RemoteError where storage could not be asked
 */
export async function runAudit(
  configuration: Configuration,
  env: Environment,
  cohort: string,
  now: Instant,
): Promise<{ readonly report: AuditReport; readonly exitCode: number }> {
  if (!COHORT_ID.test(cohort)) throw unknown();
  const stores = openStores(configuration, env);
  const findings = newFindings();
  const file = await fileOf(configuration, cohort);
  const approvals = await auditApprovals(stores, cohort, findings);
  const snapshots = await readSnapshots(stores.landing, cohort, findings);
  const tables = await auditTables(stores, cohort, snapshots, approvals.chain, findings);
  const newest = [...tables.values()].flatMap(({ history }) => history.states.get(history.version) ?? []);
  const groups = await auditMembers(stores, cohort, approvals, newest, findings);
  await auditSnapshots(snapshots, tables, approvals.chain, findings);
  const runs = (await readReports(stores.diagnostics)).flatMap((run) => runOf(run, cohort));
  const purges = await listPurges(stores.diagnostics);
  const audited = [...tables.values()].map(auditedTable);
  const traces = [file, ...approvals.approvals, ...snapshots, ...audited, ...groups].filter(Boolean).length;
  if (traces + findings.notes.length === 0) throw unknown();

  const state = await auditFile(file, configuration, stores, approvals, now, findings);
  const report: AuditReport = {
    cohort,
    verdict: findings.notes.length === 0 ? 'verified' : 'failed',
    file: state,
    approvals: approvals.approvals,
    groups,
    runs,
    tables: audited,
    snapshots: snapshots.map(auditedSnapshot),
    removals: audited.flatMap(removalsOf),
    runsWithoutReport: withoutReport(audited, snapshots, [...runs.map(({ run }) => run), ...purges]),
    findings: findings.notes,
  };
  return { report, exitCode: findings.notes.length === 0 ? EXIT.done : EXIT.failed };
}

async function fileOf({ cohorts }: Configuration, cohort: string): Promise<CohortFileResult | undefined> {
  return (await readCohortFiles(cohorts)).find((file) => file.id === cohort);
}

/** Every OMOP table that could lie there is looked for: one that nobody approved is a finding, not a blind spot. */
async function auditTables(
  stores: Stores,
  cohort: string,
  snapshots: readonly Snapshot[],
  chain: Parameters<typeof auditTable>[2],
  findings: Findings,
): Promise<ReadonlyMap<string, TableAudit>> {
  const tables = new Map<string, TableAudit>();
  for (const { name } of OMOP_TABLES) {
    const published = new Set(snapshots.map((snapshot) => snapshot.tables[name]?.version));
    const address = { cohort, table: name };
    const audit = await auditTable(
      stores.landing,
      address,
      chain,
      (version) => published.has(version),
      findings,
    );
    if (audit !== undefined) tables.set(name, audit);
  }
  return tables;
}

function runOf(report: StoredReport, cohort: string): readonly AuditedRun[] {
  const named = report.cohorts.find((each) => each.cohort === cohort);
  if (named === undefined) return [];
  return [
    {
      run: report.run,
      startedAt: report.startedAt,
      verdict: report.verdict,
      state: named.state,
      revision: named.revision,
      rows: named.tables.reduce((rows, table) => rows + table.rows, 0n),
      snapshot: named.snapshot,
      code: named.problem?.code ?? null,
    },
  ];
}

const REMOVING: ReadonlySet<string> = new Set(['REMOVAL', 'PURGE', 'REBUILD']);

function removalsOf({ table, commits }: AuditedTable): readonly Removal[] {
  return commits
    .filter(({ operation }) => REMOVING.has(operation))
    .map(({ version, at, operation, run, rowsRemoved, rowsAdded }) => ({
      table,
      version,
      at,
      operation,
      run,
      // A file is written anew without the rows that leave: what it keeps goes out with the old file and in with the new one.
      rowsRemoved: rowsRemoved - rowsAdded,
    }));
}

function withoutReport(
  tables: readonly AuditedTable[],
  snapshots: readonly Snapshot[],
  reports: readonly string[],
): readonly string[] {
  const reported = new Set(reports);
  const acted = [...tables.flatMap(({ commits }) => commits), ...snapshots].flatMap(({ run }) => run ?? []);
  return [...new Set(acted)].filter((run) => !reported.has(run)).sort();
}

function unknown(): ConfigurationError {
  return new ConfigurationError(
    'There is neither a file, nor an approval, nor a landing of the cohort asked for.',
    {
      code: 'COHORT_UNKNOWN',
      remedy: 'Name a cohort by the id of its file in the cohorts directory, or of a file that was there.',
    },
  );
}
