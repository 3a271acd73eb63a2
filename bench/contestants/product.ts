import { randomUUID } from 'node:crypto';
import { commitTable } from '../../src/landing/commit.ts';
import { dataFilePath } from '../../src/landing/paths.ts';
import { connectWarehouse } from '../../src/source/connection.ts';
import { openBlobStore } from '../../src/storage/azure-blob-store.ts';
import type { TransferPool } from '../../src/transfer/transfer.ts';
import { createTransferPool } from '../../src/transfer/transfer-pool.ts';
import type { Task } from '../contestant.ts';
import { COLUMNS, personsOf } from '../measurement-rows.ts';

/** A slice's cells: more weeks than the rows have. */
const SLICE = { firstCell: 0, lastCell: 100_000, bucket: 0, buckets: 1 };

/** The threads are started while libraries are loaded: a sync starts them while the warehouse stages. */
export async function prepareLanding(task: Task) {
  const pool = createTransferPool({
    workers: task.workers,
    rowGroupRows: 262_144,
    fileBytes: 128 << 20,
  });
  await pool.warm();
  return () => landSlice(task, pool);
}

/** This product's way of the data: the wire, the checks, Parquet, blocks, one Delta commit. */
async function landSlice(task: Task, pool: TransferPool) {
  const { warehouse, query, cloudFetch, rows } = task;
  const source = await connectWarehouse({ ...warehouse, schema: 'omop', cloudFetch });
  const landing = openBlobStore(task.container, { connectionString: task.storage });
  const address = { cohort: `bench-${task.turn}`, table: 'measurement' };
  try {
    const stream = await source.stream({ label: 'bench', sql: query });
    const { files, tally } = await pool.encode(
      stream,
      {
        columns: COLUMNS,
        personColumn: 'person_id',
        fingerprintColumns: ['measurement_id', 'person_id', 'load_dt'],
        loadColumn: 'load_dt',
        persons: personsOf(rows),
        from: null,
        until: 4_000_000_000_000_000n,
        nulls: false,
        timeZone: 'UTC',
      },
      () => {
        const path = dataFilePath(address, { group: 'g1', slice: SLICE }, randomUUID());
        return { path, writer: landing.openWrite(path) };
      },
      { expectedRows: BigInt(rows) },
    );
    await commitTable(landing, address, undefined, {
      operation: 'BACKFILL',
      add: files,
      remove: [],
      coverage: {
        run: 'bench',
        revision: 1,
        groups: [
          {
            group: 'g1',
            members: '0'.repeat(64),
            through: 4_000_000_000_000_000n,
            slices: [{ ...SLICE, rows: tally.rows, transfer: tally.transfer, change: 0n }],
          },
        ],
      },
      schema: COLUMNS,
    });
    return { rows: Number(tally.rows), bytes: files.reduce((sum, file) => sum + file.size, 0) };
  } finally {
    await pool.close();
    await source.close();
  }
}
