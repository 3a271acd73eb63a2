import { COHORT_ID } from '../cohort/cohort-schema.ts';
import type { ApprovalPolicy } from '../configuration/configuration.ts';
import { CohortSyncError, ConfigurationError } from '../errors.ts';
import type { Instant } from '../instant.ts';
import { omopTable } from '../omop/tables.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import {
  FINDING_DIGEST,
  lacksPlace,
  ONE_LINE,
  type OverrideDocument,
  type OverrideFileResult,
} from './override-file.ts';
import type { ProveOverride } from './override-proof.ts';
import { readOverride, recordOverride, type StoredOverride } from './override-record.ts';

export type OverrideOutcome =
  | { readonly file: string; readonly state: 'approved' | 'unchanged'; readonly record: StoredOverride }
  | { readonly file: string; readonly state: 'refused'; readonly error: unknown };

/**
 * Proves each override file at the tip that has no record yet, and records it. Driven by state, as approvals are: a lost
 * run loses nothing. One refusal does not stop the others.
 */
export async function approveOverrides(
  approvals: BlobStore,
  files: readonly OverrideFileResult[],
  prove: ProveOverride,
  at: Instant,
): Promise<readonly OverrideOutcome[]> {
  const outcomes: OverrideOutcome[] = [];
  for (const result of files) {
    const { file } = result;
    try {
      if ('error' in result) throw result.error;
      const { override } = result;
      const before = await readOverride(approvals, override.finding);
      const known = before ?? (await recordProven(approvals, override, await prove(result), at));
      requireSame(known, override);
      outcomes.push({ file, state: before === undefined ? 'approved' : 'unchanged', record: known });
    } catch (error) {
      outcomes.push({ file, state: 'refused', error });
    }
  }
  return outcomes;
}

async function recordProven(
  approvals: BlobStore,
  override: OverrideDocument,
  proof: Awaited<ReturnType<ProveOverride>>,
  at: Instant,
): Promise<StoredOverride> {
  return (await recordOverride(approvals, { ...override, at, proof })).record;
}

/**
 * Records an override by the word of a person at a shell, where the configuration allows that.
 * @throws ConfigurationError MANUAL_APPROVAL_REFUSED, OVERRIDE_INPUT
 */
export async function overrideManually(
  approvals: BlobStore,
  policy: ApprovalPolicy,
  override: OverrideDocument,
  by: string,
  at: Instant,
): Promise<{ readonly record: StoredOverride; readonly created: boolean }> {
  if (!policy.manual) {
    throw new ConfigurationError('Overrides by hand are not allowed here.', {
      code: 'MANUAL_APPROVAL_REFUSED',
      remedy: 'Have overrides/<finding>.yml merged by a pull request that an owner approved.',
    });
  }
  const { finding, cohort, table, reason } = override;
  const lines = [by, reason].every((text) => ONE_LINE.test(text) && text.trim() !== '');
  const named =
    (cohort === null || COHORT_ID.test(cohort)) && (table === null || omopTable(table) !== undefined);
  if (!lines || !named || lacksPlace(override) || !FINDING_DIGEST.test(finding)) {
    throw new ConfigurationError('An override needs a finding, a name and a reason.', {
      code: 'OVERRIDE_INPUT',
      remedy:
        'Give the 64 digits of the finding whole, --by and --reason one line each, and to rebuild --cohort and --table.',
    });
  }
  const stored = await recordOverride(approvals, { ...override, at, proof: { kind: 'manual', by } });
  requireSame(stored.record, override);
  return stored;
}

/** The first record of a finding stands; another answer to it is not taken for that one. */
function requireSame(record: StoredOverride, { kind, cohort, table }: OverrideDocument): void {
  if (record.kind === kind && record.cohort === cohort && record.table === table) return;
  throw new CohortSyncError('This finding was answered otherwise before.', {
    code: 'OVERRIDE_CONFLICT',
    remedy: 'An answer that was recorded stands; run again, and answer the finding that it then shows.',
  });
}
