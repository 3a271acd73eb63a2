import { randomUUID } from 'node:crypto';
import {
  Compression,
  Table,
  type WriterProperties,
  WriterPropertiesBuilder,
  writeParquet,
} from 'parquet-wasm/esm';
import { compileParquetWasm, startParquetWasm } from '../transfer/parquet-wasm.ts';
import { END_OF_STREAM } from './arrow-batch.ts';
import type { Unload } from './commands.ts';
import { locationOf } from './external-location.ts';
import { RowStream } from './row-stream.ts';
import { prepare, type StatementRun } from './statement-run.ts';
import { translateQuery } from './translate.ts';

/** About as many rows as Spark takes for a row group of 32 MiB. */
const ROW_GROUP_ROWS = 262_144;

let started: Promise<void> | undefined;

/**
 * INSERT OVERWRITE DIRECTORY as Spark does it: what lay beneath the directory goes, then come part files, of an empty result one
 * that has no row, and the marker of success last. Columns are stored as Spark stores them with timestamps as TIMESTAMP_MICROS;
 * DuckDB's own files have only the older annotations, which say less.
 */
export async function unload(
  run: StatementRun,
  { directory, compression, query }: Unload,
): Promise<undefined> {
  const { location, folder } = locationOf(run.engine.externalLocations, directory);
  started ??= compileParquetWasm().then(startParquetWasm);
  await started;
  const prepared = await prepare(run, run.rewrite(translateQuery(query, run.context)));
  const rows = await new RowStream(await prepared.stream(), run.connection, run.session.timeZone).start();
  await location.clear(folder);
  const job = randomUUID();
  let part = 0;
  do {
    const batch = (await rows.next(run.engine.unloadRows))?.bytes ?? new Uint8Array();
    const content = parquetFile(Buffer.concat([rows.schema, batch, END_OF_STREAM]), compression);
    const name = `part-${String(part).padStart(5, '0')}-${job}-c000.${compression}.parquet`;
    await location.put(`${folder}${name}`, content);
    part += 1;
  } while (!rows.isExhausted);
  await location.put(`${folder}_SUCCESS`, new Uint8Array());
  return undefined;
}

function parquetFile(stream: Uint8Array, compression: Unload['compression']): Uint8Array {
  return writeParquet(Table.fromIPCStream(stream), writerProperties(compression));
}

function writerProperties(compression: Unload['compression']): WriterProperties {
  return new WriterPropertiesBuilder()
    .setCompression(compression === 'zstd' ? Compression.ZSTD : Compression.SNAPPY)
    .setMaxRowGroupSize(ROW_GROUP_ROWS)
    .build();
}
