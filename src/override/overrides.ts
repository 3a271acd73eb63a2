import type { ApprovalPolicy } from '../configuration/configuration.ts';
import { ConfigurationError, type FindingName, IntegrityError } from '../errors.ts';
import { formatInstant, runnerNow } from '../instant.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { type Finding, nameFinding } from './finding.ts';
import { findingKey } from './finding-key.ts';
import { FINDING_DIGEST } from './override-file.ts';
import { readOverride, readOverrides, type StoredOverride } from './override-record.ts';

export interface OverridesRequest {
  readonly landing: BlobStore;
  readonly approvals: BlobStore;
  readonly policy: Pick<ApprovalPolicy, 'manual'>;
  readonly run: string;
  /** A dry run says what would be answered, and uses nothing up. */
  readonly dryRun: boolean;
}

/** A finding by its name, with the override that answers it, if one is approved. */
export interface Answered {
  /** Undefined in a dry run over a landing that never named a finding. */
  readonly name: FindingName | undefined;
  readonly override: StoredOverride | undefined;
}

/** What owners have answered to the findings of this landing. */
export interface Overrides {
  /** Names findings and looks up their answers; changes nothing. */
  find(findings: readonly Finding[]): Promise<readonly Answered[]>;
  /**
   * Answers of a kind that no run has used, whatever they answered: what `verify` found cannot be found again by a sync,
   * so for these the record says itself which cohort and table it is about.
   */
  pending(kind: 'rebuild' | 'heal'): Promise<readonly StoredOverride[]>;
  /**
   * Uses an override up, at the moment when the run acts upon it.
   * @throws ConfigurationError OVERRIDE_USED when another run did before
   */
  use(override: StoredOverride): Promise<void>;
}

/** More answers to one and the same state than anybody gives. */
const MOST_USES = 100;

export function openOverrides(request: OverridesRequest): Overrides {
  const { landing, dryRun } = request;
  return {
    async find(findings) {
      if (findings.length === 0) return [];
      const key = await findingKey(landing, !dryRun);
      return Promise.all(
        findings.map(async (finding): Promise<Answered> => {
          if (key === undefined) return { name: undefined, override: undefined };
          return answerTo(request, key, finding);
        }),
      );
    },
    async pending(kind) {
      const pending: StoredOverride[] = [];
      for (const record of await readOverrides(request.approvals)) {
        const allowed = record.proof.kind !== 'manual' || request.policy.manual;
        if (record.kind !== kind || !allowed) continue;
        const blob = await landing.read(usePath(record.finding));
        if (blob === undefined || runOf(blob.content) === request.run) pending.push(record);
      }
      return pending;
    },
    async use(override) {
      if (dryRun) return;
      const content = use(request, override);
      // THE POINT OF USE: whoever makes this blob is the one run for which the override is valid.
      if ((await landing.putIfAbsent(usePath(override.finding), content)) === 'created') return;
      const stored = await landing.read(usePath(override.finding));
      // A step of the same run that was tried again.
      if (stored !== undefined && runOf(stored.content) === request.run) return;
      throw used(override.finding);
    },
  };
}

/**
 * Checks what a command or an action was told to accept, before anything else: a digest that nobody approved, or that was
 * used up, would otherwise only show as the same stop again.
 * @throws ConfigurationError OVERRIDE_INPUT, OVERRIDE_UNKNOWN, OVERRIDE_USED
 */
export async function checkAccepted(
  { landing, approvals }: Pick<OverridesRequest, 'landing' | 'approvals'>,
  accepted: readonly string[],
): Promise<void> {
  for (const finding of accepted) {
    if (!FINDING_DIGEST.test(finding)) {
      throw new ConfigurationError('What is to be accepted is no digest of a finding.', {
        code: 'OVERRIDE_INPUT',
        remedy: 'Give the 64 hexadecimal digits of the finding whole, as the run showed them.',
      });
    }
    if ((await readOverride(approvals, finding)) === undefined) {
      throw new ConfigurationError(`Nobody approved an override of finding ${finding.slice(0, 12)}.`, {
        code: 'OVERRIDE_UNKNOWN',
        remedy: 'Have overrides/<finding>.yml approved by an owner, or the override recorded by hand.',
      });
    }
    if ((await landing.read(usePath(finding))) !== undefined) throw used(finding);
  }
}

/**
 * The finding under the first name whose answer is still open or still good: each use makes the next one another finding,
 * and so does an answer that does not fit, because a record is never written again.
 */
async function answerTo(request: OverridesRequest, key: Uint8Array, finding: Finding): Promise<Answered> {
  for (let count = 0; count < MOST_USES; count++) {
    const name = nameFinding(key, finding, count);
    const blob = await request.landing.read(usePath(name.digest));
    if (blob !== undefined && runOf(blob.content) !== request.run) continue;
    const override = await readOverride(request.approvals, name.digest);
    if (override === undefined || fits(request, override, name)) return { name, override };
  }
  throw new IntegrityError('One and the same finding was answered a hundred times.', {
    code: 'OVERRIDE_USED',
    remedy:
      'Find out what uses the answers up without moving on; see the landing under _cohort-sync/overrides/.',
  });
}

/** What was recorded by hand holds only as long as the configuration allows that. */
function fits({ policy }: OverridesRequest, record: StoredOverride, name: FindingName): boolean {
  const about = (record.cohort ?? name.cohort) === name.cohort && (record.table ?? name.table) === name.table;
  return record.kind === name.override && about && (record.proof.kind !== 'manual' || policy.manual);
}

function use({ run }: OverridesRequest, { finding, digest, kind }: StoredOverride): Uint8Array {
  const document = { format: 1, finding, kind, record: digest, run, at: formatInstant(runnerNow()) };
  return Buffer.from(`${JSON.stringify(document, null, 2)}\n`);
}

function runOf(content: Uint8Array): unknown {
  try {
    return (JSON.parse(new TextDecoder().decode(content)) as { readonly run?: unknown }).run;
  } catch {
    return undefined;
  }
}

function usePath(finding: string): string {
  if (!FINDING_DIGEST.test(finding)) throw new RangeError('not the digest of a finding');
  return `_cohort-sync/overrides/${finding}.json`;
}

function used(finding: string): ConfigurationError {
  return new ConfigurationError(`The override of finding ${finding.slice(0, 12)} was used before.`, {
    code: 'OVERRIDE_USED',
    remedy: 'Each override is valid once: run without it, and have what the run then finds answered anew.',
  });
}
