import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError } from '../errors.ts';
import { type Instant, WEEK } from '../instant.ts';
import { DEFAULT_TABLES, LOAD_COLUMN, type OmopColumn, type OmopTable, omopTable } from '../omop/tables.ts';
import { locateMistake } from './locate-mistake.ts';
import { castColumn, keepColumn } from './omop-cast.ts';
import { openCsv } from './omop-csv.ts';
import { type OmopFile, type OpenFile, unlessUnreadable } from './omop-file.ts';
import { openParquet } from './omop-parquet.ts';
import { lastSunday, requireWeeks } from './omop-sundays.ts';
import { duckdbType, OMOP_SCHEMA, type OmopTarget, quoteIdentifier, type RowCounts } from './omop-target.ts';

export interface FolderOptions {
  /** The instant that rows are stamped with; the last Sunday 03:00 UTC of the warehouse's clock unless given. */
  readonly loadDt?: Instant;
  /** Spread the rows over that many Sundays, of which the last is the one at or before `loadDt`. */
  readonly weeks?: number;
}

/**
 * Loads a folder of CSV or Parquet files that are named after OMOP tables (in any case) into the schema `omop`; other
 * files are ignored. A file's own `load_dt` is kept; where there is none, every row is stamped. Clinical tables that
 * have no file are created without rows. Returns the rows of each table. Fails with a ConfigurationError that names
 * the folder or the file.
 */
export async function loadFolder(
  target: OmopTarget,
  directory: string,
  options: FolderOptions = {},
): Promise<RowCounts> {
  if (options.weeks !== undefined) requireWeeks(options.weeks);
  const files = await findFiles(directory);
  const rows: Record<string, bigint> = {};
  for (const file of files) {
    const opened = file.format === 'csv' ? await openCsv(target, file) : await openParquet(target, file);
    const typed = selectRows(opened, file.table);
    const select = hasLoadColumn(opened) ? typed : stamped(typed, options, target.now());
    await unlessUnreadable(
      file,
      () => target.createTable(OMOP_SCHEMA, file.table.name, select),
      () => locateMistake(target, file, opened),
    );
    rows[file.table.name] = await countRows(target, file.table.name);
  }
  for (const name of DEFAULT_TABLES) {
    const table = omopTable(name);
    if (table === undefined || name in rows) continue;
    await target.createTable(OMOP_SCHEMA, name, emptyTable(table));
    rows[name] = 0n;
  }
  return rows;
}

async function findFiles(directory: string): Promise<readonly OmopFile[]> {
  const files: OmopFile[] = [];
  for (const entry of await list(directory)) {
    const { name, ext } = path.parse(entry.toLowerCase());
    const table = omopTable(name);
    const format = ext === '.csv' ? 'csv' : ext === '.parquet' ? 'parquet' : undefined;
    if (table === undefined || format === undefined) continue;
    if (files.some((other) => other.table === table)) {
      throw new ConfigurationError(`${directory} holds two files for the table ${name}`, {
        code: 'OMOP_FOLDER_AMBIGUOUS',
        remedy: 'Keep one file per OMOP table.',
      });
    }
    files.push({ path: path.join(directory, entry), table, format });
  }
  if (files.length > 0) return files;
  throw new ConfigurationError(`${directory} holds no file named after an OMOP table`, {
    code: 'OMOP_FOLDER_EMPTY',
    remedy: 'Name a folder with files such as person.csv or measurement.parquet.',
  });
}

async function list(directory: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [] : [entry.name])).sort();
  } catch (cause) {
    const isFile = (cause as { readonly code?: unknown }).code === 'ENOTDIR';
    throw new ConfigurationError(`${directory} ${isFile ? 'is a file, not a folder' : 'cannot be listed'}`, {
      code: 'OMOP_FOLDER_UNREADABLE',
      remedy: 'Name a folder that exists and that you may read.',
      cause,
    });
  }
}

const LOAD: OmopColumn = { name: LOAD_COLUMN, cdmType: 'datetime', required: false };

function hasLoadColumn(file: OpenFile): boolean {
  return file.columns.some((column) => column.name === LOAD_COLUMN);
}

/** Every row and column of the file, in its order, with the types of the CDM where it knows the column. */
function selectRows(file: OpenFile, table: OmopTable): string {
  const known = new Map([...table.columns, LOAD].map((column) => [column.name, column]));
  const columns = file.columns.map((column) => {
    const registered = known.get(column.name);
    const value = registered === undefined ? keepColumn(column) : castColumn(column, registered);
    return `${value} AS ${quoteIdentifier(column.name)}`;
  });
  return `SELECT ${columns.join(', ')} FROM ${file.reader}`;
}

/** Weeks are drawn by a hash of the whole row, so that a file loads alike whatever its order. */
function stamped(select: string, options: FolderOptions, now: Instant): string {
  const end = options.loadDt ?? lastSunday(now);
  const instant =
    options.weeks === undefined
      ? `${end}`
      : `${lastSunday(end)} - CAST(hash(source) % ${options.weeks} AS BIGINT) * ${WEEK}`;
  return `SELECT *, make_timestamptz(${instant}) AS ${LOAD_COLUMN} FROM (${select}) AS source`;
}

function emptyTable(table: OmopTable): string {
  const columns = table.columns.map(
    (column) => `CAST(NULL AS ${duckdbType(column)}) AS ${quoteIdentifier(column.name)}`,
  );
  return `SELECT ${columns.join(', ')}, CAST(NULL AS TIMESTAMPTZ) AS ${LOAD_COLUMN} LIMIT 0`;
}

async function countRows(target: OmopTarget, table: string): Promise<bigint> {
  const [counted] = await target.run(`SELECT COUNT(*) AS n FROM ${OMOP_SCHEMA}.${table}`);
  return BigInt(String(counted?.n));
}
