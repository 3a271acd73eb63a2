import { expect, it } from 'vitest';
import { checkLanding } from '../../src/doctor/check-landing.ts';
import { examination } from '../../src/doctor/examination.ts';
import type { BlobStore } from '../../src/storage/blob-store.ts';
import { memoryBlobStore } from '../storage/memory-blob-store.ts';

async function outcomes(landing: BlobStore): Promise<readonly (readonly [string, string, string | null])[]> {
  const visit = examination(() => undefined);
  await checkLanding(visit, landing);
  return visit.checks.map(({ subject, outcome, code }) => [subject, outcome, code] as const);
}

it('finds a storage fit that honours conditions, leases and deletions', async () => {
  expect(await outcomes(memoryBlobStore())).toEqual([
    ['landing write', 'ok', null],
    ['landing lease', 'ok', null],
    ['landing delete', 'ok', null],
  ]);
});

it('finds a storage unfit that overwrites where it should not', async () => {
  const store = memoryBlobStore();
  const overwriting: BlobStore = {
    ...store,
    putIfAbsent: async (path, content) => {
      await store.put(path, content);
      return 'created';
    },
  };
  expect((await outcomes(overwriting))[0]).toEqual(['landing write', 'failed', 'STORAGE_UNFIT']);
});

it('finds a storage unfit that gives one lease to two, or keeps what was deleted', async () => {
  const store = memoryBlobStore();
  const generous = {
    ...store,
    acquireLease: async () => ({ held: true, leave: () => undefined, release: async () => undefined }),
  };
  expect(await outcomes(generous)).toContainEqual(['landing lease', 'failed', 'STORAGE_UNFIT']);
  const keeping = { ...store, delete: async () => undefined };
  expect(await outcomes(keeping)).toContainEqual(['landing delete', 'failed', 'STORAGE_UNFIT']);
});
