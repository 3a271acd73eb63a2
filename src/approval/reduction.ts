import { type ApprovedTable, approvedTables } from '../cohort/approved-columns.ts';
import type { Cohort, CohortStatus } from '../cohort/cohort-schema.ts';
import type { Resolution } from './approval-record.ts';

/** What a cohort file asks for, resolved with the defaults of this version. */
export function resolve(cohort: Cohort): Resolution {
  const { status, expires, project, consumer, agreement, roster } = cohort;
  const { sha256, persons } = roster;
  return {
    status,
    expires,
    project,
    consumer,
    agreement,
    roster: { sha256, persons },
    tables: approvedTables(cohort),
  };
}

const RANK: Record<CohortStatus, number> = { active: 0, suspended: 1, revoked: 2 };

/**
 * True when one resolution gives strictly less access than another and nothing else: suspended or revoked, an earlier
 * expiry, fewer tables or columns, for the same project, consumer and agreement. Such a change needs no proof.
 * @param rosterIsSubset the caller read both rosters, and every person of `after` is on the one of `before`; otherwise
 *   the rosters must be the same
 */
export function reducesOnly(before: Resolution, after: Resolution, rosterIsSubset = false): boolean {
  const sameRoster = before.roster.sha256 === after.roster.sha256;
  const widens =
    RANK[after.status] < RANK[before.status] ||
    after.expires > before.expires ||
    !(sameRoster || rosterIsSubset) ||
    !isWithin(after.tables, before.tables) ||
    (['project', 'consumer', 'agreement'] as const).some((key) => before[key] !== after[key]);
  const narrows =
    after.status !== before.status ||
    after.expires < before.expires ||
    !sameRoster ||
    !isWithin(before.tables, after.tables);
  return narrows && !widens;
}

/** True when nothing but an earlier expiry tells them apart. */
export function expiresEarlierOnly(before: Resolution, after: Resolution): boolean {
  return (
    reducesOnly(before, after) && after.status === before.status && isWithin(before.tables, after.tables)
  );
}

function isWithin(inner: readonly ApprovedTable[], outer: readonly ApprovedTable[]): boolean {
  return inner.every(({ table, columns }) => {
    const allowed = outer.find((candidate) => candidate.table === table)?.columns ?? [];
    return columns.every((column) => allowed.includes(column));
  });
}
