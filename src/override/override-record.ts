import { createHash } from 'node:crypto';
import { z } from 'zod';
import { COHORT_ID } from '../cohort/cohort-schema.ts';
import { IntegrityError } from '../errors.ts';
import { formatInstant, type Instant, parseInstant } from '../instant.ts';
import { omopTable } from '../omop/tables.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { FINDING_DIGEST, OVERRIDE_KINDS, type OverrideDocument } from './override-file.ts';
import type { OverrideProof } from './override-proof.ts';

/** An approved override: `_overrides/<finding>.json` among the approvals, which only the approve job may write. */
export interface OverrideRecord extends OverrideDocument {
  readonly at: Instant;
  readonly proof: OverrideProof;
}

const sha256 = z.string().regex(FINDING_DIGEST);
const commit = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const instant = z.string().transform((text, context) => {
  const parsed = parseInstant(text);
  if (parsed !== undefined) return parsed;
  context.addIssue('must be an instant');
  return z.NEVER;
});

const proof = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('manual'), by: z.string().min(1) }),
  z.strictObject({
    kind: z.literal('pull-request'),
    number: z.int().min(1),
    merge: commit,
    head: commit,
    author: z.int().min(1),
    approvers: z.array(z.int().min(1)).min(1),
    policy: sha256,
    file: z.strictObject({ blob: z.string().regex(/^[0-9a-f]{40}$/), sha256 }),
  }),
]);

const schema = z.strictObject({
  format: z.literal(1),
  finding: sha256,
  kind: z.enum(OVERRIDE_KINDS),
  cohort: z.string().regex(COHORT_ID).nullable(),
  table: z
    .string()
    .refine((name) => omopTable(name) !== undefined)
    .nullable(),
  reason: z.string().min(1),
  at: instant,
  proof,
});

/** What lies in storage, with the digest of its bytes. */
export interface StoredOverride extends OverrideRecord {
  readonly digest: string;
}

/**
 * Stores an approved override. The first record of a finding stays: it cannot be widened afterwards.
 * @returns the record that stands, and whether this call made it
 */
export async function recordOverride(
  approvals: BlobStore,
  record: OverrideRecord,
): Promise<{ readonly record: StoredOverride; readonly created: boolean }> {
  const text = JSON.stringify({ format: 1, ...record, at: formatInstant(record.at) }, null, 2);
  const written = await approvals.putIfAbsent(recordPath(record.finding), Buffer.from(`${text}\n`));
  const stored = await readOverride(approvals, record.finding);
  if (stored === undefined) throw broken(record.finding);
  return { record: stored, created: written === 'created' };
}

/**
 * The approved override of a finding, or undefined when there is none.
 * @throws IntegrityError OVERRIDE_BROKEN
 */
export async function readOverride(
  approvals: BlobStore,
  finding: string,
): Promise<StoredOverride | undefined> {
  const blob = await approvals.read(recordPath(finding));
  if (blob === undefined) return undefined;
  const { format: _, ...record } = parse(finding, blob.content);
  if (record.finding !== finding) throw broken(finding);
  return { ...record, digest: createHash('sha256').update(blob.content).digest('hex') };
}

/** All approved overrides, used or not. */
export async function readOverrides(approvals: BlobStore): Promise<readonly StoredOverride[]> {
  const records: StoredOverride[] = [];
  for await (const { path } of approvals.list('_overrides/')) {
    const finding = /^_overrides\/([0-9a-f]{64})\.json$/.exec(path)?.[1];
    const record = finding && (await readOverride(approvals, finding));
    if (record) records.push(record);
  }
  return records;
}

function parse(finding: string, content: Uint8Array): z.infer<typeof schema> {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(content)));
  } catch (cause) {
    throw broken(finding, cause);
  }
}

function recordPath(finding: string): string {
  if (!FINDING_DIGEST.test(finding)) throw new RangeError('not the digest of a finding');
  // No cohort's folder: an id begins with a letter.
  return `_overrides/${finding}.json`;
}

function broken(finding: string, cause?: unknown): IntegrityError {
  return new IntegrityError(`The approved override of finding ${finding.slice(0, 12)} cannot be read.`, {
    code: 'OVERRIDE_BROKEN',
    remedy: 'Find out who changed the approvals container, and restore the record from its versions.',
    cause,
  });
}
