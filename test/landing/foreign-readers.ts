import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

const PYTHON = path.resolve(import.meta.dirname, '../python');
const INTERPRETER = path.resolve(import.meta.dirname, '../../.venv/readers/bin/python');

/** True once `test/python/readers.sh --install` has run; tests that need these readers skip themselves otherwise. */
export const foreignReadersInstalled = existsSync(path.resolve(INTERPRETER, '../../pins'));

export type ForeignReader = 'deltalake' | 'duckdb';

/** The landing over an Azurite, or a copy of it in a folder. */
export type Landing =
  | { readonly connectionString: string; readonly container: string }
  | { readonly folder: string };

export interface ForeignTable {
  readonly version: number;
  readonly rows: number;
  readonly files: number;
  /** Delta type by column name. */
  readonly columns: Readonly<Record<string, string>>;
  /** What the reader saw, as a Parquet file; delete it after use. */
  readonly file: string;
}

/** Reads a landed table by a reader that is not ours, into a Parquet file at `out`. */
export async function readForeign(
  landing: Landing,
  table: string,
  reader: ForeignReader,
  out: string,
  version?: number,
): Promise<ForeignTable> {
  const where =
    'folder' in landing
      ? ['--local', landing.folder]
      : ['--connection-string', landing.connectionString, '--container', landing.container];
  const at = version === undefined ? [] : ['--version', `${version}`];
  const args = [
    path.join(PYTHON, 'readers.py'),
    ...where,
    '--table',
    table,
    '--reader',
    reader,
    '--out',
    out,
    ...at,
  ];
  const { stdout } = await promisify(execFile)(INTERPRETER, args);
  return { ...(JSON.parse(stdout) as Omit<ForeignTable, 'file'>), file: out };
}

/** Does to a local table what another engine might do. */
export async function meddle(folder: string, how: 'checkpoint' | 'compact'): Promise<void> {
  await promisify(execFile)(INTERPRETER, [path.join(PYTHON, 'readers_meddle.py'), folder, how]);
}

/** The rows of a small Parquet file, timestamps as bigint microseconds, and the file deleted. */
export async function takeRows(file: string): Promise<readonly Record<string, unknown>[]> {
  const content = new Uint8Array(await readFile(file)).buffer;
  await rm(file);
  const parsers = { timestampFromMicroseconds: (microseconds: bigint) => microseconds };
  return parquetReadObjects({ file: content, compressors, parsers });
}
