import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ApprovedTable } from '../cohort/approved-columns.ts';
import { COHORT_ID, type CohortStatus } from '../cohort/cohort-schema.ts';
import { formatInstant, type Instant, parseInstant } from '../instant.ts';

/**
 * What was approved, resolved to the last column: a later version of the program with other defaults reads it here, and
 * cannot widen it.
 */
export interface Resolution {
  readonly status: CohortStatus;
  /** First instant at which the cohort is expired. */
  readonly expires: Instant;
  readonly project: string;
  readonly consumer: string;
  readonly agreement: string;
  readonly roster: { readonly sha256: string; readonly persons: number };
  readonly tables: readonly ApprovedTable[];
}

/** Whose word a content is, as GitHub told it. People are named by their numbers, which no renaming changes. */
export interface PullRequestProof {
  readonly number: number;
  /** The commit that the pull request was merged as, the one before it on the default branch, and the head approved. */
  readonly merge: string;
  readonly base: string;
  readonly head: string;
  readonly author: number;
  readonly approvers: readonly number[];
}

/** One link of a cohort's chain. */
export interface ApprovalRecord extends Resolution {
  readonly cohort: string;
  /** Counts from 1; the revision that landings name. */
  readonly sequence: number;
  /** SHA-256 of the bytes of the record before; null in the first. */
  readonly predecessor: string | null;
  /** `pull-request`: proven. `manual`: a person at a shell. `reduction`: access became less, which needs no proof. */
  readonly kind: 'pull-request' | 'manual' | 'reduction';
  readonly by: string;
  readonly reason: string;
  readonly at: Instant;
  /** The cohort file's exact content, as Git and as SHA-256 name it. */
  readonly file: { readonly name: string; readonly blob: string; readonly sha256: string };
  /** SHA-256 of the approval policy in force. */
  readonly policy: string;
  /** The commit of the default branch by which this came to be; null where a person at a shell said so. */
  readonly commit: string | null;
  /** What was proven; null unless `kind` says so. */
  readonly proof: PullRequestProof | null;
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z.string().transform((text, context) => {
  const parsed = parseInstant(text);
  if (parsed !== undefined) return parsed;
  context.addIssue('must be an instant');
  return z.NEVER;
});

const commit = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const user = z.int().min(1);

export const proofSchema = z.strictObject({
  number: z.int().min(1),
  merge: commit,
  base: commit,
  head: commit,
  author: user,
  approvers: z.array(user).min(1),
});

const schema = z.strictObject({
  version: z.literal(1),
  cohort: z.string().regex(COHORT_ID),
  sequence: z.int().min(1),
  predecessor: sha256.nullable(),
  kind: z.enum(['pull-request', 'manual', 'reduction']),
  by: z.string().min(1),
  reason: z.string().min(1),
  at: instant,
  file: z.strictObject({ name: z.string(), blob: z.string().regex(/^[0-9a-f]{40}$/), sha256 }),
  status: z.enum(['active', 'suspended', 'revoked']),
  expires: instant,
  project: z.string(),
  consumer: z.string(),
  agreement: z.string(),
  roster: z.strictObject({ sha256, persons: z.int().min(1) }),
  tables: z.array(z.strictObject({ table: z.string(), columns: z.array(z.string()).min(1) })).min(1),
  policy: sha256,
  commit: commit.nullable().default(null),
  proof: proofSchema.nullable().default(null),
});

/** The record's bytes; its digest is that of exactly these. */
export function encodeRecord(record: ApprovalRecord): Uint8Array {
  const { at, expires, ...rest } = record;
  const document = { version: 1, ...rest, at: formatInstant(at), expires: formatInstant(expires) };
  return Buffer.from(`${JSON.stringify(document, null, 2)}\n`);
}

/** Undefined when the bytes are no record of this version, or hold more than one. */
export function decodeRecord(content: Uint8Array): ApprovalRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(content).toString());
  } catch {
    return undefined;
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) return undefined;
  const { version: _, ...record } = parsed.data;
  return record;
}

export function recordDigest(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
