import { setTimeout as delay } from 'node:timers/promises';
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
  patience: 15 * 60_000,
  pause: 5_000,
  onWaiting: undefined,
};

/** The longest time that a server's word is taken for, milliseconds. */
const LONGEST_PAUSE = 60_000;

/**
 * Makes a call again while the server says that it cannot take it yet: HTTP 503, as a warehouse that is starting answers, and 429.
 * By both it says that it did nothing, so that a statement may be sent again. The driver does this for neither a session nor a
 * statement.
 * @throws SourceError SOURCE_NOT_STARTED when it took longer than that; what `send` throws otherwise
 */
export async function onceStarted<T>(
  label: string,
  { patience, pause, onWaiting }: StartPatience,
  send: () => Promise<T>,
): Promise<T> {
  const last = performance.now() + patience;
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!isStarting(error)) throw error;
      const wait = Math.min(LONGEST_PAUSE, askedPause(error) ?? pause);
      if (performance.now() + wait > last) throw notStarted(label, error);
      onWaiting?.();
      await delay(wait);
    }
  }
}

/** The driver's exception for an HTTP status. */
interface Refusal {
  readonly statusCode?: unknown;
  readonly response?: { readonly headers?: { get?(name: string): string | null } };
}

function isStarting(error: unknown): boolean {
  const { statusCode } = (error ?? {}) as Refusal;
  return statusCode === 503 || statusCode === 429;
}

/** The header's seconds, as milliseconds; its other form, a date, is not used by the source. */
function askedPause(error: unknown): number | undefined {
  const header = (error as Refusal).response?.headers?.get?.('Retry-After') ?? '';
  return /^\d{1,4}$/.test(header) ? Number(header) * 1000 : undefined;
}

function notStarted(label: string, cause: unknown): SourceError {
  return new SourceError(`the source's warehouse did not start in time to ${label}`, {
    code: 'SOURCE_NOT_STARTED',
    remedy: 'Look at the warehouse in the workspace; run again when it is running.',
    cause,
  });
}
