import { rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Task } from '../contestant.ts';
import { measurementSelect } from '../measurement-rows.ts';

/** Another limit: the rows are in DuckDB's memory already, and its own COPY writes them to a local file. */
export async function prepareCopy({ rows, turn, workers }: Task) {
  const instance = await DuckDBInstance.create(':memory:', { threads: `${workers}` });
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE measurement AS ${measurementSelect(rows)}`);
  return async () => {
    const file = join(tmpdir(), `bench-${turn}.parquet`);
    await connection.run(
      `COPY measurement TO '${file}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 262144)`,
    );
    const { size } = await stat(file);
    await rm(file);
    return { rows, bytes: size };
  };
}
