import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  Compression,
  EnabledStatistics,
  Encoding,
  Table,
  WriterPropertiesBuilder,
  addTallies,
  arrowSchema,
  batchInspector,
  checkSchema,
  columnsOf,
  emptyTally,
  membership,
  parquetWasmHeap,
  readParquetFile,
  startParquetWasm,
  transformParquetStream
} from "./chunk-LINETHAK.js";
import {
  decodeLz4Frame
} from "./chunk-FCJTLWD7.js";
import {
  parquetMetadata
} from "./chunk-HMWCF2U7.js";
import "./chunk-67JGINQA.js";
import {
  DataType,
  Message,
  MessageHeader,
  MessageReader,
  RecordBatchReader
} from "./chunk-KRXISC4P.js";
import "./chunk-FV3B4KGK.js";
import {
  CohortSyncError,
  IntegrityError
} from "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";

// src/transfer/encode-worker.ts
import { parentPort, workerData } from "node:worker_threads";

// src/transfer/ipc-message.ts
var CONTINUATION = 4294967295;
var END_OF_STREAM = new Uint8Array([255, 255, 255, 255, 0, 0, 0, 0]);
function splitMessages(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const schemas = [];
  const batches = [];
  let start = 0;
  while (start + 8 <= bytes.length) {
    if (view.getUint32(start, true) !== CONTINUATION) throw unreadable();
    const length = view.getInt32(start + 4, true);
    if (length === 0) break;
    const message = decodeMessage(bytes.subarray(start + 8, start + 8 + length));
    const end = start + 8 + length + message.bodyLength;
    if (end > bytes.length) throw unreadable();
    if (message.headerType === MessageHeader.Schema) schemas.push(message.header());
    else if (message.headerType === MessageHeader.RecordBatch) {
      const header = message.header();
      if (header.compression !== null) throw unreadable();
      batches.push({ bytes: bytes.subarray(start, end), rows: header.length });
    } else throw unreadable();
    start = end;
  }
  return { schemas, batches };
}
function decodeMessage(metadata) {
  try {
    return Message.decode(metadata);
  } catch (cause) {
    throw unreadable(cause);
  }
}
function readSchema(bytes) {
  try {
    const schema = new MessageReader(bytes).readSchema();
    if (schema) return schema;
  } catch (cause) {
    throw unreadable(cause);
  }
  throw unreadable();
}
function schemaMessage(schema) {
  const metadata = Message.encode(Message.from(schema));
  const padded = Math.ceil(metadata.length / 8) * 8;
  const message = new Uint8Array(8 + padded);
  const view = new DataView(message.buffer);
  view.setUint32(0, CONTINUATION, true);
  view.setInt32(4, padded, true);
  message.set(metadata, 8);
  return message;
}
function openBatches(stream) {
  try {
    return [...RecordBatchReader.from(stream)];
  } catch (cause) {
    throw unreadable(cause);
  }
}
function underSchema(stream, schema) {
  const { schemas, batches } = splitMessages(stream);
  if (schemas.some(({ fields }) => fields.some(({ type }) => DataType.isLargeUtf8(type)))) return stream;
  return Buffer.concat([schema, ...batches.map(({ bytes }) => bytes), END_OF_STREAM]);
}
function unreadable(cause) {
  return new IntegrityError("the source sent bytes that are not plain Arrow IPC messages", {
    code: "RESULT_UNREADABLE",
    remedy: "Run again; if it stays so, report the driver and warehouse versions.",
    cause
  });
}

