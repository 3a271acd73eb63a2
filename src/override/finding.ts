import { createHmac } from 'node:crypto';
import type { FindingName, OverrideKind } from '../errors.ts';

/** What stopped a run, or a cohort, until an owner has answered it. */
export interface Finding {
  /** The error's code. */
  readonly code: string;
  /** The one kind of override that answers it. */
  readonly override: OverrideKind;
  readonly cohort: string | null;
  readonly table: string | null;
  /** Exactly what was seen: another state of the source, or of the landing, must give another text. */
  readonly seen: Seen;
}

export type Seen = { readonly [name: string]: string | number | bigint | null | Seen | readonly Seen[] };

/** Bytes of the key under which findings are named; it never leaves the landing. */
export const FINDING_KEY_BYTES = 32;

/**
 * A finding's public name: HMAC-SHA-256 of its canonical form under a key of the landing. A plain hash would be an oracle:
 * who knows the form tries counts until the hash fits, and so learns how many rows a table has, or how few a week brought.
 * The key is the landing's and not the run's, so that the very same state has the same name tomorrow, when the answer to
 * it has been approved.
 * @param use how often this very finding was answered before; each answer is valid once, so the next one needs a new name
 */
export function nameFinding(key: Uint8Array, finding: Finding, use: number): FindingName {
  if (key.byteLength !== FINDING_KEY_BYTES) throw new RangeError('not a key of findings');
  const { code, override, cohort, table } = finding;
  const form = canonical({ format: 1, ...finding, use });
  return { code, override, cohort, table, digest: createHmac('sha256', key).update(form).digest('hex') };
}

/** JSON with the names of every object in order, and no number that a double could round. */
function canonical(value: Seen[string]): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value === 'bigint') return `"${value}"`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  const entries = value as { readonly [name: string]: Seen[string] };
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(entries[name] ?? null)}`).join()}}`;
}
