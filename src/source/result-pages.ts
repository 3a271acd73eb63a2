import type { Operation } from './operation.ts';
import { call, type FetchedRows, patientCall, type ResultMetadata, type RowSet, types } from './session.ts';
import { resultNotArrow, resultTruncated } from './source-error.ts';

/** Rows (or the links that cover them) to ask for at a time. */
const PAGE_ROWS = 100_000;
/** Pages without a row that a server may give before it is taken to be broken. */
const EMPTY_PAGES = 20;

/** How to read a result. */
export interface ResultShape {
  /** The encapsulated Arrow schema message. */
  readonly schema: Uint8Array;
  readonly lz4: boolean;
  /** The rows come as links to files, not inline. */
  readonly linked: boolean;
}

export async function resultShape(operation: Operation): Promise<ResultShape> {
  const { label, handle, session } = operation;
  const request = new types.TGetResultSetMetadataReq({ operationHandle: handle });
  const metadata: ResultMetadata =
    operation.metadata ?? (await patientCall(label, () => session.driver.getResultSetMetadata(request)));
  const { ARROW_BASED_SET, URL_BASED_SET } = types.TSparkRowSetType;
  const arrow = metadata.resultFormat === ARROW_BASED_SET || metadata.resultFormat === URL_BASED_SET;
  if (!arrow || !metadata.arrowSchema) throw resultNotArrow(label);
  const linked = metadata.resultFormat === URL_BASED_SET;
  return { schema: new Uint8Array(metadata.arrowSchema), lz4: metadata.lz4Compressed === true, linked };
}

/** The pages of a result, each with inline batches or links; a page of anything else is an error. */
export interface ResultPages {
  /** The next page; undefined when there is none. */
  next(): Promise<RowSet | undefined>;
  /** The page that begins at a row, fetched again: for links that have expired. */
  again(row: bigint): Promise<RowSet>;
}

/**
 * A request for a page may arrive at the server twice, and the first answer at nobody. So links are asked for by their row,
 * which moves nothing; inline batches, which are to be had once and in order, must begin where the ones before ended.
 */
export function resultPages(operation: Operation, { linked }: Pick<ResultShape, 'linked'>): ResultPages {
  const { label, handle, session, closedByServer } = operation;
  let prefetched = operation.first;
  let more = true;
  let position = 0n;
  // Asking again moves the server's cursor: from then on, too, every page is asked for by its first row.
  let explicit = linked;

  // One call at a time: the cursor belongs to the operation, and links are renewed while pages are read.
  let turn: Promise<unknown> = Promise.resolve();

  function fetch(row: bigint | undefined): Promise<FetchedRows> {
    const fetched = turn.then(() => fetchNow(row));
    turn = fetched.catch(() => {});
    return fetched;
  }

  async function fetchNow(row: bigint | undefined): Promise<FetchedRows> {
    const request = new types.TFetchResultsReq({
      operationHandle: handle,
      orientation: types.TFetchOrientation.FETCH_NEXT,
      maxRows: PAGE_ROWS as never,
      ...(row === undefined ? {} : { startRowOffset: Number(row) as never }),
    });
    return call(label, () => session.driver.fetchResults(request));
  }

  return {
    async next() {
      for (let empty = 0; more; empty++) {
        if (empty > EMPTY_PAGES) throw resultTruncated(label);
        if (prefetched === undefined && closedByServer) return undefined;
        const page = prefetched ?? (await fetch(explicit ? position : undefined));
        prefetched = undefined;
        more = page.hasMoreRows === true;
        if (more && closedByServer) throw resultTruncated(label);
        const start = page.results?.startRowOffset;
        if (start && wireInteger(start) > position) throw resultTruncated(label);
        const rows = pageRows(label, page.results ?? undefined);
        position += rows;
        if (rows > 0n) return page.results;
      }
      return undefined;
    },
    async again(row) {
      explicit = true;
      const { results } = await fetch(row);
      if (!results) throw resultTruncated(label);
      pageRows(label, results);
      return results;
    },
  };
}

function pageRows(label: string, page: RowSet | undefined): bigint {
  if (page === undefined) return 0n;
  if ((page.columns?.length ?? 0) > 0 || (page.rows?.length ?? 0) > 0 || page.binaryColumns?.length) {
    throw resultNotArrow(label);
  }
  const parts = [...(page.arrowBatches ?? []), ...(page.resultLinks ?? [])];
  return parts.reduce((sum, { rowCount }) => sum + wireInteger(rowCount), 0n);
}

/** A 64-bit integer of the protocol (node-int64), exact. */
export function wireInteger(value: { readonly buffer: Uint8Array; readonly offset: number }): bigint {
  const { buffer, offset } = value;
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength).getBigInt64(offset);
}
