import {
  fileColumn,
  type OmopFile,
  type OpenFile,
  repeatedColumn,
  requireDistinctColumns,
  unlessUnreadable,
} from './omop-file.ts';
import { type OmopTarget, quoteText } from './omop-target.ts';

/** A Parquet file with the types that DuckDB reads it with. */
export async function openParquet(target: OmopTarget, file: OmopFile): Promise<OpenFile> {
  const reader = `read_parquet(${quoteText(file.path)})`;
  const described = await unlessUnreadable(file, () => target.duckdb(`DESCRIBE SELECT * FROM ${reader}`));
  const columns = described.map(({ column_name: name, column_type: type }) =>
    fileColumn(String(name), String(type)),
  );
  const schema = await target.duckdb(`SELECT name FROM parquet_schema(${quoteText(file.path)})`);
  const written = new Set(schema.map(({ name }) => name));
  // DuckDB renames the second of two columns that differ only in case.
  if (columns.some(({ spelling }) => !written.has(spelling))) throw repeatedColumn(file);
  requireDistinctColumns(file, columns);
  return { reader, columns };
}