// src/transfer/arrival-buffer.ts
function arrivalBuffer(schema) {
  const memory = { bytes: new Uint8Array(0) };
  const start = schema.length;
  function reserve(bytes) {
    if (memory.bytes.length < bytes) memory.bytes = new Uint8Array(bytes);
  }
  return {
    put({ bytes, compression }) {
      let end = start + bytes.length;
      if (compression === "lz4") end = decodeLz4Frame(bytes, memory, start);
      else {
        reserve(end + END_OF_STREAM.length);
        memory.bytes.set(bytes, start);
      }
      if (memory.bytes.length < end + END_OF_STREAM.length) {
        const grown = new Uint8Array(end + END_OF_STREAM.length);
        grown.set(memory.bytes.subarray(0, end));
        memory.bytes = grown;
      }
      return memory.bytes.subarray(start, end);
    },
    streamOf(message) {
      const from = message.byteOffset - schema.length;
      const to = message.byteOffset + message.length;
      const covered = memory.bytes.slice(to, to + END_OF_STREAM.length);
      memory.bytes.set(schema, from);
      memory.bytes.set(END_OF_STREAM, to);
      return {
        stream: memory.bytes.subarray(from, to + END_OF_STREAM.length),
        after: () => memory.bytes.set(covered, to)
      };
    }
  };
}

// src/transfer/column-encoding.ts
var SAMPLE_ROWS = 2048;
var DISTINCT_SHARE = 0.4;
function columnEncoding(column) {
  switch (column.type) {
    case "long":
    case "integer":
    case "date":
    case "timestamp":
    case "timestamp_ntz":
      return "delta";
    case "double":
    case "float":
    case "string":
      return repeats(column) ? "dictionary" : "plain";
    default:
      return "dictionary";
  }
}
function withEncoding(properties, name, encoding) {
  if (encoding === "dictionary") return properties;
  const plain = properties.setColumnDictionaryEnabled(name, false);
  const how = encoding === "delta" ? Encoding.DELTA_BINARY_PACKED : Encoding.PLAIN;
  return plain.setColumnEncoding(name, how);
}
function repeats(column) {
  const step = Math.max(1, Math.floor(column.rows / SAMPLE_ROWS));
  const hashes = /* @__PURE__ */ new Set();
  let sampled = 0;
  for (let row = 0; row < column.rows; row += step) {
    const { validity } = column;
    if (validity !== null && !(validity[row >> 3] >> (row & 7) & 1)) continue;
    sampled += 1;
    hashes.add(hashOf(column, row));
  }
  return hashes.size <= sampled * DISTINCT_SHARE;
}
function hashOf(column, row) {
  let hash = 2166136261;
  if (column.kind === "words") {
    const { words, width } = column;
    for (let n = row * width; n < (row + 1) * width; n++) {
      hash = Math.imul(hash ^ words[n], 16777619);
      hash ^= hash >>> 15;
    }
  } else if (column.kind === "text") {
    const { offsets, bytes } = column;
    const end = offsets[row + 1];
    for (let n = offsets[row]; n < end; n++) {
      hash = Math.imul(hash ^ bytes[n], 16777619);
    }
  }
  return hash;
}

// src/transfer/parquet-file-writer.ts
var FOOTER_BYTES = 1 << 20;
function openParquetFile(columns, rowGroupRows, emit) {
  const batches = new TransformStream(
    void 0,
    { highWaterMark: 1 },
    { highWaterMark: 0 }
  );
  const input = batches.writable.getWriter();
  let size = 0;
  let rowsWritten = 0;
  let tail = new Uint8Array(0);
  let drained;
  async function drain(first) {
    const output = await transformParquetStream(
      batches.readable,
      writerProperties(columns, rowGroupRows, first)
    );
    for await (const bytes of output) {
      size += bytes.length;
      tail = lastBytes(tail, bytes);
      await emit(bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice());
    }
  }
  return {
    get size() {
      return size;
    },
    async write(stream, rows) {
      rowsWritten += rows;
      if (drained === void 0) {
        drained = drain(stream);
        drained.catch(() => {
        });
      }
      const table = Table.fromIPCStream(stream);
      for (const batch of table.recordBatches()) await Promise.race([input.write(batch), drained]);
      table.free();
    },
    async finish() {
      if (drained === void 0) throw new RangeError("a file without a batch");
      await Promise.race([input.close(), drained]);
      await drained;
      checkFooter(tail, rowsWritten);
    }
  };
}
function writerProperties(columns, rowGroupRows, first) {
  let properties = new WriterPropertiesBuilder().setCompression(Compression.ZSTD).setMaxRowGroupSize(rowGroupRows).setStatisticsEnabled(EnabledStatistics.None).setCreatedBy("cohort-sync");
  const [batch] = openBatches(first);
  for (const column of batch === void 0 ? [] : columnsOf(batch, columns)) {
    const encoding = columnEncoding(column);
    properties = withEncoding(properties, column.name, encoding);
    if (encoding === "delta") {
      properties = properties.setColumnStatisticsEnabled(column.name, EnabledStatistics.Chunk);
    }
  }
  return properties.build();
}
function lastBytes(tail, bytes) {
  const kept = Math.min(tail.length, Math.max(0, FOOTER_BYTES - bytes.length));
  const last = bytes.subarray(Math.max(0, bytes.length - FOOTER_BYTES));
  const joined = new Uint8Array(kept + last.length);
  joined.set(tail.subarray(tail.length - kept), 0);
  joined.set(last, kept);
  return joined;
}
function checkFooter(tail, rows) {
  if (parquetMetadata(tail.buffer).num_rows === BigInt(rows)) return;
  throw new IntegrityError("a Parquet file was encoded with fewer rows than it was given", {
    code: "PARQUET_ROWS_LOST",
    remedy: "Nothing was landed. Run again; if it stays so, report it with the version of parquet-wasm."
  });
}

