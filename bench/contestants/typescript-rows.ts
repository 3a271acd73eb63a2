import { readFile } from 'node:fs/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import { DBSQLClient } from '@databricks/sql';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import type { Task } from '../contestant.ts';
import { COLUMNS } from '../measurement-rows.ts';

/** Rows of a file, which are in memory at once. */
const FILE_ROWS = 262_144;

/**
 * What a TypeScript user would write: rows by the vendor's driver as its README shows (`fetchChunk` until there are no
 * more), Parquet by hyparquet-writer, blobs by the storage's SDK. Ids are kept exact, or the result would be wrong.
 */
export async function writeRows(task: Task) {
  const { warehouse, query } = task;
  const client = new DBSQLClient({ logger: { log: () => {} } });
  await client.connect({
    host: warehouse.host,
    port: warehouse.port,
    path: warehouse.httpPath,
    token: warehouse.token,
    customCaCert: await readFile(warehouse.caFile, 'utf8'),
    preserveBigNumericPrecision: true,
    telemetryEnabled: false,
  });
  const container = BlobServiceClient.fromConnectionString(task.storage).getContainerClient(task.container);
  const session = await client.openSession();
  const operation = await session.executeStatement(query, { useCloudFetch: task.cloudFetch });
  let [rows, bytes, files] = [0, 0, 0];
  let waiting: Record<string, unknown>[] = [];
  const flush = async () => {
    if (waiting.length === 0) return;
    const content = new Uint8Array(parquetWriteBuffer({ columnData: columnsOf(waiting) }));
    const name = `typescript-${task.turn}/${files++}.parquet`;
    await container.getBlockBlobClient(name).uploadData(content);
    bytes += content.length;
    rows += waiting.length;
    waiting = [];
  };
  do {
    for (const row of await operation.fetchChunk({ maxRows: 100_000 })) {
      waiting.push(row as Record<string, unknown>);
      if (waiting.length === FILE_ROWS) await flush();
    }
  } while (await operation.hasMoreRows());
  await flush();
  await operation.close();
  await session.close();
  await client.close();
  return { rows, bytes };
}

function columnsOf(rows: readonly Record<string, unknown>[]): ColumnSource[] {
  return COLUMNS.map(({ name, type }) => {
    const values = rows.map((row) => row[name]);
    switch (type) {
      case 'long':
        return { name, type: 'INT64', data: values.map((value) => exact(value)) } as ColumnSource;
      case 'integer':
        return { name, type: 'INT32', data: values } as ColumnSource;
      case 'double':
        return { name, type: 'DOUBLE', data: values } as ColumnSource;
      case 'date':
      case 'timestamp':
        return { name, type: 'TIMESTAMP', data: values.map((value) => dateOf(value)) } as ColumnSource;
      default:
        return { name, type: 'STRING', data: values } as ColumnSource;
    }
  });
}

function exact(value: unknown): bigint | null {
  return value === null || value === undefined ? null : BigInt(value as bigint);
}

function dateOf(value: unknown): Date | null {
  if (value === null || value === undefined) return null;
  return value instanceof Date ? value : new Date(String(value));
}
