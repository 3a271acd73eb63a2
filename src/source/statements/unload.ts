import type { Statement } from '../warehouse.ts';
import { PERSON_COLUMN, quote, type Schemas } from './source-table.ts';
import { type ExtractRequest, extractStatement } from './stage.ts';

/**
 * Has the warehouse write the rows of a slice as Parquet files: the query is that of `extractStatement`. Sorted by person, because
 * a purge cuts long runs of rows out of a file, and because what is sorted is written as a few files and not as many.
 *
 * Row groups are about as large as ours, since a reader holds one in memory. It must not be repeated blindly: where an answer
 * was lost, the first one may be writing still.
 * @param directory `abfss://…` or `/Volumes/…`: the configuration's, and names of ours behind it
 */
export function unloadStatement(schemas: Schemas, request: ExtractRequest, directory: string): Statement {
  const { sql, parameters = {} } = extractStatement(schemas, request);
  return {
    label: `unload ${request.table}`,
    sql: unloadSql(directory, `${sql}\nORDER BY s._hash, s.${quote(PERSON_COLUMN)}`),
    parameters,
    once: true,
  };
}

/** A query whose rows the warehouse writes into a directory. */
export function unloadSql(directory: string, query: string): string {
  if (!/^(abfss:\/)?\/[A-Za-z0-9@._/-]+$/.test(directory)) throw new RangeError('not a place to unload to');
  return `INSERT OVERWRITE DIRECTORY '${directory}' USING PARQUET OPTIONS ('compression' = 'zstd', 'parquet.block.size' = '${ROW_GROUP_BYTES}')
${query}`;
}

const ROW_GROUP_BYTES = 32 << 20;
