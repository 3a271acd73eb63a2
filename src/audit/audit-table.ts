import type { ApprovalChain } from '../approval/approval-chain.ts';
import { openTable } from '../landing/delta-log.ts';
import { logFolder, type TableAddress, tableFolder } from '../landing/paths.ts';
import { checkAccount } from '../landing/slice-account.ts';
import type { TableState } from '../landing/table-state.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { AuditedTable } from './audit-report.ts';
import type { Findings } from './findings.ts';
import { readHistory, type TableHistory } from './table-history.ts';

/** A table with its history, and the sizes of the data files that lie beneath it. */
export interface TableAudit {
  readonly history: TableHistory;
  readonly stored: ReadonlyMap<string, number>;
}

/**
 * Walks a table's log commit by commit: each names an approved revision, no revision goes back, only approved tables and
 * columns are there, and the files add up to the coverage. Then the newest version is held against the checkpoint that
 * readers start from, and against the files in storage.
 */
export async function auditTable(
  landing: BlobStore,
  address: TableAddress,
  chain: ApprovalChain | undefined,
  keep: (version: number) => boolean,
  findings: Findings,
): Promise<TableAudit | undefined> {
  let revision = 0;
  const history = await readHistory(landing, address, findings, keep, async (state) => {
    if (chain !== undefined) checkRevision(state, revision, chain, findings);
    revision = Math.max(revision, state.coverage.revision);
    await findings.verify(() => checkAccount(state, state.coverage, state.files.values()));
  });
  if (history === undefined) return undefined;
  await checkCheckpoint(landing, history, findings);
  const stored = await storedFiles(landing, address);
  const newest = history.states.get(history.version);
  if (newest !== undefined) checkFiles(newest, stored, findings);
  return { history, stored };
}

export function auditedTable({ history }: TableAudit): AuditedTable {
  const { table, version, commits, states } = history;
  const files = [...(states.get(version)?.files.values() ?? [])];
  return {
    table,
    version,
    rows: files.reduce((rows, file) => rows + file.rows, 0n),
    files: files.length,
    commits,
  };
}

/** Every file that a version names is there, in its size. A published version must keep its files, however old it is. */
export function checkFiles(
  { table, version, files }: TableState,
  stored: ReadonlyMap<string, number>,
  findings: Findings,
): void {
  const wrong = [...files.values()].filter((file) => stored.get(file.path) !== file.size);
  if (wrong.length === 0) return;
  findings.add(
    'FILE_MISSING',
    `${wrong.length} of ${files.size} data file(s) of version ${version} of ${table} are missing or of another size.`,
    'Restore them from soft delete; otherwise have the table rebuilt and the snapshots that name it withdrawn.',
  );
}

function checkRevision(state: TableState, before: number, chain: ApprovalChain, findings: Findings): void {
  const { table, version, coverage, schema, files } = state;
  const at = `Version ${version} of ${table}`;
  const record = chain[coverage.revision - 1];
  if (record === undefined) {
    findings.add(
      'REVISION_UNKNOWN',
      `${at} was committed under revision ${coverage.revision}, which no approval record has.`,
      'Find out who removed approval records, and restore them from the versions of the container.',
    );
    return;
  }
  if (coverage.revision < before) {
    findings.add(
      'REVISION_BACKWARD',
      `${at} was committed under revision ${coverage.revision}, after one of revision ${before}.`,
      'Find out which run used a superseded approval; then run sync and audit again.',
    );
  }
  // A table that was taken out keeps its schema, and holds no column of anybody.
  if (files.size === 0) return;
  const approved = record.tables.find((each) => each.table === table)?.columns ?? [];
  const extra = schema.filter(({ name }) => !approved.includes(name));
  if (extra.length === 0) return;
  findings.add(
    approved.length === 0 ? 'TABLE_NOT_APPROVED' : 'COLUMN_NOT_APPROVED',
    `${at} holds ${extra.length} column(s) that revision ${coverage.revision} did not approve.`,
    'Treat the landing as damaged: do not read it; have the table rebuilt with the approved columns.',
  );
}

/** Readers start from the checkpoint: it must add up to the very files that the commits do. */
async function checkCheckpoint(landing: BlobStore, history: TableHistory, findings: Findings): Promise<void> {
  const opened = await findings.verify(() => openTable(landing, history));
  if (opened === undefined || opened.foreign) return;
  const same = opened.version === history.version && opened.log.adds.size === history.live.size;
  if (same && [...opened.log.adds.keys()].every((path) => history.live.has(path))) return;
  findings.add(
    'CHECKPOINT_DIFFERS',
    `The checkpoint of ${history.table} gives readers other files than its commits.`,
    'Delete the checkpoint and _last_checkpoint of the table: readers then use the commits.',
  );
}

async function storedFiles(landing: BlobStore, address: TableAddress): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  const log = logFolder(address);
  for await (const { path, size } of landing.list(tableFolder(address))) {
    if (!path.startsWith(log)) sizes.set(path, size);
  }
  return sizes;
}
