import { createHash } from 'node:crypto';
import { z } from 'zod';
import { IntegrityError } from '../errors.ts';
import { formatInstant, type Instant, parseInstant } from '../instant.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { type PullRequestProof, proofSchema } from './approval-record.ts';

/** One approved state of the files that decide who may approve, and what runs. */
export interface PolicyRecord {
  /** Counts from 1. */
  readonly sequence: number;
  readonly predecessor: string | null;
  readonly at: Instant;
  /** The commit of the default branch by which it came into force. */
  readonly commit: string;
  /** Path and Git's blob id of the configuration; it is among `files`, too. */
  readonly configuration: { readonly path: string; readonly blob: string };
  /** Every protected file's blob by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly require: readonly { readonly team: string; readonly minimum: number }[];
  readonly owners: string | null;
  /** The pull requests of all that is other than in the record before; of the first, that of the configuration. */
  readonly proofs: readonly PullRequestProof[];
}

export interface Policy extends PolicyRecord {
  readonly digest: string;
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const blob = z.string().min(1).max(100);
const team = z.string().regex(/^[^/\s]+\/[^/\s]+$/);

const schema = z.strictObject({
  version: z.literal(1),
  sequence: z.int().min(1),
  predecessor: sha256.nullable(),
  at: z.string().transform((text, context) => {
    const parsed = parseInstant(text);
    if (parsed !== undefined) return parsed;
    context.addIssue('must be an instant');
    return z.NEVER;
  }),
  commit: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/),
  configuration: z.strictObject({ path: z.string(), blob }),
  files: z.record(z.string(), blob),
  require: z.array(z.strictObject({ team, minimum: z.int().min(1) })),
  owners: team.nullable(),
  proofs: z.array(proofSchema).min(1),
});

/**
 * The approved policies, oldest first, every link verified; empty where none was ever approved by pull request.
 * @throws IntegrityError `APPROVAL_CHAIN_BROKEN`
 */
export async function readPolicies(approvals: BlobStore): Promise<readonly Policy[]> {
  const chain: Policy[] = [];
  for await (const { path } of approvals.list('_policy/')) {
    const stored = path === policyPath(chain.length + 1) ? await approvals.read(path) : undefined;
    const record = stored && decode(stored.content);
    const before = chain.at(-1)?.digest ?? null;
    if (!record || record.sequence !== chain.length + 1 || record.predecessor !== before) throw broken();
    chain.push({ ...record, digest: digestOf(stored.content) });
  }
  return chain;
}

/** Adds one behind the head that was read. @returns undefined where another took the place: then read again */
export async function appendPolicy(
  approvals: BlobStore,
  chain: readonly Policy[],
  record: Omit<PolicyRecord, 'sequence' | 'predecessor'>,
): Promise<Policy | undefined> {
  const sequence = chain.length + 1;
  const complete = { ...record, sequence, predecessor: chain.at(-1)?.digest ?? null };
  const document = { version: 1, ...complete, at: formatInstant(record.at) };
  const content = Buffer.from(`${JSON.stringify(document, null, 2)}\n`);
  // THE POINT OF APPROVAL of a policy.
  if ((await approvals.putIfAbsent(policyPath(sequence), content)) === 'exists') return undefined;
  return { ...complete, digest: digestOf(content) };
}

/** No cohort's folder: an id begins with a letter. */
function policyPath(sequence: number): string {
  return `_policy/${sequence.toString().padStart(6, '0')}.json`;
}

function decode(content: Uint8Array): PolicyRecord | undefined {
  try {
    const { version: _, ...record } = schema.parse(JSON.parse(new TextDecoder().decode(content)));
    return record;
  } catch {
    return undefined;
  }
}

function digestOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function broken(): IntegrityError {
  return new IntegrityError('The chain of approved policies is broken.', {
    code: 'APPROVAL_CHAIN_BROKEN',
    remedy: 'Find out who changed the approvals container, and restore the records from its versions.',
  });
}
