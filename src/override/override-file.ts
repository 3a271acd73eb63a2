import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { type ContentDigest, contentDigest } from '../cohort/cohort-file.ts';
import { COHORT_ID } from '../cohort/cohort-schema.ts';
import { type DocumentKind, mistaken, parseDocument } from '../document/document.ts';
import { strictObject } from '../document/strict-object.ts';
import { ConfigurationError, type OverrideKind } from '../errors.ts';
import { omopTable } from '../omop/tables.ts';

/** What an owner answers to one finding, as it stands in Git: `overrides/<finding>.yml`. */
export interface OverrideDocument {
  /** The finding's digest, as a run or its report showed it. */
  readonly finding: string;
  readonly kind: OverrideKind;
  /** Named where the finding names them, so that a reviewer sees what the digest is about. */
  readonly cohort: string | null;
  readonly table: string | null;
  readonly reason: string;
}

export interface OverrideFile {
  /** Name within the directory. */
  readonly file: string;
  readonly override: OverrideDocument;
  readonly content: ContentDigest;
}

export type OverrideFileResult = OverrideFile | { readonly file: string; readonly error: ConfigurationError };

export const FINDING_DIGEST = /^[0-9a-f]{64}$/;
export const OVERRIDE_KINDS = ['accept', 'rebuild', 'heal', 'erase'] as const satisfies OverrideKind[];

/** One line that a terminal, a summary and a record show as it is. */
export const ONE_LINE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,500}$/u;

/** The directory of overrides, beside the configuration. */
export function overridesDirectory(configurationFile: string): string {
  return path.join(path.dirname(configurationFile), 'overrides');
}

const KIND: DocumentKind = {
  name: 'override',
  code: 'OVERRIDE_INVALID',
  remedy: 'Correct the lines named; docs/decisions/0011-overrides.md tells every key.',
};

const document = strictObject({
  finding: z.string().regex(FINDING_DIGEST, "must be the finding's digest: 64 hexadecimal digits"),
  kind: z.enum(OVERRIDE_KINDS),
  cohort: z.string().regex(COHORT_ID, 'must be a cohort id').optional(),
  table: z
    .string()
    .refine((name) => omopTable(name) !== undefined, 'must be a table of OMOP CDM 5.3')
    .optional(),
  reason: z.string().regex(ONE_LINE, 'must be one line of text').regex(/\S/, 'must say something'),
}).check(({ value, issues }) => {
  if (!lacksPlace(value)) return;
  issues.push({
    code: 'custom',
    message: 'must name cohort and table to rebuild',
    path: ['kind'],
    input: value,
  });
});

/** To build anew is the one answer that a sync acts upon without having found anything: it must say where. */
export function lacksPlace({
  kind,
  cohort,
  table,
}: Pick<Partial<OverrideDocument>, 'kind'> & Place): boolean {
  return kind === 'rebuild' && (!cohort || !table);
}

interface Place {
  readonly cohort?: string | null | undefined;
  readonly table?: string | null | undefined;
}

/**
 * Reads all overrides of a directory; one that is broken is a result of its own. No directory means no overrides.
 */
export async function readOverrideFiles(directory: string): Promise<readonly OverrideFileResult[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files = entries.filter(({ name }) => /\.ya?ml$/i.test(name));
  return Promise.all(
    files
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(async (entry): Promise<OverrideFileResult> => {
        try {
          if (!entry.isFile()) throw wrong(entry.name, 'must be a regular file, not a link or a directory');
          return parseOverrideFile(await readFile(path.join(directory, entry.name)), entry.name);
        } catch (error) {
          if (error instanceof ConfigurationError) return { file: entry.name, error };
          return { file: entry.name, error: wrong(entry.name, 'cannot be read') };
        }
      }),
  );
}

/**
 * @param file its name within the directory, which is the finding's digest
 * @throws ConfigurationError OVERRIDE_INVALID with all mistakes
 */
export function parseOverrideFile(content: Uint8Array, file: string): OverrideFile {
  const { cohort = null, table = null, ...rest } = parseDocument(content, file, document, KIND);
  if (file !== `${rest.finding}.yml`) throw wrong(file, 'must be named <finding>.yml');
  return { file, override: { ...rest, cohort, table }, content: contentDigest(content) };
}

function wrong(file: string, rule: string): ConfigurationError {
  return mistaken(KIND, [{ file, rule }]);
}
