import { difference } from '../cohort/person-set.ts';
import type { Stores } from '../configuration/stores.ts';
import type { Members } from '../landing/assign-groups.ts';
import { readMembers } from '../landing/members.ts';
import type { TableState } from '../landing/table-state.ts';
import type { ApprovalAudit } from './audit-approvals.ts';
import type { AuditedGroup } from './audit-report.ts';
import type { Findings } from './findings.ts';

/** Reads the member lists again: each is what its digest says, belongs to a revision, and holds approved persons only. */
export async function auditMembers(
  { landing }: Stores,
  cohort: string,
  approvals: ApprovalAudit,
  tables: readonly TableState[],
  findings: Findings,
): Promise<readonly AuditedGroup[]> {
  const stored = await findings.verify(() => readMembers(landing, cohort));
  const groups = stored?.members.groups ?? [];
  for (const { group, revision } of groups) {
    if (approvals.chain !== undefined && approvals.chain[revision - 1] === undefined) {
      findings.add(
        'REVISION_UNKNOWN',
        `Group ${group} was taken up under revision ${revision}, which no approval record has.`,
        'Find out who removed approval records, and restore them from the versions of the container.',
      );
    }
  }
  if (stored !== undefined) {
    checkApproved(stored.members, approvals, tables, findings);
    checkCovered(groups, tables, findings);
  }
  return groups.map(({ group, revision, members, persons }) => ({
    group,
    revision,
    members,
    persons: persons.length,
  }));
}

/**
 * A member stands on the roster of the revision that the landing is at, or of a later one that a sync has begun to take up.
 * Where one of these rosters is gone nothing can be said, and the missing roster is told elsewhere.
 */
function checkApproved(
  { groups }: Members,
  { chain = [], rosters }: ApprovalAudit,
  tables: readonly TableState[],
  findings: Findings,
): void {
  const landed = tables.reduce((last, table) => Math.max(last, table.coverage.revision), 1);
  const inForce = chain.slice(landed - 1).map((approval) => rosters.get(approval.sequence));
  if (inForce.length === 0 || inForce.includes(undefined)) return;
  for (const { group, persons } of groups) {
    let stray: BigInt64Array = persons;
    for (const roster of inForce) stray = difference(roster ?? new BigInt64Array(), stray).added;
    if (stray.length === 0) continue;
    findings.add(
      'PERSON_NOT_APPROVED',
      `Group ${group} holds ${stray.length} person(s) who are on no roster that is in force.`,
      'Treat the landing as damaged: do not read it; run sync, which takes them out, and find out who changed the members.',
    );
  }
}

function checkCovered(groups: Members['groups'], tables: readonly TableState[], findings: Findings): void {
  const known = new Set(groups.map(({ group }) => group));
  for (const { table, coverage } of tables) {
    for (const { group } of coverage.groups) {
      if (known.has(group)) continue;
      findings.add(
        'GROUP_UNKNOWN',
        `${table} covers group ${group}, which the member lists do not have.`,
        'Restore the member lists of the landing from soft delete or a backup.',
      );
    }
  }
}
