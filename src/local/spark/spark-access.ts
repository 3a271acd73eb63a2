import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { END_OF_STREAM } from '../arrow-batch.ts';
import { quoteName, quoteText } from '../catalog.ts';
import { decodedRows } from '../decoded-rows.ts';
import type { LocalAccess } from '../local-warehouse.ts';
import { arrowRows } from './arrow-rows.ts';
import type { SparkEngine } from './spark-engine.ts';

/** The ways into a Spark warehouse that no client has: loading by way of a DuckDB SELECT, and DuckDB over the tables' files. */
export async function sparkAccess(engine: SparkEngine, directory: string): Promise<LocalAccess> {
  const session = await engine.newSession({ schema: 'omop' }, { timezone: 'UTC' });
  const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  await duckdb.run("SET TimeZone = 'UTC'");
  for (const schema of ['omop', 'sandbox']) await duckdb.run(`CREATE SCHEMA ${schema}`);

  const run: LocalAccess['run'] = async (sql) => {
    const statement = await engine.begin(session, sql, [], 1_000_000);
    const rows = await statement.execute();
    if (rows === undefined) return [];
    const parts = [rows.schema];
    while (!rows.isExhausted) parts.push((await rows.next(1_000_000))?.bytes ?? new Uint8Array());
    rows.close();
    return arrowRows(Buffer.concat([...parts, END_OF_STREAM]));
  };

  let seen = -1;
  /** Views of the newest versions; DuckDB reads the files that Spark's log names. */
  const refresh = async (): Promise<void> => {
    const { changes } = engine;
    if (changes === seen) return;
    const { tables } = (await engine.bridge.ask('files', { schema: 'omop' })) as { tables: SparkTables };
    for (const [table, { files, columns }] of Object.entries(tables)) {
      const from =
        files.length > 0
          ? `SELECT * FROM read_parquet([${files.map(quoteText).join(', ')}])`
          : `SELECT ${columns.map(([name, type]) => `NULL::${duckdbType(type)} AS ${quoteName(name)}`).join(', ')} WHERE false`;
      await duckdb.run(`CREATE OR REPLACE VIEW omop.${quoteName(table)} AS ${from}`);
    }
    seen = changes;
  };

  const load = async (select: string, write: (file: string) => string): Promise<void> => {
    await refresh();
    const file = join(directory, `${randomUUID()}.parquet`);
    await duckdb.run(`COPY (${select}) TO ${quoteText(file)} (FORMAT parquet)`);
    await run(write(file));
    await rm(file);
  };

  return {
    run,
    createTable: (schema, table, select) =>
      load(
        select,
        (file) =>
          `CREATE OR REPLACE TABLE \`${schema}\`.\`${table}\` USING DELTA AS SELECT * FROM parquet.\`${file}\``,
      ),
    appendTable: (schema, table, select) =>
      load(
        select,
        (file) => `INSERT INTO \`${schema}\`.\`${table}\` BY NAME SELECT * FROM parquet.\`${file}\``,
      ),
    duckdb: async (sql) => {
      await refresh();
      return await decodedRows(await duckdb.run(sql));
    },
  };
}

type SparkTables = Readonly<
  Record<
    string,
    { readonly files: readonly string[]; readonly columns: readonly (readonly [string, string])[] }
  >
>;

/** The DuckDB type of a Spark type, for tables that have no file yet. */
function duckdbType(type: string): string {
  if (type === 'timestamp') return 'TIMESTAMPTZ';
  if (type === 'timestamp_ntz') return 'TIMESTAMP';
  return type === 'string' ? 'VARCHAR' : type.toUpperCase();
}
