import { EXIT } from '../errors.ts';

/** From the first signal on, in milliseconds: when the process ends even though something does not answer. */
const PATIENCE = 9_000;

/**
 * The first SIGINT or SIGTERM ends the run at a safe place; a second one ends the process. Where the network is gone nothing can
 * be cleared away: then the process ends all the same, and leaves what one leaves that was killed.
 */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const ask = (): void => {
    if (stop.signal.aborted) return;
    stop.abort();
    const end = (): void => {
      process.stderr.write(
        'error INTERRUPTED: something did not answer, so not everything was cleared away.\n',
      );
      process.exit(EXIT.failed);
    };
    setTimeout(end, PATIENCE).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, ask);
  return stop.signal;
}
