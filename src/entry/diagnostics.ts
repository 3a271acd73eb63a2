import { randomBytes } from 'node:crypto';
import type { LogStore } from './action.ts';

/** Where the log of an attempt lies in the diagnostics container. */
export interface LogName {
  /** Undefined where the action did not get so far as to have one: the time stands for it. */
  readonly run: string | undefined;
  readonly action: string;
  readonly shard: number | undefined;
  readonly attempt: string;
}

/** As often as one action of one run could be started in one attempt, by a workflow that says so. */
const REPETITIONS = 20;

/**
 * Stores what the child wrote, never over another log. Purge erases these logs: they may quote rows.
 * @returns the blob's path within the container
 */
export async function storeLog(store: LogStore, name: LogName, text: string): Promise<string> {
  const content = new TextEncoder().encode(text);
  const folder = `runs/${name.run ?? stamp()}`;
  const stem = [name.action, ...(name.shard === undefined ? [] : [name.shard]), name.attempt].join('-');
  for (let repetition = 1; repetition <= REPETITIONS; repetition += 1) {
    const path = `${folder}/${stem}${repetition === 1 ? '' : `-${repetition}`}.log`;
    if ((await store.putIfAbsent(path, content)) === 'created') return path;
  }
  throw new Error('too many logs of one attempt');
}

/** The form of a run's id, so that both sort by time. */
function stamp(): string {
  const now = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase();
  return `${now}_${randomBytes(4).toString('hex')}`;
}
