import './outside-stand-ins.ts';
import { expect, test } from 'vitest';
import { arrayWarehouse } from './array-warehouse.ts';
import { liveThrough } from './histories.ts';

test('the same holds where the warehouse unloads', async () => {
  const open = async (pinnable: boolean) => arrayWarehouse(pinnable, true);
  const seen = await liveThrough({ numRuns: 20, seed: 28, open, unloads: true });
  expect(seen.histories).toBe(20);
  expect(seen.equalLandings).toBeGreaterThan(40);
  expect(seen.purges).toBeGreaterThan(20);
}, 600_000);
