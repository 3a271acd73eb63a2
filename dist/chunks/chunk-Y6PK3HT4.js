import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  PERSON_COLUMN,
  throwIfInterrupted
} from "./chunk-JLSLRFOJ.js";
import {
  EMPTY_LOG,
  decodeCommit,
  encodeCommit,
  newestNamed,
  openTable,
  readLog,
  replay,
  writeCheckpoint
} from "./chunk-6P3PFPQB.js";
import {
  TABLE_PROPERTIES,
  commitPath,
  encodeCoverage,
  encodeSchema,
  protocolFor,
  readState,
  unlessBroken
} from "./chunk-U4VVK4J4.js";
import {
  addTallies,
  compileParquetWasm,
  countSeen,
  emptyTally,
  personsSeen,
  unreadableFile
} from "./chunk-LINETHAK.js";
import {
  CohortSyncError,
  IntegrityError
} from "./chunk-EKFMLNWJ.js";

// src/transfer/worker-threads.ts
import { Worker } from "node:worker_threads";
function openWorkers(limit, heapBytes) {
  const idle = [];
  const all = /* @__PURE__ */ new Set();
  const queue = [];
  let running = 0;
  let closed = false;
  let compiled;
  let warming;
  async function start() {
    compiled ??= compileParquetWasm();
    const parquetWasm = await compiled;
    const entry = import.meta.url.endsWith(".ts") ? "./encode-worker.ts" : "./encode-worker.js";
    const worker = new Worker(new URL(entry, import.meta.url), { workerData: { parquetWasm } });
    all.add(worker);
    worker.once("exit", () => all.delete(worker));
    await loaded(worker);
    return worker;
  }
  function rest(worker) {
    worker.unref();
    idle.push(worker);
  }
  async function startIdle() {
    try {
      const worker = await start();
      if (closed) await drop(worker);
      else rest(worker);
    } catch {
    }
  }
  async function drop(worker) {
    all.delete(worker);
    await worker.terminate();
  }
  async function runOn(job, handlers, signal) {
    await warming;
    const worker = idle.pop() ?? await start();
    worker.ref();
    try {
      const result = await converse(worker, job, handlers, signal);
      if (result.heap > heapBytes || closed) await drop(worker);
      else rest(worker);
      return result;
    } catch (error) {
      await drop(worker);
      throw error;
    } finally {
      await handlers.release?.();
    }
  }
  return {
    get free() {
      return Math.max(0, limit - running);
    },
    async run(job, handlers, signal) {
      signal?.throwIfAborted();
      if (running >= limit) await new Promise((resolve) => queue.push(resolve));
      else running += 1;
      try {
        signal?.throwIfAborted();
        if (closed) throw crashed(void 0);
        return await runOn(job, handlers, signal);
      } finally {
        const next = queue.shift();
        if (next) next();
        else running -= 1;
      }
    },
    async warm() {
      warming ??= Promise.all(Array.from({ length: limit - all.size }, startIdle)).then(() => void 0);
      await warming;
    },
    async close() {
      closed = true;
      await Promise.all([...all].map((worker) => worker.terminate()));
    }
  };
}
function loaded(worker) {
  return new Promise((resolve, reject) => {
    const failed = (cause) => reject(crashed(cause instanceof Error ? cause : void 0));
    worker.once("error", failed).once("exit", failed);
    worker.once("message", () => {
      worker.off("error", failed).off("exit", failed);
      resolve();
    });
  });
}
function converse(worker, job, handlers, signal) {
  return new Promise((resolve, reject) => {
    const onMessage = (message) => {
      if (message.type === "done") settle(() => resolve(message.result));
      else if (message.type === "failed") settle(() => reject(errorOf(message.failure)));
      else if (message.type === "request") {
        answer(handlers, message.request).then(
          (reply) => say(worker, { type: "answer", id: message.id, answer: reply }),
          (error) => settle(() => reject(error))
        );
      }
    };
    const onError = (cause) => settle(() => reject(crashed(cause)));
    const onExit = () => settle(() => reject(crashed(void 0)));
    const onAbort = () => settle(() => reject(signal?.reason));
    function settle(outcome) {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      signal?.removeEventListener("abort", onAbort);
      outcome();
    }
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    signal?.addEventListener("abort", onAbort);
    say(worker, { type: "job", job });
  });
}
async function answer(handlers, request) {
  switch (request.type) {
    case "pull":
      return await handlers.pull?.(request.spent) ?? null;
    case "emit":
      await handlers.emit?.(request.file, request.bytes);
      return null;
    case "read":
      return await handlers.read?.(request.file, request.offset, request.length) ?? null;
  }
}
function say(worker, message) {
  const bytes = message.type === "answer" && message.answer !== null && "bytes" in message.answer;
  worker.postMessage(message, bytes ? [message.answer.bytes.buffer] : []);
}
function errorOf({ integrity, code, message, remedy, cause }) {
  const details = { code, remedy, cause };
  return integrity ? new IntegrityError(message, details) : new CohortSyncError(message, details);
}
function crashed(cause) {
  return new CohortSyncError("a transfer worker ended by itself", {
    code: "TRANSFER_FAILED",
    remedy: "Run again; what was committed stays. If it stays so, see the diagnostics.",
    cause
  });
}

