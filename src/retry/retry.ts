import { setTimeout as delay } from 'node:timers/promises';
import type { RetryRule } from './retry-table.ts';

/** What a failed try says about the next one. */
export interface Hope {
  /** Milliseconds that the server asks to wait. */
  readonly after?: number;
}

/**
 * Tries something as its rule says. A failure is tried again only where it is known to pass.
 * @param hope undefined: it will not pass
 * @param signal ends the waiting; the last failure is thrown then
 * @param onPause told before each pause
 */
export async function retrying<T>(
  rule: RetryRule,
  attempt: () => Promise<T>,
  hope: (error: unknown) => Hope | undefined,
  signal?: AbortSignal,
  onPause?: () => void,
): Promise<T> {
  const started = Date.now();
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      const found = tried < rule.tries && !signal?.aborted ? hope(error) : undefined;
      const pause = found && pauseBefore(rule, tried, found.after);
      if (pause === undefined || Date.now() + pause - started > rule.total) throw error;
      onPause?.();
      await delay(pause, undefined, signal === undefined ? {} : { signal }).catch(() => {
        throw error;
      });
    }
  }
}

/** Milliseconds before the next try; with jitter, so that those who failed together do not come back together. */
export function pauseBefore(rule: RetryRule, tried: number, asked = 0, random = Math.random()): number {
  const pause = Math.min(rule.firstPause * 2 ** (tried - 1), rule.longestPause);
  return Math.max(asked, pause * (0.5 + random / 2));
}

/** Milliseconds of a Retry-After header: seconds, or a date of HTTP. */
export function retryAfter(header: string | null | undefined, now = Date.now()): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  const until = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(until) && until > 0 ? until : undefined;
}

/** Statuses of HTTP that say "not now": of proxies and gateways, too. */
export function isPassing(status: number): boolean {
  return (
    status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505 && status !== 507)
  );
}