// src/transfer/rewrite-file.ts
async function rewriteFile(job, ports) {
  const { contract } = job;
  const isMember = membership(contract.persons);
  const inspect = batchInspector(contract, false);
  const schema = schemaMessage(arrowSchema(contract.columns));
  let tally = emptyTally(false);
  let dropped = 0n;
  let writer;
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
  return { tally, files: writer === void 0 ? [] : [tally], dropped };
}
async function* readFiles(sizes, ports, { columns }) {
  for (const [file, size] of sizes.entries()) {
    yield* readParquetFile(size, (offset, length) => ports.read(file, offset, length), columns);
  }
}
function* keptOf(stream, contract, isMember) {
  for (const [index, batch] of openBatches(stream).entries()) {
    checkSchema(batch.schema, contract.columns);
    const rows = batch.numRows;
    const runs = memberRuns(batch, contract, isMember);
    const whole = index === 0 && runs.length === 1 && runs[0]?.length === rows;
    yield { rows, runs, piece: whole ? () => stream : (run) => cut(stream, index, run) };
  }
}
function cut(stream, index, { offset, length }) {
  const table = Table.fromIPCStream(stream);
  const batches = table.recordBatches();
  const piece = batches[index]?.slice(offset, length).intoIPCStream() ?? new Uint8Array();
  for (const batch of batches) batch.free();
  table.free();
  return piece;
}
function memberRuns(batch, contract, isMember) {
  const columns = columnsOf(batch, contract.columns);
  const column = columns.find(({ name }) => name === contract.personColumn);
  if (column?.kind !== "words" || column.width === 4) throw new RangeError("a contract without persons");
  const { words, width, validity, rows } = column;
  const runs = [];
  let start = -1;
  for (let row = 0; row <= rows; row++) {
    const low = words[row * width];
    const valid = row < rows && (validity === null || validity[row >> 3] >> (row & 7) & 1);
    const stays = valid && isMember(low, width === 2 ? words[row * 2 + 1] : low >> 31);
    if (stays && start < 0) start = row;
    if (!stays && start >= 0) {
      runs.push({ offset: start, length: row - start });
      start = -1;
    }
  }
  return runs;
}

