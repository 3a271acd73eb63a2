import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openBlobStore } from '../../src/storage/azure-blob-store.ts';
import { type Azurite, startAzurite } from './azurite.ts';
import { type FaultyStorage, startFaultyStorage } from './faulty-storage.ts';

let azurite: Azurite;
let faulty: FaultyStorage;
beforeAll(async () => {
  azurite = await startAzurite();
  await azurite.createContainer('landing');
  faulty = await startFaultyStorage(azurite);
});
afterEach(() => faulty.inject(() => undefined));
afterAll(async () => {
  await faulty.stop();
  await azurite.stop();
});

const content = Buffer.from('{"a":1}\n{"b":2}\n');

describe('a request to a storage in trouble', () => {
  it.each([429, 500, 502, 503, 504])('is repeated after status %i', async (status) => {
    const store = openBlobStore('landing', faulty);
    let refused = 0;
    faulty.inject(() => (refused++ === 0 ? { status, code: 'ServerBusy' } : undefined));
    expect(await store.putIfAbsent(`after-${status}`, content)).toBe('created');
    expect(refused).toBe(2);
  });

  it('waits as long as the storage asks', async () => {
    const store = openBlobStore('landing', faulty);
    const at: number[] = [];
    faulty.inject(() => {
      at.push(Date.now());
      return at.length === 1
        ? { status: 503, code: 'ServerBusy', headers: { 'retry-after': '2' } }
        : undefined;
    });
    await store.read('waits');
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(2000);
  });

  it.each(['reset', 'lose-reply', 'truncate', 'twice'] as const)(
    'writes once and reads the whole where the network does this: %s',
    async (fault) => {
      const store = openBlobStore('landing', faulty);
      let met = 0;
      const once = () => (met++ === 0 ? fault : undefined);
      faulty.inject(once);
      expect(await store.putIfAbsent(`blob-${fault}`, content)).toBe('created');
      const { etag } = (await store.read(`blob-${fault}`)) ?? { etag: '' };
      met = 0;
      faulty.inject(once);
      expect(await store.replace(`blob-${fault}`, content, etag)).toBe('replaced');
      met = 0;
      faulty.inject(once);
      expect(Buffer.from((await store.read(`blob-${fault}`))?.content ?? [])).toEqual(content);
      met = 0;
      faulty.inject(once);
      const paths: string[] = [];
      for await (const { path } of store.list('blob-')) paths.push(path);
      expect(paths).toContain(`blob-${fault}`);
    },
  );

  it('never takes a part of a blob for the whole, even where nothing in HTTP gives it away', async () => {
    const store = openBlobStore('landing', faulty);
    await store.put('halved', content);
    faulty.inject(({ method }) => (method === 'GET' ? 'shorten' : undefined));
    await expect(store.read('halved')).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    let met = 0;
    faulty.inject(() => (met++ === 0 ? 'shorten' : undefined));
    expect(Buffer.from((await store.read('halved'))?.content ?? [])).toEqual(content);
    met = 0;
    faulty.inject(({ method }) => (method === 'GET' && met++ === 0 ? 'shorten' : undefined));
    expect(Buffer.from(await store.readRange('halved', 0, content.length))).toEqual(content);
  });
});
