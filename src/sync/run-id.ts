import { randomBytes } from 'node:crypto';
import { formatInstant, type Instant, runnerNow } from '../instant.ts';

/**
 * A name for a run, in time order, fit for a table's name: its second, and eight hexadecimal digits, of which the first three
 * are the millisecond, so that of two runs within a second the later one comes last, and five are random.
 */
export function newRun(now: Instant = runnerNow()): string {
  const stamp = formatInstant(now).slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase();
  const millisecond = Number((now / 1000n) % 1000n)
    .toString(16)
    .padStart(3, '0');
  return `${stamp}_${millisecond}${randomBytes(3).toString('hex').slice(1)}`;
}
