import { type Approval, type ApprovalChain, readChain } from '../approval/approval-chain.ts';
import { policyInForce, standing } from '../approval/policy-in-force.ts';
import { readPolicies } from '../approval/policy-record.ts';
import type { CohortFileResult } from '../cohort/cohort-file.ts';
import type { Persons } from '../cohort/person-id.ts';
import { decodeRoster, rosterDigest } from '../cohort/roster-form.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { Stores } from '../configuration/stores.ts';
import { formatInstant, type Instant } from '../instant.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { AuditedApproval, AuditReport } from './audit-report.ts';
import type { Findings } from './findings.ts';

/** The approvals of a cohort as they were found, with the rosters that could be read again. */
export interface ApprovalAudit {
  /** Undefined where it is broken: then nothing can be held against it. */
  readonly chain: ApprovalChain | undefined;
  readonly approvals: readonly AuditedApproval[];
  /** By revision; absent where the roster is not there, or is not the one approved. */
  readonly rosters: ReadonlyMap<number, Persons>;
}

/** Reads the chain and every roster that it pins, and compares digests, form and numbers. */
export async function auditApprovals(
  { approvals, rosters }: Stores,
  cohort: string,
  findings: Findings,
): Promise<ApprovalAudit> {
  const chain = await findings.verify(() => readChain(approvals, cohort));
  const found = new Map<number, Persons>();
  const audited: AuditedApproval[] = [];
  for (const approval of chain ?? []) {
    const roster = await readPinned(rosters, cohort, approval);
    if (typeof roster !== 'string') found.set(approval.sequence, roster);
    if (roster === 'differs') {
      findings.add(
        'ROSTER_DIGEST',
        `The roster of revision ${approval.sequence} in storage is not the one that was approved.`,
        'Find out who changed the rosters container, and restore the roster from its versions.',
      );
    }
    audited.push(auditedApproval(approval, typeof roster === 'string' ? roster : 'verified'));
  }
  const policies = await findings.verify(() => readPolicies(approvals));
  for (const { kind, policy, sequence } of policies === undefined ? [] : (chain ?? [])) {
    if (kind !== 'pull-request' || policies?.some(({ digest }) => digest === policy)) continue;
    findings.add(
      'POLICY_UNAPPROVED',
      `Revision ${sequence} was approved under a policy that is not among the approved ones.`,
      'Find out who changed the approvals container, and restore the records from its versions.',
    );
  }
  return { chain, approvals: audited, rosters: found };
}

/** What the cohort file is to the chain and the policy now; only an approved one needs its roster to be there. */
export async function auditFile(
  file: CohortFileResult | undefined,
  configuration: Configuration,
  { approvals: store }: Stores,
  { chain = [], approvals }: ApprovalAudit,
  now: Instant,
  findings: Findings,
): Promise<AuditReport['file']> {
  if (file === undefined) return 'missing';
  if ('error' in file) return 'invalid';
  const found = await findings.verify(() =>
    standing(chain, file, now, () => policyInForce(store, configuration)),
  );
  // Under a broken chain of policies nothing is approved.
  const state = found?.state ?? 'unapproved';
  if (state === 'approved' && approvals.at(-1)?.roster.found === 'absent') {
    findings.add(
      'ROSTER_MISSING',
      `The roster of revision ${chain.length}, which is in force, is not in storage.`,
      'Restore it from the versions of the rosters container, or seal and approve the list again.',
    );
  }
  return state;
}

async function readPinned(
  rosters: BlobStore,
  cohort: string,
  { roster }: Approval,
): Promise<Persons | 'absent' | 'differs'> {
  const blob = await rosters.read(`${cohort}/${roster.sha256}`);
  if (blob === undefined) return 'absent';
  if (rosterDigest(blob.content) !== roster.sha256) return 'differs';
  const persons = decodeRoster(blob.content);
  return persons?.length === roster.persons ? persons : 'differs';
}

function auditedApproval(approval: Approval, found: AuditedApproval['roster']['found']): AuditedApproval {
  const { sequence, kind, by, reason, digest, predecessor, status, roster } = approval;
  return {
    sequence,
    kind,
    by: oneLine(by),
    reason: oneLine(reason),
    at: formatInstant(approval.at),
    digest,
    predecessor,
    status,
    expires: formatInstant(approval.expires),
    tables: approval.tables.length,
    roster: { ...roster, found },
  };
}

/** People's text, from a record that somebody may have changed: nothing in it moves a terminal's cursor or turns its letters. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
}