// src/transfer/transfer-pool.ts
var DEFAULT_HEAP_BYTES = 512 << 20;
var ROWS_PER_SHARE = 500000n;
function createTransferPool(options) {
  const workers = stoppable(
    openWorkers(options.workers, options.heapBytes ?? DEFAULT_HEAP_BYTES),
    options.signal
  );
  const { rowGroupRows, fileBytes } = options;
  return {
    async encode(stream, contract, openFile, { deep = false, signal, expectedRows = 0n } = {}) {
      const seen = personsSeen(contract.persons);
      const job = {
        type: "encode",
        contract,
        deep,
        schema: stream.schema,
        seen,
        rowGroupRows,
        fileBytes
      };
      const { pull, release } = streamHandlers(stream);
      const numbered = inOrder(openFile);
      const shares = Math.max(1, Math.min(Number(expectedRows / ROWS_PER_SHARE), workers.free));
      const failed = new AbortController();
      const stop = signal === void 0 ? failed.signal : AbortSignal.any([signal, failed.signal]);
      const sets = Array.from({ length: shares }, () => fileSet(numbered));
      try {
        const results = await allOrFailure(
          sets.map(({ emit }) => workers.run(job, { pull, emit }, stop)),
          failed
        );
        const sizes = await Promise.all(sets.map((set, n) => set.commit(results[n]?.files.length ?? 0)));
        const files = results.flatMap(
          (result, n) => result.files.map((found, file) => ({ ...found, ...sizes[n]?.[file] }))
        );
        const tally = results.map((result) => result.tally).reduce(addTallies);
        return { tally: { ...tally, persons: countSeen(seen) }, files };
      } catch (error) {
        await Promise.all(sets.map((set) => set.abort()));
        throw error;
      } finally {
        await release();
      }
    },
    async count(stream, contract, { deep = false, signal } = {}) {
      try {
        const job = { type: "count", contract, deep, schema: stream.schema };
        return (await workers.run(job, streamHandlers(stream), signal)).tally;
      } finally {
        await stream.close();
      }
    },
    async inspect(file, contract, { deep = false, signal } = {}) {
      const job = { type: "inspect", contract, deep, size: file.size };
      const read = (_, offset, length) => file.readRange(offset, length);
      try {
        return (await workers.run(job, { read }, signal)).tally;
      } catch (error) {
        throw isDecoderPanic(error) ? unreadableFile(error) : error;
      }
    },
    async prove(stored, contract, { signal } = {}) {
      const seen = personsSeen(contract.persons);
      const failed = new AbortController();
      const stop = signal === void 0 ? failed.signal : AbortSignal.any([signal, failed.signal]);
      const proofs = stored.map(({ size, readRange }) => {
        const read = (_, offset, length) => readRange(offset, length);
        return workers.run({ type: "inspect", contract, deep: false, size, seen }, { read }, stop);
      });
      try {
        const files = (await allOrFailure(proofs, failed)).map(({ tally: tally2 }) => tally2);
        const tally = files.reduce(addTallies, emptyTally(false));
        return { files, tally: { ...tally, persons: countSeen(seen) } };
      } catch (error) {
        throw isDecoderPanic(error) ? unreadableFile(error) : error;
      }
    },
    async rewrite(sources, contract, openFile, { signal } = {}) {
      const files = fileSet(openFile ?? unexpectedFile);
      const write = openFile !== void 0;
      const sizes = sources.map(({ size }) => size);
      const job = { type: "rewrite", contract, deep: false, sizes, rowGroupRows, write };
      const read = (n, offset, length) => (sources[n] ?? unexpectedFile()).readRange(offset, length);
      try {
        const result = await workers.run(job, { read, emit: files.emit }, signal);
        const [size] = await files.commit(result.files.length);
        const [tally] = result.files;
        return { file: tally && size && { ...tally, ...size }, dropped: result.dropped ?? 0n };
      } catch (error) {
        await files.abort();
        throw isDecoderPanic(error) ? unreadableFile(error) : error;
      }
    },
    warm: () => workers.warm(),
    close: () => workers.close()
  };
}
function stoppable(workers, stop) {
  if (stop === void 0) return workers;
  return {
    get free() {
      return workers.free;
    },
    run: async (job, handlers, signal) => {
      try {
        return await workers.run(
          job,
          handlers,
          signal === void 0 ? stop : AbortSignal.any([stop, signal])
        );
      } catch (error) {
        throwIfInterrupted(stop);
        throw error;
      }
    },
    warm: () => workers.warm(),
    close: () => workers.close()
  };
}
function unexpectedFile() {
  throw new RangeError("a file that nobody asked for");
}
async function allOrFailure(work, failed) {
  const [only] = work;
  if (work.length === 1 && only !== void 0) return [await only];
  for (const one of work) one.catch((error) => failed.abort(error));
  await Promise.allSettled(work);
  if (failed.signal.aborted) throw failed.signal.reason;
  return Promise.all(work);
}
function inOrder(openFile) {
  let next = 0;
  return () => openFile(next++);
}
function streamHandlers(stream) {
  const batches = stream.batches[Symbol.asyncIterator]();
  return {
    pull: async (spent) => {
      if (spent !== void 0) stream.reclaim?.(spent);
      const { done, value } = await batches.next();
      return done ? null : value;
    },
    // Closed first, so that a batch still awaited does not hold up the end of the iteration.
    release: async () => {
      await stream.close();
      await batches.return?.();
    }
  };
}
function isDecoderPanic(error) {
  return error instanceof Error && error.cause instanceof Error && error.cause.name === "RuntimeError";
}
function fileSet(openFile) {
  const opened = [];
  return {
    emit: async (n, bytes) => {
      opened[n] ??= openFile(n);
      await opened[n].writer.write(bytes);
    },
    async commit(expected) {
      if (opened.length !== expected) {
        throw new IntegrityError("a transfer worker counted other files than it wrote", {
          code: "TRANSFER_FAILED",
          remedy: "Run again; nothing of this slice was committed."
        });
      }
      return Promise.all(opened.map(async ({ path, writer }) => ({ path, size: await writer.commit() })));
    },
    async abort() {
      const results = await Promise.allSettled(opened.map(({ writer }) => writer.abort()));
      void results;
    }
  };
}

