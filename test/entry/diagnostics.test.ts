import { expect, it } from 'vitest';
import { storeLog } from '../../src/entry/diagnostics.ts';
import { memoryBlobStore } from '../storage/memory-blob-store.ts';

const RUN = '20260105t060000_0123abcd';

it('a log lies with its run, by action, shard and attempt', async () => {
  const store = memoryBlobStore();
  const name = { run: RUN, action: 'sync', shard: 3, attempt: '2' };
  expect(await storeLog(store, name, 'text')).toBe(`runs/${RUN}/sync-3-2.log`);
});

it('a second log of one attempt takes no other one away', async () => {
  const store = memoryBlobStore();
  const name = { run: RUN, action: 'verify', shard: undefined, attempt: '1' };
  const paths = [await storeLog(store, name, 'first'), await storeLog(store, name, 'second')];
  expect(paths).toEqual([`runs/${RUN}/verify-1.log`, `runs/${RUN}/verify-1-2.log`]);
  expect([...store.blobs.values()].map(({ content }) => new TextDecoder().decode(content))).toEqual([
    'first',
    'second',
  ]);
});

it('without a run the time stands for it, in the form of one', async () => {
  const name = { run: undefined, action: 'doctor', shard: undefined, attempt: '1' };
  expect(await storeLog(memoryBlobStore(), name, 'text')).toMatch(
    /^runs\/\d{8}t\d{6}_[0-9a-f]{8}\/doctor-1\.log$/,
  );
});
