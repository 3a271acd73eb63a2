import { roundFigure } from '../report/public-figure.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { StorageWeek } from './page-facts.ts';
import { sundayOf } from './run-facts.ts';

/**
 * What lies in the landing today, by the week in which it was written: one listing, no log is read. What was replaced or
 * erased since is not among it, so the curve is that of what is paid for now. Rounded, all cohorts together.
 */
export async function storageWeeks(landing: BlobStore): Promise<readonly StorageWeek[]> {
  const weeks = new Map<string, { data: number; logs: number }>();
  for await (const { path, size, modified } of landing.list('cohorts/')) {
    const sunday = sundayOf(BigInt(Math.trunc(modified)) * 1000n);
    const week = weeks.get(sunday) ?? { data: 0, logs: 0 };
    week[path.includes('/_delta_log/') ? 'logs' : 'data'] += size;
    weeks.set(sunday, week);
  }
  let [data, logs] = [0, 0];
  return [...weeks]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([sunday, week]) => {
      data += week.data;
      logs += week.logs;
      return { sunday, data: roundFigure(data), logs: roundFigure(logs) };
    });
}
