import './outside-stand-ins.ts';
import { expect, test } from 'vitest';
import { arrayWarehouse } from './array-warehouse.ts';
import { liveThrough } from './histories.ts';

test('whatever happens, the next sync without a fault makes every landing equal to the source', async () => {
  const open = async (pinnable: boolean) => arrayWarehouse(pinnable);
  const seen = await liveThrough({ numRuns: 100, seed: 20261128, open });
  expect(seen.histories).toBe(100);
  expect(seen.equalLandings).toBeGreaterThan(200);
  expect(seen.purges).toBeGreaterThan(100);
  expect(seen.overlapping).toBeGreaterThan(30);
  expect([...seen.kinds.values()].reduce((sum, times) => sum + times, 0)).toBeGreaterThan(100);
}, 600_000);
