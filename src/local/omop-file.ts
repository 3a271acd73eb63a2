import path from 'node:path';
import { ConfigurationError } from '../errors.ts';
import { type OmopTable, PERSON_COLUMN } from '../omop/tables.ts';

/** A file named after an OMOP table. */
export interface OmopFile {
  readonly path: string;
  readonly table: OmopTable;
  readonly format: 'csv' | 'parquet';
}

/** How DuckDB reads it. */
export interface OpenFile {
  /** A DuckDB table expression. */
  readonly reader: string;
  readonly columns: readonly FileColumn[];
}

export interface FileColumn {
  /** As DuckDB's reader calls it. */
  readonly spelling: string;
  /** Lower case, without blanks around it. */
  readonly name: string;
  /** DuckDB's type: what the reader gives, or, where it gives text, what that text was found to be. */
  readonly type: string;
}

export function fileColumn(spelling: string, type: string): FileColumn {
  return { spelling, name: spelling.trim().toLowerCase(), type };
}

/** Refuses a file without `person_id`, with a column without a name, or with one column twice. */
export function requireDistinctColumns(file: OmopFile, columns: readonly FileColumn[]): void {
  const names = columns.map((column) => column.name);
  if (!names.includes(PERSON_COLUMN) || names.includes('')) {
    throw new ConfigurationError(
      `${path.basename(file.path)} has no column person_id, or a column without a name`,
      {
        code: 'OMOP_FILE_COLUMNS',
        remedy: 'Give the file a header line with the column names of the OMOP table that it is named after.',
      },
    );
  }
  if (new Set(names).size < names.length) throw repeatedColumn(file);
}

export function repeatedColumn(file: OmopFile): ConfigurationError {
  return new ConfigurationError(
    `${path.basename(file.path)} has two columns that differ only in case or blanks`,
    {
      code: 'OMOP_FILE_COLUMNS',
      remedy: 'Rename or remove one of the two columns.',
    },
  );
}

/**
 * Translates whatever a reader says of a file; its text may hold values, so it stays the cause, but for a line's number.
 * @param locate says where the mistake is, once something has failed
 */
export async function unlessUnreadable<T>(
  file: OmopFile,
  read: () => Promise<T>,
  locate: () => Promise<string | undefined> = async () => undefined,
): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const line = /CSV Error on Line: (\d+)/.exec(cause instanceof Error ? cause.message : '')?.[1];
    const name = `${path.basename(file.path)}${line === undefined ? '' : `:${line}`}`;
    // Whatever looking for it meets, what is thrown is that the file could not be read.
    const found = line === undefined ? await locate().catch(() => undefined) : undefined;
    const message = `${name} cannot be read as rows of ${file.table.name}`;
    throw new ConfigurationError(found === undefined ? message : `${message}. ${found}`, {
      code: 'OMOP_FILE_UNREADABLE',
      remedy: 'Check that the file is whole, and that its values have the types of CDM 5.3.',
      cause,
    });
  }
}
