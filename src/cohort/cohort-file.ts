import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type DocumentKind, mistaken, parseDocument } from '../document/document.ts';
import { ConfigurationError } from '../errors.ts';
import { DAY } from '../instant.ts';
import { DEFAULT_TABLES, OMOP_TABLES } from '../omop/tables.ts';
import {
  COHORT_ID,
  type Cohort,
  type CohortDocument,
  type ColumnLists,
  cohortSchema,
} from './cohort-schema.ts';

/** A cohort file that has no mistake. */
export interface CohortFile {
  /** Name within the directory: `<id>.yml`. */
  readonly file: string;
  readonly id: string;
  readonly cohort: Cohort;
  readonly content: ContentDigest;
}

/** What a file's bytes are, as Git names them and as an approval record does. */
export interface ContentDigest {
  /** Git's blob id (SHA-1), hexadecimal. */
  readonly blob: string;
  readonly sha256: string;
}

/** A cohort file with mistakes, or one that could not be read: it stops its own cohort and no other. */
export interface BrokenCohortFile {
  readonly file: string;
  /** By the file's name; undefined where that is no cohort id. */
  readonly id: string | undefined;
  readonly error: ConfigurationError;
}

export type CohortFileResult = CohortFile | BrokenCohortFile;

const KIND: DocumentKind = {
  name: 'cohort file',
  code: 'COHORT_INVALID',
  remedy: 'Correct the lines named; cohorts/README.md tells every key.',
};

/**
 * Reads all cohort files of a directory, in the order of their names. A broken file is a result of its own.
 * @throws ConfigurationError `COHORTS_MISSING` when there is no such directory
 */
export async function readCohortFiles(directory: string): Promise<readonly CohortFileResult[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((cause: unknown) => {
    throw new ConfigurationError(`There is no directory of cohort files at ${directory}.`, {
      code: 'COHORTS_MISSING',
      remedy: 'Correct "cohorts" in the configuration, or make the directory.',
      cause,
    });
  });
  const files = entries
    .filter((entry) => /\.ya?ml$/i.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return Promise.all(
    files.map((entry) => {
      // A link could make a file of elsewhere a cohort file, or change without a commit.
      if (entry.isFile()) return readCohortFile(path.join(directory, entry.name));
      return broken(entry.name, 'must be a regular file, not a link or a directory');
    }),
  );
}

export async function readCohortFile(file: string): Promise<CohortFileResult> {
  const name = path.basename(file);
  try {
    return parseCohortFile(await readFile(file), name);
  } catch (error) {
    if (error instanceof ConfigurationError) return { file: name, id: idOf(name), error };
    return broken(name, 'cannot be read');
  }
}

/**
 * Parses the content of a cohort file.
 * @param file its name within the directory, which says the id
 * @throws ConfigurationError `COHORT_INVALID` with all mistakes
 */
export function parseCohortFile(content: Uint8Array, file: string): CohortFile {
  if (!file.endsWith('.yml')) throw mistaken(KIND, [{ file, line: 1, rule: 'must end in .yml' }]);
  const stem = file.slice(0, -'.yml'.length);
  const document = parseDocument(content, file, cohortSchema(stem), KIND);
  return { file, id: document.id, cohort: cohort(document), content: contentDigest(content) };
}

export function contentDigest(content: Uint8Array): ContentDigest {
  return {
    blob: createHash('sha1').update(`blob ${content.byteLength}\0`).update(content).digest('hex'),
    sha256: createHash('sha256').update(content).digest('hex'),
  };
}

function cohort({ columns, expires, tables, ...rest }: CohortDocument): Cohort {
  const named: readonly string[] = tables ?? DEFAULT_TABLES;
  return {
    ...rest,
    expires: BigInt(Date.parse(`${expires}T00:00:00Z`)) * 1000n + DAY,
    tables: OMOP_TABLES.map((table) => table.name).filter((name) => named.includes(name)),
    columns: { include: lowerCase(columns?.include), exclude: lowerCase(columns?.exclude) },
  };
}

/** SQL takes column names in any case; they are compared, approved and landed in small letters. */
function lowerCase(lists: Record<string, string[] | undefined> | undefined): ColumnLists {
  const entries = Object.entries(lists ?? {}).map(([table, names]) => [
    table,
    names?.map((name) => name.toLowerCase()),
  ]);
  return Object.fromEntries(entries) as ColumnLists;
}

function broken(file: string, rule: string): BrokenCohortFile {
  return { file, id: idOf(file), error: mistaken(KIND, [{ file, rule }]) };
}

function idOf(file: string): string | undefined {
  const stem = file.replace(/\.ya?ml$/i, '');
  return COHORT_ID.test(stem) ? stem : undefined;
}
