import path from 'node:path';
import { LOAD_COLUMN, type OmopColumn } from '../omop/tables.ts';
import { tryCastColumn } from './omop-cast.ts';
import type { OmopFile, OpenFile } from './omop-file.ts';
import { duckdbType, type OmopTarget } from './omop-target.ts';

const MEANINGS: Readonly<Record<string, string>> = {
  BIGINT: 'a whole number of 64 bits',
  DOUBLE: 'a number',
  DATE: 'a date',
  TIMESTAMPTZ: 'an instant',
};

/**
 * Where a file does not hold what its columns should: the first value of the first column that cannot be taken, never its
 * text. Read again only after loading has failed.
 * @returns e.g. `person.csv:2: year_of_birth is not a whole number of 64 bits`; of a CSV whose quotes hold line breaks, and of
 * Parquet, the row is counted instead; undefined where every value can be taken
 */
export async function locateMistake(
  target: OmopTarget,
  file: OmopFile,
  { reader, columns }: OpenFile,
): Promise<string | undefined> {
  const load: OmopColumn = { name: LOAD_COLUMN, cdmType: 'datetime', required: false };
  for (const column of [...file.table.columns, load]) {
    const held = columns.find(({ name }) => name === column.name);
    const meaning = MEANINGS[duckdbType(column)];
    if (held === undefined || meaning === undefined) continue;
    const given = `nullif(trim(CAST("${held.spelling.replaceAll('"', '""')}" AS VARCHAR)), '')`;
    const [row] = await target.duckdb(
      `SELECT min(n) AS n FROM (SELECT row_number() OVER () AS n, * FROM ${reader})
       WHERE ${given} IS NOT NULL AND ${tryCastColumn(held, column)} IS NULL`,
    );
    if (row?.n === null || row?.n === undefined) continue;
    const where = file.format === 'csv' ? `:${BigInt(String(row.n)) + 1n}` : `, row ${row.n}`;
    return `${path.basename(file.path)}${where}: ${column.name} is not ${meaning}`;
  }
  return undefined;
}
