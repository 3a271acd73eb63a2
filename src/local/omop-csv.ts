import { open } from 'node:fs/promises';
import { LOAD_COLUMN } from '../omop/tables.ts';
import { TEXT_TYPES } from './omop-cast.ts';
import {
  type FileColumn,
  fileColumn,
  type OmopFile,
  type OpenFile,
  requireDistinctColumns,
  unlessUnreadable,
} from './omop-file.ts';
import { type OmopTarget, quoteIdentifier, quoteText } from './omop-target.ts';

/** More than any header line. */
const HEADER_BYTES = 1 << 20;

/**
 * A CSV is read with its columns given and nothing guessed: DuckDB's sniffer, told less, takes the line before a
 * malformed one for a preamble and drops it. Columns that the CDM does not know get the narrowest type that all their
 * values have.
 */
export async function openCsv(target: OmopTarget, file: OmopFile): Promise<OpenFile> {
  const header = await unlessUnreadable(file, () => readHeaderLine(file.path));
  const delimiter = [',', '\t', ';', '|'].find((candidate) => header.includes(candidate)) ?? ',';
  const columns = splitHeader(header, delimiter).map((name) =>
    fileColumn(name.trim().toLowerCase(), 'VARCHAR'),
  );
  requireDistinctColumns(file, columns);
  const typed = columns.map((column) => `${quoteText(column.name)}: 'VARCHAR'`).join(', ');
  const reader =
    `read_csv(${quoteText(file.path)}, auto_detect = false, header = true, delim = ${quoteText(delimiter)}, ` +
    `quote = '"', escape = '"', nullstr = '', columns = {${typed}})`;
  const unknown = columns.filter(
    (column) => !file.table.columns.some(({ name }) => name === column.name) && column.name !== LOAD_COLUMN,
  );
  if (unknown.length === 0) return { reader, columns };
  const types = await unlessUnreadable(file, () => inferTypes(target, reader, unknown));
  return {
    reader,
    columns: columns.map((column) => ({ ...column, type: types[unknown.indexOf(column)] ?? column.type })),
  };
}

async function inferTypes(
  target: OmopTarget,
  reader: string,
  columns: readonly FileColumn[],
): Promise<readonly string[]> {
  const answers = columns.flatMap((column, position) => {
    const value = quoteIdentifier(column.name);
    return TEXT_TYPES.map(
      ({ type, fits }) => `bool_and(${fits(value)}) FILTER (${value} IS NOT NULL) AS "${position} ${type}"`,
    );
  });
  const [row] = await target.duckdb(`SELECT ${answers.join(', ')} FROM ${reader}`);
  return columns.map(
    (_, position) => TEXT_TYPES.find(({ type }) => row?.[`${position} ${type}`] === true)?.type ?? 'VARCHAR',
  );
}

async function readHeaderLine(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    const text = buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '');
    return /^[^\r\n]*/.exec(text)?.[0] ?? '';
  } finally {
    await handle.close();
  }
}

function splitHeader(header: string, delimiter: string): readonly string[] {
  return header.split(delimiter).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
}
