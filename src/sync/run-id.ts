import { randomBytes } from 'node:crypto';
import { formatInstant, type Instant, runnerNow } from '../instant.ts';

/** A name for a run, in time order, fit for a table's name. */
export function newRun(now: Instant = runnerNow()): string {
  const stamp = formatInstant(now).slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase();
  return `${stamp}_${randomBytes(4).toString('hex')}`;
}
