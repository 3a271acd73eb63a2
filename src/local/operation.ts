import { compressFrame } from 'lz4-napi';
import { END_OF_STREAM } from './arrow-batch.ts';
import type { BoundParameter } from './parameters.ts';
import type { ResultFile, ResultFiles, ResultLink } from './result-files.ts';
import type { SessionState } from './session-state.ts';
import type { ResultStream, RunningStatement, SqlEngine, WireBatch } from './sql-engine.ts';
import { SqlError, toSqlError } from './sql-error.ts';
import type { OpenRecord } from './statement-log.ts';

export interface ResultLimits {
  /** Rows of an inline batch. */
  readonly batchRows: number;
  /** Rows of a CloudFetch file. */
  readonly fileRows: number;
  /** Smaller results travel inline even where the client would take links. */
  readonly minimumRows: number;
}

/** How the client wants its result. */
export interface ResultRequest {
  readonly cloudFetch: boolean;
  readonly lz4: boolean;
}

export interface InlineBatch {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

/** Bytes that one answer holds at most, give or take a batch. */
const ANSWER_BYTES = 24 * 1024 * 1024;
const LINKS_PER_ANSWER = 4;

export type OperationState = 'running' | 'finished' | 'failed' | 'canceled';

/** One statement of a session, from its arrival until it is closed. */
export class Operation {
  state: OperationState = 'running';
  error: SqlError | undefined;
  stream: ResultStream | undefined;
  /** True where the result travels as links; known once the statement has finished. */
  isLinked = false;
  readonly done: Promise<void>;
  readonly request: ResultRequest;
  readonly #engine: SqlEngine;
  readonly #files: ResultFiles;
  readonly #limits: ResultLimits;
  readonly #record: OpenRecord;
  #run: RunningStatement | undefined;
  #ahead: Promise<WireBatch | undefined> | undefined;
  #stored: ResultFile[] = [];
  #rowsStored = 0;
  #nextRow = 0;
  #nextLinkedRow = 0;
  #isSettled = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    engine: SqlEngine,
    files: ResultFiles,
    limits: ResultLimits,
    request: ResultRequest,
    record: OpenRecord,
    begin: () => Promise<{ session: SessionState; parameters: readonly BoundParameter[] }>,
  ) {
    this.#engine = engine;
    this.#files = files;
    this.#limits = limits;
    this.request = request;
    this.#record = record;
    this.done = this.#perform(begin);
  }

  /** First row of the next inline answer. */
  get nextRow(): number {
    return this.#nextRow;
  }