// src/landing/rebuild-table.ts
import { randomUUID } from "node:crypto";
async function rebuildTable(store, address, run, revision, floor = -1) {
  const found = await unlessBroken(readLog(store, address));
  if (found === void 0 || found === "broken" || found.version < floor)
    return goOnBehind(store, address, run, revision, floor);
  const { version, log } = found;
  const now = Date.now();
  const commit = randomUUID();
  const actions = [{ commitInfo: commitInfoOf(commit, now, run, revision) }];
  if (log.metaData !== void 0) {
    const metaData = { ...log.metaData, partitionColumns: [], configuration: { ...TABLE_PROPERTIES } };
    actions.push({ metaData });
  }
  for (const { path, partitionValues, size } of log.adds.values()) {
    const remove = { path, deletionTimestamp: now, dataChange: true, extendedFileMetadata: true };
    actions.push({ remove: { ...remove, partitionValues, size } });
  }
  await store.putIfAbsent(commitPath(address, version + 1), encodeCommit(actions));
  const state = await openTable(store, address, version + 1);
  if (state !== void 0 && !state.foreign && state.log.commitInfo?.cohortSync?.commit === commit)
    return state;
  throw concurrent(address, version + 1);
}
async function goOnBehind(store, address, run, revision, floor) {
  const version = Math.max(floor, await newestNamed(store, address)) + 1;
  const now = Date.now();
  const commit = randomUUID();
  const protocol = protocolFor(PLACEHOLDER);
  const metaData = {
    id: randomUUID(),
    format: { provider: "parquet", options: {} },
    schemaString: encodeSchema(PLACEHOLDER),
    partitionColumns: [],
    configuration: { ...TABLE_PROPERTIES },
    createdTime: now
  };
  const content = encodeCommit([
    { commitInfo: commitInfoOf(commit, now, run, revision) },
    { protocol },
    { metaData },
    { txn: { appId: brokenMark(address), version: BigInt(now), lastUpdated: now } }
  ]);
  const state = readState(address, version, replay(EMPTY_LOG, [decodeCommit(content)]));
  await writeCheckpoint(store, state, now);
  if (await store.putIfAbsent(commitPath(address, version), content) === "created") return state;
  throw concurrent(address, version);
}
function brokenUntil({ cohort, txns }) {
  const mark = txns.get(brokenMark({ cohort }));
  return mark === void 0 ? void 0 : Number(mark);
}
function brokenMark({ cohort }) {
  return `cohort-sync/${cohort}/broken`;
}
var PLACEHOLDER = [{ name: PERSON_COLUMN, type: "long" }];
function commitInfoOf(commit, now, run, revision) {
  return {
    timestamp: now,
    operation: "REBUILD",
    operationParameters: { run, revision: `${revision}` },
    isBlindAppend: false,
    engineInfo: "cohort-sync",
    txnId: commit,
    cohortSync: { commit, run, coverage: encodeCoverage({ run, revision, groups: [] }) }
  };
}
function concurrent({ cohort, table }, version) {
  return new IntegrityError(
    `Another writer committed version ${version} of ${table} of cohort ${cohort} first.`,
    {
      code: "CONCURRENT_COMMIT",
      remedy: "Give other engines read rights only, then run again."
    }
  );
}

export {
  rebuildTable,
  brokenUntil,
  createTransferPool
};
