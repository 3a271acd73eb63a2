import { vi } from 'vitest';

/** The product's outermost modules, stood in for: everything within them is the product itself. */
vi.mock('../../src/storage/azure-blob-store.ts', () => import('./storage-view.ts'));
vi.mock('../../src/storage/retention.ts', () => import('./storage-view.ts'));
vi.mock('../../src/source/connection.ts', () => import('./warehouse-view.ts'));
vi.mock('../../src/transfer/worker-threads.ts', () => import('./workers-view.ts'));
