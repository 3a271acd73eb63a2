import { expect } from 'vitest';
import { arrayWarehouse } from './array-warehouse.ts';
import { FAULT_POINTS, pairsOf } from './fault-points.ts';
import { account, liveThrough } from './histories.ts';

/** Of each half; both together are what the long run promises. */
const HISTORIES = 1_500;
const EACH_PAIR = 10;

/** One half of the histories over arrays; tells what it saw, and fails where a pair of operation and fault point is rare. */
export function arraysAlone(seed: number): () => Promise<void> {
  return async () => {
    const open = async (pinnable: boolean) => arrayWarehouse(pinnable);
    const seen = await liveThrough({ numRuns: HISTORIES, seed, open });
    tell(`over arrays, seed ${seed}`, account(seen));
    expect(seen.histories).toBe(HISTORIES);
    const rare = pairsOf(FAULT_POINTS).filter((pair) => (seen.faults.get(pair) ?? 0) < EACH_PAIR);
    expect(rare).toEqual([]);
  };
}

/** The report of the run is what it is for: it goes to the console, whatever the reporter shows. */
export function tell(title: string, text: string): void {
  process.stdout.write(`\n${title}: ${text}\n`);
}
