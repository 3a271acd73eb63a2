import type { Agent } from 'node:https';
import { type BatchMemory, batchMemory } from './batch-memory.ts';
import { downloadFile } from './file-download.ts';
import type { Operation } from './operation.ts';
import { type ResultPages, resultPages, resultShape, wireInteger } from './result-pages.ts';
import type { ResultLink, RowSet } from './session.ts';
import { linkExpired, resultTruncated } from './source-error.ts';
import type { ArrowBatch, ArrowStream } from './warehouse.ts';

/** Batches under way or held ahead of the reader; with CloudFetch, the files downloaded at a time. */
const AHEAD = 4;
/** Milliseconds before its expiry at which a link is not begun any more. */
const EXPIRY_MARGIN = 30_000;
/** How often one file's link is renewed. */
const RENEWALS = 3;

/** The rows of a finished operation as the bytes that the server sends, inline or by CloudFetch, in order. */
export async function arrowResult(operation: Operation, agent: Agent): Promise<ArrowStream> {
  const { schema, lz4, linked } = await resultShape(operation);
  const abort = new AbortController();
  const context: ResultContext = {
    operation,
    agent,
    signal: abort.signal,
    compression: lz4 ? 'lz4' : 'none',
    memory: batchMemory(),
    pages: resultPages(operation, { linked }),
  };
  const close = async () => {
    abort.abort(new Error('the result was closed'));
    await operation.close();
  };
  const batches = closing(ahead(batchTasks(context), abort.signal), close);
  return { schema, batches, reclaim: context.memory.give, close };
}

interface ResultContext {
  readonly operation: Operation;
  readonly agent: Agent;
  readonly signal: AbortSignal;
  readonly compression: ArrowBatch['compression'];
  readonly memory: BatchMemory;
  readonly pages: ResultPages;
}

/** A batch that is there, or on its way. */
type BatchTask = () => Promise<ArrowBatch>;

/** Starts the work for each batch when it is asked for; rows must follow on without a gap. */
async function* batchTasks(context: ResultContext): AsyncGenerator<BatchTask> {
  const { operation, pages, compression, memory, signal } = context;
  let row = 0n;
  for (let page = await pages.next(); page !== undefined; page = await pages.next()) {
    for (const { batch, rowCount } of page.arrowBatches ?? []) {
      signal.throwIfAborted();
      const rows = Number(wireInteger(rowCount));
      row += BigInt(rows);
      // The driver's buffer is a window on the whole answer: its bytes are copied into one that can be transferred.
      const bytes = memory.take(batch.length).subarray(0, batch.length);
      bytes.set(batch);
      if (rows > 0) yield async () => ({ bytes, compression, rows });
    }
    for (const link of page.resultLinks ?? []) {
      signal.throwIfAborted();
      if (wireInteger(link.startRowOffset) !== row) throw resultTruncated(operation.label);
      row += wireInteger(link.rowCount);
      if (wireInteger(link.rowCount) > 0n) yield () => fileBatch(context, link);
    }
  }
}

async function fileBatch(context: ResultContext, first: ResultLink): Promise<ArrowBatch> {
  const { operation, agent, signal, compression, memory } = context;
  const rows = wireInteger(first.rowCount);
  let link = first;
  for (let renewals = 0; ; renewals++) {
    // A link that was renewed just now is tried, however short its life: only a stale one is not begun.
    const stale = renewals === 0 && expiresSoon(link) && !operation.closedByServer;
    if (!stale) {
      const headers = link.httpHeaders ?? {};
      const download = { link: link.fileLink, headers, agent, memory, signal };
      const bytes = await downloadFile(operation.label, download);
      if (bytes !== 'expired') return { bytes, compression, rows: Number(rows) };
    }
    // Links of a result that the server has closed cannot be had again.
    if (operation.closedByServer || renewals === RENEWALS) throw linkExpired(operation.label);
    link = sameFile(operation, await context.pages.again(wireInteger(first.startRowOffset)), first);
  }
}

function sameFile(operation: Operation, page: RowSet, wanted: ResultLink): ResultLink {
  const start = wireInteger(wanted.startRowOffset);
  const link = page.resultLinks?.find(({ startRowOffset }) => wireInteger(startRowOffset) === start);
  if (link && wireInteger(link.rowCount) === wireInteger(wanted.rowCount)) return link;
  throw resultTruncated(operation.label);
}

function expiresSoon(link: ResultLink): boolean {
  return Number(wireInteger(link.expiryTime)) - Date.now() < EXPIRY_MARGIN;
}

/**
 * Keeps some tasks under way ahead of the reader, and gives their batches in order. The generator of tasks is asked
 * for several at once, so that pages are fetched and files downloaded while the reader is busy.
 */
async function* ahead(tasks: AsyncGenerator<BatchTask>, signal: AbortSignal): AsyncGenerator<ArrowBatch> {
  const under: Promise<ArrowBatch | undefined>[] = [];
  try {
    for (;;) {
      while (under.length < AHEAD) under.push(untilClosed(batchOf(tasks.next()), signal));
      const batch = await under.shift();
      if (batch === undefined) return;
      yield batch;
    }
  } finally {
    void tasks.return(undefined).catch(() => {});
  }
}

async function batchOf(next: Promise<IteratorResult<BatchTask>>): Promise<ArrowBatch | undefined> {
  const { done, value } = await next;
  return done ? undefined : value();
}

/** Fails as soon as the result is closed: a reader never waits for a server that is slow to answer then. */
function untilClosed<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const outcome = new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    // The listener goes with the work, or it would hold every batch for as long as the result lives.
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
  // Its failure is seen in its turn; until then it is no unhandled one.
  outcome.catch(() => {});
  return outcome;
}

/** Closes when the reader is done, stops early, or meets an error. */
async function* closing(
  batches: AsyncGenerator<ArrowBatch>,
  close: () => Promise<void>,
): AsyncGenerator<ArrowBatch> {
  try {
    yield* batches;
  } finally {
    await close();
  }
}
