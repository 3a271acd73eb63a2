import type { ApprovalChain } from '../approval/approval-chain.ts';
import { formatInstant } from '../instant.ts';
import { consistentCut } from '../landing/consistent-cut.ts';
import { snapshotFolder } from '../landing/paths.ts';
import { lostNumbers, readSnapshot, snapshotsLost } from '../landing/snapshot.ts';
import type { Snapshot } from '../landing/snapshot-document.ts';
import type { TableState } from '../landing/table-state.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { AuditedSnapshot } from './audit-report.ts';
import { checkFiles, type TableAudit } from './audit-table.ts';
import type { Findings } from './findings.ts';

/** Every snapshot that lies in storage and can be read, oldest first. A number that is missing was withdrawn, or is a finding. */
export async function readSnapshots(
  landing: BlobStore,
  cohort: string,
  findings: Findings,
): Promise<readonly Snapshot[]> {
  const snapshots: Snapshot[] = [];
  for await (const { path } of landing.list(snapshotFolder(cohort))) {
    const number = /\/(\d{10})\.json$/.exec(path)?.[1];
    if (number === undefined) continue;
    const snapshot = await findings.verify(() => readSnapshot(landing, cohort, Number(number)));
    if (snapshot !== undefined) snapshots.push(snapshot);
  }
  const lost = await lostNumbers(landing, cohort);
  if (lost.length > 0) await findings.verify(() => Promise.reject(snapshotsLost(cohort, lost)));
  return snapshots;
}

/**
 * Makes each snapshot's cut again from the versions that it names: one revision, one frontier, the same groups in all tables,
 * rows and fingerprints equal, all files there; and each snapshot goes on from the one before.
 */
export async function auditSnapshots(
  snapshots: readonly Snapshot[],
  tables: ReadonlyMap<string, TableAudit>,
  chain: ApprovalChain | undefined,
  findings: Findings,
): Promise<void> {
  let before: Snapshot | undefined;
  for (const snapshot of snapshots) {
    if (chain !== undefined && chain[snapshot.revision - 1] === undefined) {
      findings.add(
        'REVISION_UNKNOWN',
        `Snapshot ${snapshot.number} is of revision ${snapshot.revision}, which no approval record has.`,
        'Find out who removed approval records, and restore them from the versions of the container.',
      );
    }
    if (before !== undefined && goesBack(before, snapshot)) {
      findings.add(
        'SNAPSHOT_BACKWARD',
        `Snapshot ${snapshot.number} is behind snapshot ${before.number}.`,
        'Find out which run published it; readers should stay on the snapshot before.',
      );
    }
    await auditCut(snapshot, tables, findings);
    before = snapshot;
  }
}

export function auditedSnapshot(snapshot: Snapshot): AuditedSnapshot {
  const { number, publishedAt, revision, through, run, tables } = snapshot;
  return {
    number,
    publishedAt: formatInstant(publishedAt),
    revision,
    through: through === null ? null : formatInstant(through - 1n),
    run,
    rows: Object.values(tables).reduce((rows, table) => rows + table.rows, 0n),
    tables: Object.fromEntries(Object.entries(tables).map(([name, { version }]) => [name, version])),
  };
}

async function auditCut(
  snapshot: Snapshot,
  tables: ReadonlyMap<string, TableAudit>,
  findings: Findings,
): Promise<void> {
  const states: TableState[] = [];
  for (const [name, { version }] of Object.entries(snapshot.tables)) {
    const audit = tables.get(name);
    const state = audit?.history.states.get(version);
    if (audit === undefined || state === undefined) {
      findings.add(
        'SNAPSHOT_BROKEN',
        `Snapshot ${snapshot.number} names version ${version} of ${name}, which is not there or not ours.`,
        'Restore the table from soft delete or a backup, or have the snapshot withdrawn.',
      );
      return;
    }
    checkFiles(state, audit.stored, findings);
    states.push(state);
  }
  const cut = await findings.verify(() => consistentCut(snapshot.cohort, states));
  if (cut === undefined || sameCut(cut, snapshot)) return;
  findings.add(
    'SNAPSHOT_DIFFERS',
    `Snapshot ${snapshot.number} says something else than the versions that it names.`,
    'Find out who changed it, and restore it from the versions of the container; or have it withdrawn.',
  );
}

function sameCut(cut: ReturnType<typeof consistentCut>, snapshot: Snapshot): boolean {
  return (
    cut.revision === snapshot.revision &&
    cut.through === snapshot.through &&
    Object.entries(snapshot.tables).every(([name, said]) => {
      const made = cut.tables[name];
      return (
        made?.rows === said.rows &&
        made.files === said.files &&
        made.transfer[0] === said.transfer[0] &&
        made.transfer[1] === said.transfer[1]
      );
    })
  );
}

function goesBack(before: Snapshot, after: Snapshot): boolean {
  return (
    after.revision < before.revision ||
    (before.through !== null && after.through !== null && after.through < before.through) ||
    Object.entries(after.tables).some(([name, { version }]) => version < (before.tables[name]?.version ?? 0))
  );
}
