import { decompressFrameSync } from 'lz4-napi';
import { IntegrityError } from '../errors.ts';
import type { ArrowBatch } from '../source/warehouse.ts';
import { addTallies, type BatchInspector, batchInspector, emptyTally } from './batch-inspector.ts';
import { arrowSchema, checkSchema } from './batch-schema.ts';
import { frameStream, openBatches, readSchema, schemaMessage, splitMessages } from './ipc-message.ts';
import { readParquetFile } from './parquet-file-reader.ts';
import { openParquetFile, type ParquetFileWriter } from './parquet-file-writer.ts';
import { rewriteFile } from './rewrite-file.ts';
import type { BatchContract, Tally } from './transfer.ts';
import type { Job } from './worker-protocol.ts';

/** What a job needs of the thread that has the network. */
export interface JobPorts {
  pull(): Promise<ArrowBatch | null>;
  emit(file: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  read(offset: number, length: number): Promise<Uint8Array>;
}

export interface JobTallies {
  readonly tally: Tally;
  readonly files: readonly Tally[];
  /** Of a rewrite: rows of persons who are not the contract's. */
  readonly dropped?: bigint;
}

/** Carries out one job; what it throws means that nothing of it may be used. */
export async function runJob(job: Job, ports: JobPorts): Promise<JobTallies> {
  if (job.type === 'rewrite') return rewriteFile(job, ports);
  const inspect = batchInspector(job.contract, job.deep, job.type === 'encode' ? job.seen : undefined);
  const empty = emptyTally(job.deep);
  switch (job.type) {
    case 'encode':
      return encodeFiles(job, ports, inspect);
    case 'count': {
      let tally = empty;
      for await (const { found } of checkedBatches(job.schema, job.contract, ports, inspect)) {
        tally = addTallies(tally, found);
      }
      return { tally, files: [] };
    }
    case 'inspect': {
      let tally = empty;
      for await (const stream of readParquetFile(job.size, ports.read, job.contract.columns)) {
        for (const batch of openBatches(stream)) {
          checkSchema(batch.schema, job.contract.columns);
          tally = addTallies(tally, inspect(batch));
        }
      }
      return { tally, files: [] };
    }
  }
}

async function encodeFiles(
  job: Extract<Job, { type: 'encode' }>,
  ports: JobPorts,
  inspect: BatchInspector,
): Promise<JobTallies> {
  const files: Tally[] = [];
  let current: { readonly writer: ParquetFileWriter; tally: Tally } | undefined;
  for await (const { stream, found } of checkedBatches(job.schema, job.contract, ports, inspect)) {
    const file = files.length;
    current ??= {
      writer: openParquetFile(job.rowGroupRows, (bytes) => ports.emit(file, bytes)),
      tally: emptyTally(job.deep),
    };
    await current.writer.write(stream, Number(found.rows));
    current.tally = addTallies(current.tally, found);
    if (current.writer.size >= job.fileBytes) {
      await current.writer.finish();
      files.push(current.tally);
      current = undefined;
    }
  }
  if (current) {
    await current.writer.finish();
    files.push(current.tally);
  }
  return { files, tally: files.reduce(addTallies, emptyTally(job.deep)) };
}

/** The stream's batches that have rows, checked, each as an IPC stream of its own under the contract's schema. */
async function* checkedBatches(
  schema: Uint8Array,
  contract: BatchContract,
  ports: JobPorts,
  inspect: BatchInspector,
): AsyncGenerator<{ readonly stream: Uint8Array; readonly found: Tally }> {
  checkSchema(readSchema(schema), contract.columns);
  const own = schemaMessage(arrowSchema(contract.columns));
  // One batch is on its way while the one before it is encoded.
  let next = ports.pull();
  for (;;) {
    const arrived = await next;
    if (arrived === null) return;
    next = ports.pull();
    next.catch(() => {});
    const { schemas, batches } = splitMessages(decompress(arrived));
    for (const inner of schemas) checkSchema(inner, contract.columns);
    if (batches.reduce((sum, { rows }) => sum + rows, 0) !== arrived.rows) throw truncated();
    for (const { bytes, rows } of batches) {
      if (rows === 0) continue;
      const stream = frameStream(own, bytes);
      for (const batch of openBatches(stream)) yield { stream, found: inspect(batch) };
    }
  }
}

function decompress({ bytes, compression }: ArrowBatch): Uint8Array {
  if (compression === 'none') return bytes;
  try {
    return decompressFrameSync(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (cause) {
    throw new IntegrityError('the source sent bytes that are not the LZ4 frame they should be', {
      code: 'RESULT_UNREADABLE',
      remedy: 'Run again; if it stays so, report the driver and warehouse versions.',
      cause,
    });
  }
}

function truncated(): IntegrityError {
  return new IntegrityError('a batch holds another number of rows than the source said', {
    code: 'SOURCE_RESULT_TRUNCATED',
    remedy: 'Nothing was landed. Run again.',
  });
}