// src/transfer/transfer-job.ts
async function runJob(job, ports) {
  if (job.type === "rewrite") return rewriteFile(job, ports);
  if (job.type === "inspect") return inspectFile(job, ports);
  const inspect = batchInspector(job.contract, job.deep, job.type === "encode" ? job.seen : void 0);
  const empty = emptyTally(job.deep);
  switch (job.type) {
    case "encode":
      return encodeFiles(job, ports, inspect);
    case "count": {
      let tally = empty;
      for await (const { found } of checkedBatches(job.schema, job.contract, ports, inspect)) {
        tally = addTallies(tally, found);
      }
      return { tally, files: [] };
    }
  }
}
async function inspectFile(job, ports) {
  const { columns } = job.contract;
  const wanted = job.seen === void 0 ? columns : checkedColumns(job.contract);
  const inspect = batchInspector({ ...job.contract, columns: wanted }, job.deep, job.seen);
  const read = (offset, length) => ports.read(0, offset, length);
  let tally = emptyTally(job.deep);
  for await (const stream of readParquetFile(job.size, read, columns, wanted)) {
    for (const batch of openBatches(stream)) {
      checkSchema(batch.schema, wanted);
      tally = addTallies(tally, inspect(batch));
    }
  }
  return { tally, files: [] };
}
function checkedColumns({
  columns,
  personColumn,
  loadColumn,
  fingerprintColumns
}) {
  const names = /* @__PURE__ */ new Set([personColumn, loadColumn, ...fingerprintColumns]);
  return columns.filter(({ name }) => names.has(name));
}
async function encodeFiles(job, ports, inspect) {
  const files = [];
  let current;
  for await (const { stream, found } of checkedBatches(job.schema, job.contract, ports, inspect)) {
    const file = files.length;
    current ??= {
      writer: openParquetFile(job.contract.columns, job.rowGroupRows, (bytes) => ports.emit(file, bytes)),
      tally: emptyTally(job.deep)
    };
    await current.writer.write(stream, Number(found.rows));
    current.tally = addTallies(current.tally, found);
    if (current.writer.size >= job.fileBytes) {
      await current.writer.finish();
      files.push(current.tally);
      current = void 0;
    }
  }
  if (current) {
    await current.writer.finish();
    files.push(current.tally);
  }
  return { files, tally: files.reduce(addTallies, emptyTally(job.deep)) };
}
async function* checkedBatches(schema, contract, ports, inspect) {
  checkSchema(readSchema(schema), contract.columns);
  const buffer = arrivalBuffer(schemaMessage(arrowSchema(contract.columns)));
  let next = ports.pull();
  for (; ; ) {
    const arrived = await next;
    if (arrived === null) return;
    const content = buffer.put(arrived);
    next = ports.pull(arrived.bytes.buffer);
    next.catch(() => {
    });
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
function truncated() {
  return new IntegrityError("a batch holds another number of rows than the source said", {
    code: "SOURCE_RESULT_TRUNCATED",
    remedy: "Nothing was landed. Run again."
  });
}

// src/transfer/worker-service.ts
function serveJobs(port, heap) {
  const waiting = /* @__PURE__ */ new Map();
  let lastId = 0;
  function ask(request, transfer = []) {
    lastId += 1;
    const id = lastId;
    const answered = new Promise((resolve) => waiting.set(id, resolve));
    say({ type: "request", id, request }, transfer);
    return answered;
  }
  function say(message, transfer = []) {
    port.postMessage(message, transfer);
  }
  const ports = {
    pull: async (spent) => await ask({ type: "pull", spent }, spent ? [spent] : []),
    emit: async (file, bytes) => {
      await ask({ type: "emit", file, bytes }, [bytes.buffer]);
    },
    read: async (file, offset, length) => await ask({ type: "read", file, offset, length })
  };
  port.on("message", (message) => {
    if (message.type === "answer") {
      const resolve = waiting.get(message.id);
      waiting.delete(message.id);
      resolve?.(message.answer);
      return;
    }
    runJob(message.job, ports).then(
      (tallies) => say({ type: "done", result: { ...tallies, heap: heap() } }),
      (error) => say({ type: "failed", failure: failureOf(error) })
    );
  });
  say({ type: "ready" });
}
function failureOf(error) {
  const text = error instanceof Error ? error.stack ?? error.message : String(error);
  if (error instanceof CohortSyncError) {
    const { code, message, remedy } = error;
    const cause = error.cause instanceof Error ? error.cause.stack ?? error.cause.message : error.cause;
    return { integrity: error instanceof IntegrityError, code, message, remedy, cause };
  }
  return {
    integrity: false,
    code: "TRANSFER_FAILED",
    message: "a transfer worker failed",
    remedy: "Run again; what was committed stays. If it stays so, see the diagnostics.",
    cause: text
  };
}

// src/transfer/encode-worker.ts
startParquetWasm(workerData.parquetWasm);
if (parentPort) serveJobs(parentPort, parquetWasmHeap);
