import './outside-stand-ins.ts';
import { expect, test } from 'vitest';
import { arrayWarehouse } from './array-warehouse.ts';
import { account, liveThrough } from './histories.ts';
import { tell } from './long-histories.ts';
import { startWireSource } from './wire-source.ts';

test('histories over arrays in which the warehouse unloads: every landing equals the source', async () => {
  const open = async (pinnable: boolean) => arrayWarehouse(pinnable, true);
  const seen = await liveThrough({ numRuns: 200, seed: 4, open, unloads: true });
  tell('unloaded, over arrays', account(seen));
  expect(seen.histories).toBe(200);
  for (const point of ['sync × warehouse unload', 'sync × storage copy']) {
    expect(seen.faults.get(point) ?? 0, point).toBeGreaterThan(0);
  }
}, 3_600_000);

test('histories over the vendor’s driver and the local warehouse, which unloads', async () => {
  const source = await startWireSource(true);
  try {
    const seen = await liveThrough({ numRuns: 50, seed: 5, open: () => source.open(), unloads: true });
    tell('unloaded, over the wire', account(seen));
    expect(seen.histories).toBe(50);
    expect(seen.equalLandings).toBeGreaterThan(100);
  } finally {
    await source.close();
  }
}, 3_600_000);
