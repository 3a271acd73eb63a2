import { type Hope, retryAfter, retrying } from '../retry/retry.ts';
import { RETRIES } from '../retry/retry-table.ts';
import { SourceError } from './source-error.ts';

/** How long to wait for a warehouse that is starting. */
export interface StartPatience {
  /** Milliseconds in all; a large warehouse takes minutes. */
  readonly patience: number;
  /** Milliseconds between two calls, where the server does not say when to come again. */
  readonly pause: number;
  /** Told before each pause. */
  readonly onWaiting: (() => void) | undefined;
}

export const START_PATIENCE: StartPatience = {
  patience: RETRIES.warehouseStart.total,
  pause: RETRIES.warehouseStart.firstPause,
  onWaiting: undefined,
};

/**
 * Makes a call again while the server says that it cannot take it yet: HTTP 503, as a warehouse that is starting answers, and 429.
 * By both it says that it did nothing, so that a statement may be sent again. The driver does this for neither a session nor a
 * statement.
 * @param signal of a run that may be told to stop: then no further call is made
 * @throws SourceError SOURCE_NOT_STARTED when it took longer than that; what `send` throws otherwise
 */
export async function onceStarted<T>(
  label: string,
  { patience, pause, onWaiting }: StartPatience,
  send: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const rule = { ...RETRIES.warehouseStart, firstPause: pause, longestPause: pause, total: patience };
  try {
    return await retrying(rule, send, hopeToStart, signal, onWaiting);
  } catch (error) {
    throw hopeToStart(error) === undefined ? error : notStarted(label, error);
  }
}

/** The driver's exception for an HTTP status. */
interface Refusal {
  readonly statusCode?: unknown;
  readonly response?: { readonly headers?: { get?(name: string): string | null } };
}

function hopeToStart(error: unknown): Hope | undefined {
  const { statusCode, response } = (error ?? {}) as Refusal;
  if (statusCode !== 503 && statusCode !== 429) return undefined;
  const after = retryAfter(response?.headers?.get?.('Retry-After'));
  return after === undefined ? {} : { after };
}

function notStarted(label: string, cause: unknown): SourceError {
  return new SourceError(`the source's warehouse did not start in time to ${label}`, {
    code: 'SOURCE_NOT_STARTED',
    remedy: 'Look at the warehouse in the workspace; run again when it is running.',
    cause,
  });
}
