import { type FileMetaData, parquetMetadata, type RowGroup } from 'hyparquet';
import { ParquetFile, type RecordBatch } from 'parquet-wasm/esm';
import { CohortSyncError, IntegrityError } from '../errors.ts';
import type { Column } from '../omop/column-type.ts';
import { checkPhysicalTypes } from './parquet-physical-type.ts';

/** Rows of the IPC streams that come out: large enough to be cheap, small enough to be nothing. */
const BATCH_ROWS = 65_536;
/** First guess of what holds the footer. */
const TAIL_BYTES = 64 << 10;

/** Reads `length` bytes from `offset` on. */
export type ReadRange = (offset: number, length: number) => Promise<Uint8Array>;

/**
 * Reads a Parquet file as Arrow IPC streams, one row group in memory at a time: one read for the footer, one for each
 * row group. Checks how the columns are stored first, all of them.
 *
 * @param wanted the columns to read, in the file's order; of others no byte is asked for
 * @throws IntegrityError FILE_UNREADABLE, COLUMN_MISMATCH; what `read` throws
 */
export async function* readParquetFile(
  size: number,
  read: ReadRange,
  columns: readonly Column[],
  wanted: readonly Column[] = columns,
): AsyncGenerator<Uint8Array> {
  const { metadata, tail } = await readFooter(size, read);
  checkPhysicalTypes(metadata, columns);
  // parquet-wasm asks for ranges of a Blob; these are served from memory, because it cannot survive a failing read.
  const held: HeldRange[] = [tail];
  const file = await readable(ParquetFile.fromFile(heldBlob(size, held)));
  for (const [index, rowGroup] of metadata.row_groups.entries()) {
    const whole = wanted.length === columns.length;
    const extents = whole ? [extent(rowGroup)] : joined(wantedExtents(rowGroup, wanted));
    if (extents.some(([offset, end]) => offset < 0 || end > size)) throw unreadableFile();
    held.length = 1;
    for (const [offset, end] of extents) held.push({ offset, bytes: await read(offset, end - offset) });
    const names = whole ? {} : { columns: wanted.map(({ name }) => name) };
    const batches = (await readable(
      file.stream({ rowGroups: [index], batchSize: BATCH_ROWS, ...names }),
    )) as unknown as AsyncIterable<RecordBatch>;
    for await (const batch of batches) yield batch.intoIPCStream();
  }
  file.free();
}

interface HeldRange {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Footer, and all that follows the last row group (the page indexes, which parquet-wasm reads as well). */
async function readFooter(
  size: number,
  read: ReadRange,
): Promise<{ metadata: FileMetaData; tail: HeldRange }> {
  let tail = await readTail(size, TAIL_BYTES, read);
  if (tail.bytes.length < 12) throw unreadableFile();
  const view = new DataView(tail.bytes.buffer, tail.bytes.byteOffset, tail.bytes.byteLength);
  const footer = view.getUint32(view.byteLength - 8, true) + 8;
  if (footer > size) throw unreadableFile();
  if (footer > tail.bytes.length) tail = await readTail(size, footer, read);
  let metadata: FileMetaData;
  try {
    metadata = parquetMetadata(tail.bytes.slice().buffer);
  } catch (cause) {
    throw unreadableFile(cause);
  }
  const dataEnd = Math.max(4, ...metadata.row_groups.map((rowGroup) => extent(rowGroup)[1]));
  if (dataEnd > size) throw unreadableFile();
  if (dataEnd < tail.offset) tail = await readTail(size, size - dataEnd, read);
  return { metadata, tail };
}

async function readTail(size: number, length: number, read: ReadRange): Promise<HeldRange> {
  const offset = Math.max(0, size - length);
  return { offset, bytes: await read(offset, size - offset) };
}

type Extent = readonly [offset: number, end: number];

/** First byte and end of a row group's column chunks. */
function extent({ columns }: RowGroup): Extent {
  const chunks = columns.map(chunkExtent);
  return [Math.min(...chunks.map(([start]) => start)), Math.max(...chunks.map(([, end]) => end))];
}

function wantedExtents({ columns }: RowGroup, wanted: readonly Column[]): readonly Extent[] {
  const names = new Set(wanted.map(({ name }) => name));
  return columns
    .filter(({ meta_data: chunk }) => names.has(chunk?.path_in_schema.join('.') ?? ''))
    .map(chunkExtent);
}

function chunkExtent({ meta_data: chunk }: RowGroup['columns'][number]): Extent {
  if (chunk === undefined) throw unreadableFile();
  const start = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
  return [start, start + Number(chunk.total_compressed_size)];
}

/** Extents that touch are one read. */
function joined(extents: readonly Extent[]): readonly Extent[] {
  const runs: [number, number][] = [];
  for (const [offset, end] of [...extents].sort(([a], [b]) => a - b)) {
    const last = runs.at(-1);
    if (last?.[1] === offset) last[1] = end;
    else runs.push([offset, end]);
  }
  return runs;
}

function heldBlob(size: number, held: readonly HeldRange[]): Blob {
  const slice = (start: number, end: number) => ({
    arrayBuffer: async () => {
      const range = held.find(({ offset, bytes }) => start >= offset && end <= offset + bytes.length);
      if (range === undefined) throw unreadableFile();
      return range.bytes.slice(start - range.offset, end - range.offset).buffer;
    },
  });
  return { size, slice } as unknown as Blob;
}

async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw cause instanceof CohortSyncError ? cause : unreadableFile(cause);
  }
}

export function unreadableFile(cause?: unknown): IntegrityError {
  return new IntegrityError('a landed file is not readable Parquet', {
    code: 'FILE_UNREADABLE',
    remedy: 'Something else wrote or cut the file. Rebuild the landing of this cohort and table.',
    cause,
  });
}
