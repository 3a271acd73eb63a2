import type { RecordBatch as ArrowRecordBatch } from 'apache-arrow';
import { Table } from 'parquet-wasm/esm';
import { columnsOf } from './batch-column.ts';
import { addTallies, batchInspector, emptyTally } from './batch-inspector.ts';
import { arrowSchema, checkSchema } from './batch-schema.ts';
import { openBatches, schemaMessage, underSchema } from './ipc-message.ts';
import { type Membership, membership } from './membership.ts';
import { readParquetFile } from './parquet-file-reader.ts';
import { openParquetFile, type ParquetFileWriter } from './parquet-file-writer.ts';
import type { BatchContract, Tally } from './transfer.ts';
import type { JobPorts, JobTallies } from './transfer-job.ts';
import type { Job } from './worker-protocol.ts';

/**
 * Reads landed files again and writes what the contract's persons have in them, as one file: the rows of all others are left
 * out. A row group is in memory at a time, as when a file is verified. Rows of one person lie together, so what stays are a few
 * long runs: each is cut out by the decoder itself, and goes on as Arrow bytes, never as values.
 *
 * What is written passes the same checks as what arrives from a source. No row left, no file. With `write` false it only
 * counts the rows that would be left out.
 */
export async function rewriteFile(
  job: Extract<Job, { type: 'rewrite' }>,
  ports: JobPorts,
): Promise<JobTallies> {
  const { contract } = job;
  const isMember = membership(contract.persons);
  const inspect = batchInspector(contract, false);
  const schema = schemaMessage(arrowSchema(contract.columns));
  let tally: Tally = emptyTally(false);
  let dropped = 0n;
  let writer: ParquetFileWriter | undefined;
  for await (const stream of readFiles(job.sizes, ports, contract)) {
    for (const { runs, rows, piece } of keptOf(stream, contract, isMember)) {
      dropped += BigInt(rows - runs.reduce((sum, { length }) => sum + length, 0));
      if (!job.write) continue;
      for (const run of runs) {
        const bytes = piece(run);
        for (const batch of openBatches(bytes)) tally = addTallies(tally, inspect(batch));
        writer ??= openParquetFile(contract.columns, job.rowGroupRows, (part) => ports.emit(0, part));
        await writer.write(underSchema(bytes, schema), run.length);
      }
    }
  }
  await writer?.finish();
  return { tally, files: writer === undefined ? [] : [tally], dropped };
}

async function* readFiles(
  sizes: readonly number[],
  ports: JobPorts,
  { columns }: BatchContract,
): AsyncGenerator<Uint8Array> {
  for (const [file, size] of sizes.entries()) {
    yield* readParquetFile(size, (offset, length) => ports.read(file, offset, length), columns);
  }
}

interface Run {
  readonly offset: number;
  readonly length: number;
}

interface Kept {
  readonly rows: number;
  readonly runs: readonly Run[];
  /** An IPC stream of those rows alone. */
  readonly piece: (run: Run) => Uint8Array;
}

/** Each batch of a stream, with the rows of persons who stay. */
function* keptOf(stream: Uint8Array, contract: BatchContract, isMember: Membership): Generator<Kept> {
  for (const [index, batch] of openBatches(stream).entries()) {
    checkSchema(batch.schema, contract.columns);
    const rows = batch.numRows;
    const runs = memberRuns(batch, contract, isMember);
    const whole = index === 0 && runs.length === 1 && runs[0]?.length === rows;
    yield { rows, runs, piece: whole ? () => stream : (run) => cut(stream, index, run) };
  }
}

function cut(stream: Uint8Array, index: number, { offset, length }: Run): Uint8Array {
  const table = Table.fromIPCStream(stream);
  const batches = table.recordBatches();
  const piece = batches[index]?.slice(offset, length).intoIPCStream() ?? new Uint8Array();
  for (const batch of batches) batch.free();
  table.free();
  return piece;
}

/** The stretches of rows whose persons are members; a row without a person is nobody's, and stays with nobody. */
function memberRuns(batch: ArrowRecordBatch, contract: BatchContract, isMember: Membership): readonly Run[] {
  const columns = columnsOf(batch, contract.columns);
  const column = columns.find(({ name }) => name === contract.personColumn);
  if (column?.kind !== 'words' || column.width === 4) throw new RangeError('a contract without persons');
  const { words, width, validity, rows } = column;
  const runs: Run[] = [];
  let start = -1;
  for (let row = 0; row <= rows; row++) {
    const low = words[row * width] as number;
    const valid = row < rows && (validity === null || ((validity[row >> 3] as number) >> (row & 7)) & 1);
    const stays = valid && isMember(low, width === 2 ? (words[row * 2 + 1] as number) : low >> 31);
    if (stays && start < 0) start = row;
    if (!stays && start >= 0) {
      runs.push({ offset: start, length: row - start });
      start = -1;
    }
  }
  return runs;
}
