import { z } from 'zod';
import { IntegrityError } from '../errors.ts';
import type { TransferFingerprint } from '../fingerprint/transfer-fingerprint.ts';
import { formatInstant, type Instant, parseInstant } from '../instant.ts';
import { snapshotPath } from './paths.ts';

/**
 * A published, consistent cut of a cohort's landing: the Delta version of each table that belongs together. Readers open
 * each table at the version named, never at its newest.
 */
export interface Snapshot {
  /** From 1; the greatest one is the latest. */
  readonly number: number;
  readonly cohort: string;
  readonly revision: number;
  /** Exclusive bound of `load_dt`: every row loaded before it is there, of all tables alike. Null for a cohort without persons. */
  readonly through: Instant | null;
  readonly publishedAt: Instant;
  readonly run: string;
  readonly tables: Readonly<Record<string, SnapshotTable>>;
}

export interface SnapshotTable {
  /** Delta version. */
  readonly version: number;
  readonly rows: bigint;
  readonly transfer: TransferFingerprint;
  /** Number of data files. */
  readonly files: number;
}

const instant = z.string().transform((text, context) => {
  const parsed = parseInstant(text);
  if (parsed === undefined) context.addIssue({ code: 'custom', message: 'not an instant' });
  return parsed ?? 0n;
});
const count = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,38})$/)
  .transform(BigInt);

const document = z.strictObject({
  format: z.literal(1),
  number: z.int().positive(),
  cohort: z.string(),
  revision: z.int().nonnegative(),
  through: instant.nullable(),
  publishedAt: instant,
  run: z.string(),
  tables: z.record(
    z.string(),
    z.strictObject({
      version: z.int().nonnegative(),
      rows: count,
      transfer: z.tuple([count, count]),
      files: z.int().nonnegative(),
    }),
  ),
});

/** The JSON that readers find: instants in ISO 8601 with microseconds, other longs as decimal strings, tables by name. */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  const { number, cohort, revision, through, publishedAt, run } = snapshot;
  const names = Object.keys(snapshot.tables).sort();
  const value = {
    format: 1,
    number,
    cohort,
    revision,
    through: through === null ? null : formatInstant(through),
    publishedAt: formatInstant(publishedAt),
    run,
    tables: Object.fromEntries(names.map((name) => [name, snapshot.tables[name]])),
  };
  const text = JSON.stringify(
    value,
    (_key, entry: unknown) => (typeof entry === 'bigint' ? `${entry}` : entry),
    2,
  );
  return new TextEncoder().encode(`${text}\n`);
}

/** A snapshot from its JSON; throws IntegrityError SNAPSHOT_BROKEN, naming the path. */
export function decodeSnapshot(path: string, content: Uint8Array): Snapshot {
  try {
    const { format: _, ...snapshot } = document.parse(JSON.parse(new TextDecoder().decode(content)));
    if (path !== snapshotPath(snapshot.cohort, snapshot.number))
      throw new TypeError('it is that of another path');
    return snapshot;
  } catch (cause) {
    throw new IntegrityError(`A published snapshot cannot be read: ${path}.`, {
      code: 'SNAPSHOT_BROKEN',
      remedy: 'Restore the blob from soft delete or a backup; nothing was changed.',
      cause,
    });
  }
}