  async #perform(
    begin: () => Promise<{ session: SessionState; parameters: readonly BoundParameter[] }>,
  ): Promise<void> {
    try {
      const { session, parameters } = await begin();
      this.#requireRunning();
      const { batchRows, fileRows } = this.#limits;
      const capacity = Math.max(1, Math.min(batchRows, fileRows));
      this.#run = await this.#engine.begin(session, this.#record.sql, parameters, capacity);
      // From here on the stream is this operation's to close, in `#free`.
      this.stream = await this.#run.execute();
      this.#requireRunning();
      if (this.stream !== undefined) await this.#choose(this.stream);
      if (this.state === 'running') this.state = 'finished';
    } catch (error) {
      if (this.state === 'running') this.#fail(toSqlError(error));
    } finally {
      this.#record.state = this.state;
      this.#record.tables = this.#run?.reads ?? [];
      this.#record.written = this.#run?.written ?? [];
      this.#isSettled = true;
    }
  }

  /** Links are for large results: the first batch shows whether this is one. */
  async #choose(stream: ResultStream): Promise<void> {
    const { cloudFetch } = this.request;
    const { batchRows, fileRows, minimumRows } = this.#limits;
    const first = stream.next(cloudFetch ? Math.max(fileRows, 1) : batchRows);
    this.#ahead = first;
    const batch = await first;
    this.isLinked = cloudFetch && (batch?.rows ?? 0) >= minimumRows;
  }

  #requireRunning(): void {
    if (this.state !== 'running') throw new SqlError('OPERATION_CANCELED', 'The statement was canceled.');
  }

  #fail(error: SqlError): void {
    this.state = error.condition === 'OPERATION_CANCELED' ? 'canceled' : 'failed';
    this.error = error;
  }

  get hasMore(): boolean {
    if (this.stream === undefined) return false;
    return this.#ahead !== undefined || !this.stream.isExhausted;
  }

  /** The next batch; the one behind it is made while the client works. */
  async #take(): Promise<WireBatch | undefined> {
    const { stream } = this;
    if (stream === undefined) return undefined;
    const capacity = this.isLinked ? this.#limits.fileRows : this.#limits.batchRows;
    const batch = await (this.#ahead ?? stream.next(capacity));
    this.#ahead = stream.isExhausted ? undefined : stream.next(capacity);
    // An error of a batch made ahead is met when that batch is asked for.
    this.#ahead?.catch(() => undefined);
    return batch;
  }

  /** One call at a time: a stream is read forward, and must not be closed while it is read. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return await result;
  }

  /** Inline batches of about `maximumRows` rows. */
  async fetchBatches(maximumRows: number): Promise<readonly InlineBatch[]> {
    return await this.#inTurn(() => this.#nextBatches(maximumRows));
  }

  async #nextBatches(maximumRows: number): Promise<readonly InlineBatch[]> {
    const batches: InlineBatch[] = [];
    let [rows, bytes] = [0, 0];
    while (this.hasMore && (batches.length === 0 || (rows < maximumRows && bytes < ANSWER_BYTES))) {
      const batch = await this.#take();
      if (batch === undefined) break;
      const content = this.request.lz4 ? await compressedBatch(batch) : batch.bytes;
      batches.push({ bytes: content, rows: batch.rows });
      rows += batch.rows;
      bytes += content.length;
    }
    this.#nextRow += rows;
    this.#count(rows, bytes);
    return batches;
  }

  /**
   * Links to the files from `startRow` on (undefined: from where the last answer ended). Files that were linked before
   * are linked again, with a new time to live: so expired links are renewed.
   */
  async fetchLinks(startRow: number | undefined): Promise<readonly ResultLink[]> {
    return await this.#inTurn(() => this.#nextLinks(startRow));
  }

  async #nextLinks(startRow: number | undefined): Promise<readonly ResultLink[]> {
    const from = startRow ?? this.#nextLinkedRow;
    const files = this.#stored.filter((file) => file.startRow + file.rows > from).slice(0, LINKS_PER_ANSWER);
    while (files.length < LINKS_PER_ANSWER && this.hasMore) {
      const batch = await this.#take();
      if (batch === undefined) break;
      const file = await this.#store(batch);
      if (file.startRow + file.rows > from) files.push(file);
    }
    const last = files.at(-1);
    if (last !== undefined) this.#nextLinkedRow = last.startRow + last.rows;
    return files.map((file) => this.#files.link(file, ({ rows, bytes }) => this.#count(rows, bytes)));
  }

  /** True where the last answer was not the last of the result. */
  get hasMoreLinks(): boolean {
    return this.hasMore || this.#nextLinkedRow < this.#rowsStored;
  }

  async #store(batch: WireBatch): Promise<ResultFile> {
    const file = (await this.#keptFile(batch)) ?? (await this.#newFile(batch));
    this.#stored.push(file);
    this.#rowsStored += batch.rows;
    return file;
  }

  /** The file that an earlier statement made of the same batch. */
  async #keptFile(batch: WireBatch): Promise<ResultFile | undefined> {
    if (batch.kept === undefined) return undefined;
    const form = this.request.lz4 ? 'lz4 file' : 'plain file';
    const found = batch.kept.get(form);
    if (found !== undefined && 'path' in found) {
      return { ...found, startRow: this.#rowsStored, rows: batch.rows, kept: true };
    }
    const file = { ...(await this.#newFile(batch)), kept: true };
    batch.kept.set(form, { path: file.path, bytes: file.bytes });
    return file;
  }

  async #newFile(batch: WireBatch): Promise<ResultFile> {
    const plain = Buffer.concat([this.stream?.schema ?? new Uint8Array(), batch.bytes, END_OF_STREAM]);
    const content = this.request.lz4 ? await compressFrame(plain) : plain;
    return this.#files.store(content, this.#rowsStored, batch.rows);
  }

  #count(rows: number, bytes: number): void {
    this.#record.rows += BigInt(rows);
    this.#record.bytes += BigInt(bytes);
  }

  cancel(): void {
    if (this.state !== 'running') return;
    this.#fail(new SqlError('OPERATION_CANCELED', 'The statement was canceled.'));
    this.#record.state = 'canceled';
    this.#run?.cancel();
  }

  /** Frees what the statement holds; where it is still at work, as soon as that has ended. */
  async close(): Promise<void> {
    this.cancel();
    const freed = this.done.then(() => this.#inTurn(() => this.#free()));
    if (this.#isSettled) await freed;
  }

  async #free(): Promise<void> {
    await this.#ahead?.catch(() => undefined);
    this.#ahead = undefined;
    this.stream?.close();
    await this.#files.remove(this.#stored);
    this.#stored = [];
  }
}

async function compressedBatch(batch: WireBatch): Promise<Uint8Array> {
  const found = batch.kept?.get('lz4');
  if (found instanceof Uint8Array) return found;
  const content = await compressFrame(batch.bytes);
  batch.kept?.set('lz4', content);
  return content;
}
