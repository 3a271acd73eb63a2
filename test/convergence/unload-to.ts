import { randomUUID } from 'node:crypto';
import { Table, writeParquet } from 'parquet-wasm/esm';
import type { ArrowStream } from '../../src/source/warehouse.ts';
import { compileParquetWasm, startParquetWasm } from '../../src/transfer/parquet-wasm.ts';
import type { MemoryBlobStore } from '../storage/memory-blob-store.ts';

let started: Promise<void> | undefined;

const END_OF_STREAM = new Uint8Array([255, 255, 255, 255, 0, 0, 0, 0]);

/** Writes rows as a warehouse does that unloads: a file for each batch, and the marker of success last. */
export async function unloadTo(
  staging: MemoryBlobStore | undefined,
  sql: string,
  rows: ArrowStream,
): Promise<void> {
  const folder = /^INSERT OVERWRITE DIRECTORY 'abfss:\/\/[^/']+\/([^']+)'/.exec(sql)?.[1];
  if (staging === undefined || folder === undefined) throw new RangeError('nowhere to unload to');
  started ??= compileParquetWasm().then(startParquetWasm);
  await started;
  const job = randomUUID();
  let part = 0;
  for await (const { bytes } of rows.batches) {
    const content = writeParquet(Table.fromIPCStream(Buffer.concat([rows.schema, bytes, END_OF_STREAM])));
    await staging.put(`${folder}/part-${`${part++}`.padStart(5, '0')}-${job}-c000.parquet`, content);
  }
  await staging.put(`${folder}/_SUCCESS`, new Uint8Array());
}
