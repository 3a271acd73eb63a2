import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { arrayWarehouse } from './array-warehouse.ts';
import { newSeen } from './fault-points.ts';
import { live } from './live.ts';
import { histories } from './step.ts';

vi.mock('../../src/storage/azure-blob-store.ts', () => import('./storage-view.ts'));
vi.mock('../../src/storage/retention.ts', () => import('./storage-view.ts'));
vi.mock('../../src/source/connection.ts', () => import('./warehouse-view.ts'));
vi.mock('../../src/transfer/worker-threads.ts', () => import('./workers-view.ts'));

test('whatever happens, the next sync without a fault makes every landing equal to the source', async () => {
  const seen = newSeen();
  const started = performance.now();
  try {
    await fc.assert(
      fc.asyncProperty(histories, ({ pinnable, steps }) => live(arrayWarehouse(pinnable), steps, seen)),
      {
        numRuns: Number(process.env.RUNS ?? 100),
        seed: Number(process.env.SEED ?? 20261128),
        endOnFailure: process.env.QUICK !== undefined,
        interruptAfterTimeLimit: Number(process.env.LIMIT ?? 100) * 1000,
      },
    );
  } finally {
    console.log(
      performance.now() - started,
      JSON.stringify({ ...seen, faults: [...seen.faults].sort(), kinds: [...seen.kinds] }),
    );
  }
  expect(seen.histories).toBeGreaterThan(0);
});
