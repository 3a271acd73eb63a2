import { randomUUID } from 'node:crypto';
import type { Configuration } from '../configuration/configuration.ts';
import type { Stores } from '../configuration/stores.ts';
import { SILENT } from '../log/events.ts';
import type { Column } from '../omop/column-type.ts';
import { connectSource } from '../source/connect-source.ts';
import { LOAD_COLUMN, PERSON_COLUMN, quote } from '../source/statements/source-table.ts';
import { unloadSql } from '../source/statements/unload.ts';
import { discardStaged, listStaged, stagedFile } from '../staging/staged-files.ts';
import { type Staging, stagingOf } from '../staging/staging.ts';
import { fileRefused, unloadFailed } from '../staging/unload-error.ts';
import type { Environment } from '../storage/azure-credential.ts';
import type { BatchContract } from '../transfer/transfer.ts';
import { createTransferPool } from '../transfer/transfer-pool.ts';
import { listable } from './check-storage.ts';
import type { Examination } from './examination.ts';

/** Unloads a row that is nobody's, proves it, has the storage copy it, and takes all of it away: what a sync does there. */
export async function checkUnload(
  examination: Examination,
  configuration: Configuration,
  env: Environment,
  stores: Stores,
): Promise<void> {
  const staging = stagingOf(configuration, stores);
  if (staging === undefined) return;
  const open = await examination.check('storage', 'staging', async () => {
    const { value, message } = await listable(staging.store);
    let left = 0;
    for await (const _ of staging.store.list('')) left += 1;
    return { value, message: `${message}, ${left} files lie there` };
  });
  if (open === undefined) return;
  await examination.check('source', 'unload', async () => {
    await unloadProbe(configuration, env, stores, staging);
    const message = 'allowed, timestamps come as INT64, and the storage copies what was unloaded';
    return { value: undefined, message };
  });
}

async function unloadProbe(
  configuration: Configuration,
  env: Environment,
  { landing }: Stores,
  { store, location }: Staging,
): Promise<void> {
  // No run's name: what a doctor that died leaves there is a row of nobody.
  const folder = `doctor/${randomUUID()}/`;
  const copy = `_cohort-sync/doctor/${randomUUID()}`;
  const pool = createTransferPool({ workers: 1, rowGroupRows: 1, fileBytes: 1 });
  const warehouse = await connectSource(configuration, env, SILENT);
  try {
    const statement = {
      label: 'unload a row',
      sql: unloadSql(`${location}/${folder.slice(0, -1)}`, PROBE),
      once: true,
    };
    await warehouse.execute(statement).catch(unloadFailed);
    const blobs = await listStaged(store, folder);
    const { files } = await pool
      .prove(
        blobs.map((blob) => stagedFile(store, blob)),
        CONTRACT,
      )
      .catch(fileRefused);
    const [filled] = blobs.filter((_, n) => files[n]?.rows === 1n);
    if (filled !== undefined) await landing.copyFrom(copy, store.copySource(filled.path, filled.etag));
  } finally {
    await Promise.allSettled([discardStaged(store, folder), landing.delete(copy)]);
    await warehouse.close();
    await pool.close();
  }
}

const PROBE = `SELECT CAST(1 AS BIGINT) AS ${quote(PERSON_COLUMN)}, timestamp_micros(0) AS ${quote(LOAD_COLUMN)}`;

const COLUMNS: readonly Column[] = [
  { name: PERSON_COLUMN, type: 'long' },
  { name: LOAD_COLUMN, type: 'timestamp' },
];

const NOBODY = new SharedArrayBuffer(8);
new BigInt64Array(NOBODY)[0] = 1n;

const CONTRACT: BatchContract = {
  columns: COLUMNS,
  personColumn: PERSON_COLUMN,
  fingerprintColumns: [PERSON_COLUMN, LOAD_COLUMN],
  loadColumn: LOAD_COLUMN,
  persons: NOBODY,
  from: 0n,
  until: 1n,
  nulls: false,
  timeZone: 'UTC',
};
