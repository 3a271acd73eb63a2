import { test, vi } from 'vitest';
import { arrayWarehouse } from './array-warehouse.ts';
import { newSeen } from './fault-points.ts';
import { live } from './live.ts';
import { readFileSync } from 'node:fs';
vi.mock('../../src/storage/azure-blob-store.ts', () => import('./storage-view.ts'));
vi.mock('../../src/storage/retention.ts', () => import('./storage-view.ts'));
vi.mock('../../src/source/connection.ts', () => import('./warehouse-view.ts'));
vi.mock('../../src/transfer/worker-threads.ts', () => import('./workers-view.ts'));
test('replay', async () => {
  const [{ pinnable, steps }] = (0, eval)(`(${readFileSync('/tmp/model-case.json', 'utf8').replaceAll('__proto__:null,', '').replaceAll('"__proto__":null,', '')})`);
  await live(arrayWarehouse(pinnable), steps, newSeen());
});
