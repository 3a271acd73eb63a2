import { z } from 'zod';
import { IntegrityError } from '../errors.ts';
import { purgeJournalPath } from '../landing/paths.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { Authority } from './purge-due.ts';

/** Where an erased thing lay. */
export const PLACES = ['landing', 'rosters', 'diagnostics', 'sandbox', 'staging'] as const;
export const THINGS = [
  'data-file',
  'snapshot',
  'member-list',
  'roster',
  'diagnostics',
  'sandbox-roster',
  'sandbox-table',
  'staged-file',
] as const;

const entry = z.strictObject({
  place: z.enum(PLACES),
  thing: z.enum(THINGS),
  /** A path; in the sandbox a table's name, or the key of a group. None holds an id. */
  name: z.string(),
});
const table = z.strictObject({
  table: z.string(),
  version: z.int().nonnegative(),
  filesRewritten: z.int().nonnegative(),
  /** The run that was about to commit it; whether it did, the log says. */
  run: z.string(),
  rowsErased: z
    .string()
    .regex(/^\d{1,19}$/)
    .transform(BigInt),
});
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const authority = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('revision'),
    why: z.enum(['revoked', 'expired', 'roster', 'tables']),
    revision: z.int().min(1),
    record: digest,
  }),
  z.strictObject({ kind: z.literal('withdrawals'), lists: z.int().nonnegative() }),
  z.strictObject({ kind: z.literal('withdrawal-lost') }),
  z.strictObject({ kind: z.literal('override'), finding: digest, record: digest }),
]) satisfies z.ZodType<Authority>;
const journal = z.strictObject({
  format: z.literal(1),
  cohort: z.string(),
  scope: z.enum(['persons', 'cohort']),
  startedAt: z.string(),
  runs: z.array(z.string()),
  authority: z.array(authority),
  persons: z.int().nonnegative(),
  /** Tables, and columns of tables that stay, which are approved no longer; absent in a journal of an older release. */
  unapproved: z
    .array(z.strictObject({ table: z.string(), columns: z.array(z.string()).readonly() }))
    .default([]),
  tables: z.array(table),
  entries: z.array(entry),
});

export type Erased = z.infer<typeof entry>;
export type ErasedTable = z.infer<typeof table>;
export type JournalDocument = z.infer<typeof journal>;

/**
 * What a purge has set out to erase, written before it is erased, so that one that dies is gone on with and its
 * certificate names all of it. Only the holder of the cohort's lease writes it.
 */
export interface Journal {
  readonly document: JournalDocument;
  /** Notes things that are about to be erased. */
  intend(entries: readonly Erased[]): Promise<void>;
  /** Notes what a commit is about to take out of a table. */
  intendCommit(table: ErasedTable): Promise<void>;
  close(): Promise<void>;
}

export async function readJournal(landing: BlobStore, cohort: string): Promise<JournalDocument | undefined> {
  const blob = await landing.read(purgeJournalPath(cohort));
  if (blob === undefined) return undefined;
  try {
    return journal.parse(JSON.parse(new TextDecoder().decode(blob.content)));
  } catch (cause) {
    throw new IntegrityError(`The journal of the purge of cohort ${cohort} cannot be read.`, {
      code: 'PURGE_JOURNAL_BROKEN',
      remedy: 'Restore it from soft delete; or delete it: the next purge starts from what is there.',
      cause,
    });
  }
}

/** @param assertHeld throws when the cohort's lease is lost: what a sleeper found before is not what lies there now */
export async function openJournal(
  landing: BlobStore,
  start: JournalDocument,
  assertHeld: () => void,
): Promise<Journal> {
  let document = start;
  const path = purgeJournalPath(start.cohort);
  const write = async (next: JournalDocument): Promise<void> => {
    assertHeld();
    document = next;
    const text = JSON.stringify(next, (_key, value: unknown) =>
      typeof value === 'bigint' ? `${value}` : value,
    );
    await landing.put(path, Buffer.from(`${text}\n`));
  };
  await write(start);
  return {
    get document() {
      return document;
    },
    intend: async (entries) => {
      const known = new Set(document.entries.map(nameOf));
      const fresh = entries.filter((each) => !known.has(nameOf(each)));
      if (fresh.length > 0) await write({ ...document, entries: [...document.entries, ...fresh] });
    },
    intendCommit: async (next) => {
      const others = document.tables.filter(
        ({ table, version }) => table !== next.table || version !== next.version,
      );
      await write({ ...document, tables: [...others, next] });
    },
    close: () => landing.delete(path),
  };
}

function nameOf({ place, name }: Erased): string {
  return `${place} ${name}`;
}
