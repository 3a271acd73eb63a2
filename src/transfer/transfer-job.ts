import { IntegrityError } from '../errors.ts';
import type { Column } from '../omop/column-type.ts';
import type { ArrowBatch } from '../source/warehouse.ts';
import { arrivalBuffer } from './arrival-buffer.ts';
import { addTallies, type BatchInspector, batchInspector, emptyTally } from './batch-inspector.ts';
import { arrowSchema, checkSchema } from './batch-schema.ts';
import { openBatches, readSchema, schemaMessage, splitMessages } from './ipc-message.ts';
import { readParquetFile } from './parquet-file-reader.ts';
import { openParquetFile, type ParquetFileWriter } from './parquet-file-writer.ts';
import { rewriteFile } from './rewrite-file.ts';
import type { BatchContract, Tally } from './transfer.ts';
import type { Job } from './worker-protocol.ts';

/** What a job needs of the thread that has the network. */
export interface JobPorts {
  /** The next batch, or null at the end; `spent` is the memory of one that was read. */
  pull(spent?: ArrayBuffer): Promise<ArrowBatch | null>;
  emit(file: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  read(file: number, offset: number, length: number): Promise<Uint8Array>;
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
  if (job.type === 'inspect') return inspectFile(job, ports);
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
  }
}

async function inspectFile(job: Extract<Job, { type: 'inspect' }>, ports: JobPorts): Promise<JobTallies> {
  const { columns } = job.contract;
  const wanted = job.seen === undefined ? columns : checkedColumns(job.contract);
  const inspect = batchInspector({ ...job.contract, columns: wanted }, job.deep, job.seen);
  const read = (offset: number, length: number) => ports.read(0, offset, length);
  let tally = emptyTally(job.deep);
  for await (const stream of readParquetFile(job.size, read, columns, wanted)) {
    for (const batch of openBatches(stream)) {
      checkSchema(batch.schema, wanted);
      tally = addTallies(tally, inspect(batch));
    }
  }
  return { tally, files: [] };
}

/** The columns whose values the checks are about, in the contract's order. */
function checkedColumns({
  columns,
  personColumn,
  loadColumn,
  fingerprintColumns,
}: BatchContract): readonly Column[] {
  const names = new Set([personColumn, loadColumn, ...fingerprintColumns]);
  return columns.filter(({ name }) => names.has(name));
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
      writer: openParquetFile(job.contract.columns, job.rowGroupRows, (bytes) => ports.emit(file, bytes)),
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

/**
 * The stream's batches that have rows, checked, each as an IPC stream of its own under the contract's schema: in memory that
 * the next one takes over.
 */
async function* checkedBatches(
  schema: Uint8Array,
  contract: BatchContract,
  ports: JobPorts,
  inspect: BatchInspector,
): AsyncGenerator<{ readonly stream: Uint8Array; readonly found: Tally }> {
  checkSchema(readSchema(schema), contract.columns);
  const buffer = arrivalBuffer(schemaMessage(arrowSchema(contract.columns)));
  // One batch is on its way while the one before it is encoded.
  let next = ports.pull();
  for (;;) {
    const arrived = await next;
    if (arrived === null) return;
    const content = buffer.put(arrived);
    next = ports.pull(arrived.bytes.buffer);
    next.catch(() => {});
    const { schemas, batches } = splitMessages(content);
    for (const inner of schemas) checkSchema(inner, contract.columns);
    if (batches.reduce((sum, { rows }) => sum + rows, 0) !== arrived.rows) throw truncated();
    for (const { bytes, rows } of batches) {
      if (rows === 0) continue;
      const { stream, after } = buffer.streamOf(bytes);
      for (const batch of openBatches(stream)) yield { stream, found: inspect(batch) };
      after();
    }
  }
}

function truncated(): IntegrityError {
  return new IntegrityError('a batch holds another number of rows than the source said', {
    code: 'SOURCE_RESULT_TRUNCATED',
    remedy: 'Nothing was landed. Run again.',
  });
}
