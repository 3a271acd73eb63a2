import type { Agent } from 'node:https';
import { get } from 'node:https';
import { isPassing, retryAfter, retrying } from '../retry/retry.ts';
import { RETRIES } from '../retry/retry-table.ts';
import type { BatchMemory } from './batch-memory.ts';
import { downloadFailed } from './source-error.ts';

const RULE = RETRIES.resultFile;

export interface Download {
  readonly link: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: Agent;
  readonly memory: BatchMemory;
  readonly signal: AbortSignal;
}

/**
 * The bytes behind a CloudFetch link, or 'expired' when the storage does not take the link any more (400, 403 and 404
 * are how the clouds' storages say it). The link is a bearer secret: no error holds it.
 */
export async function downloadFile(
  label: string,
  download: Download,
): Promise<Uint8Array<ArrayBuffer> | 'expired'> {
  const { signal } = download;
  const attempt = async () => {
    const outcome = await attemptDownload(download);
    if (outcome instanceof Uint8Array) return outcome;
    signal.throwIfAborted();
    if (outcome.status !== undefined && [400, 403, 404].includes(outcome.status)) return 'expired';
    throw new Refused(outcome);
  };
  const hope = (error: unknown) => {
    if (!(error instanceof Refused)) return undefined;
    const { status, after } = error.refusal;
    if (status !== undefined && !isPassing(status)) return undefined;
    return after === undefined ? {} : { after };
  };
  try {
    return await retrying(RULE, attempt, hope, signal);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    signal.throwIfAborted();
    throw downloadFailed(label, error.refusal);
  }
}

class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super('the file was refused');
    this.refusal = refusal;
  }
}

interface Refusal {
  readonly status?: number;
  readonly networkCode?: string;
  /** Milliseconds that the server asks to wait. */
  readonly after?: number;
}

function attemptDownload({
  link,
  headers,
  agent,
  memory,
  signal,
}: Download): Promise<Uint8Array<ArrayBuffer> | Refusal> {
  return new Promise((resolve) => {
    const failed = (error: unknown) => {
      const { code } = error as { readonly code?: unknown };
      resolve(typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? { networkCode: code } : {});
    };
    try {
      const request = get(link, { agent, headers, signal, timeout: RULE.each }, (response) => {
        if (response.statusCode !== 200) {
          response.resume();
          const after = retryAfter(response.headers['retry-after']);
          resolve({ status: response.statusCode ?? 0, ...(after === undefined ? {} : { after }) });
          return;
        }
        const content = arriving(memory, Number(response.headers['content-length'] ?? 0));
        response.on('data', content.add);
        response.on('error', failed);
        response.on('end', () => resolve(content.bytes()));
      });
      request.on('timeout', () => request.destroy(Object.assign(new Error('idle'), { code: 'ETIMEDOUT' })));
      request.on('error', failed);
    } catch (error) {
      // A link that is no https address.
      failed(error);
    }
  });
}

/** The largest file that memory is taken for before it is there: a header is only a promise. */
const PROMISED_BYTES = 256 << 20;

/** Bytes as they arrive, in one buffer of the length that was promised: pieces that wait would double the memory. */
function arriving(memory: BatchMemory, promised: number) {
  let bytes = memory.take(promised > 0 && promised <= PROMISED_BYTES ? promised : 0);
  let size = 0;
  return {
    add(piece: Uint8Array): void {
      if (size + piece.length > bytes.length) {
        const grown = memory.take(Math.max(size + piece.length, bytes.length * 2));
        grown.set(bytes.subarray(0, size));
        memory.give(bytes.buffer);
        bytes = grown;
      }
      bytes.set(piece, size);
      size += piece.length;
    },
    /** Exactly what arrived. */
    bytes: (): Uint8Array<ArrayBuffer> => bytes.subarray(0, size),
  };
}
