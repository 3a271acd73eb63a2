import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLeaseId } from '../../src/landing/lease.ts';
import { openBlobStore } from '../../src/storage/azure-blob-store.ts';
import type { BlobStore } from '../../src/storage/blob-store.ts';
import { type Azurite, startAzurite } from './azurite.ts';
import { memoryBlobStore } from './memory-blob-store.ts';

let azurite: Azurite;
let containers = 0;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

const openEmpty: Record<string, () => Promise<BlobStore>> = {
  'in memory': async () => memoryBlobStore(),
  'on Azurite': async () => {
    containers += 1;
    const url = await azurite.createContainer(`contract-${containers}`);
    return openBlobStore(url, azurite, { blockBytes: 1000 });
  },
  'on Azurite, beneath a prefix': async () => {
    containers += 1;
    const url = await azurite.createContainer(`contract-${containers}`);
    await openBlobStore(url, azurite).put('deep/e', text('a neighbour'));
    return openBlobStore(`${url}/deep/er`, azurite, { blockBytes: 1000 });
  },
};

describe.each(Object.entries(openEmpty))('a blob store %s', (_name, open) => {
  it('reads back what was put, and nothing where nothing is', async () => {
    const store = await open();
    await store.put('a/b.json', text('one'));
    expect(read(await store.read('a/b.json'))).toBe('one');
    expect(await store.read('a/c.json')).toBeUndefined();
    expect(await store.read('a')).toBeUndefined();
  });

  it('reads a range of bytes, and says which blob is missing by a code', async () => {
    const store = await open();
    await store.put('x', text('0123456789'));
    expect(Buffer.from(await store.readRange('x', 3, 4)).toString()).toBe('3456');
    expect(await store.readRange('x', 3, 0)).toHaveLength(0);
    expect([await store.sizeOf('x'), await store.sizeOf('y')]).toEqual([10, undefined]);
    await expect(store.readRange('y', 0, 1)).rejects.toMatchObject({ code: 'BLOB_MISSING' });
  });

  it('lets exactly one of many writers create a blob', async () => {
    const store = await open();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, writer) => store.putIfAbsent('log/00.json', text(`writer ${writer}`))),
    );
    expect(results.filter((result) => result === 'created')).toHaveLength(1);
    const winner = results.indexOf('created');
    expect(read(await store.read('log/00.json'))).toBe(`writer ${winner}`);
  });

  it('replaces only the version that was read', async () => {
    const store = await open();
    await store.put('members', text('one'));
    const before = await store.read('members');
    expect(await store.replace('members', text('two'), before?.etag ?? '')).toBe('replaced');
    expect(await store.replace('members', text('three'), before?.etag ?? '')).toBe('changed');
    expect(read(await store.read('members'))).toBe('two');
    expect(await store.replace('nowhere', text('x'), before?.etag ?? '')).toBe('changed');
    expect(await store.read('nowhere')).toBeUndefined();
  });

  it('lets a blob written in blocks appear whole, and only on commit', async () => {
    const store = await open();
    const writer = store.openWrite('file.parquet');
    const chunks = [1, 999, 1000, 1001, 3500, 0, 7].map((length, index) => Buffer.alloc(length, index));
    for (const chunk of chunks) await writer.write(chunk);
    expect(await store.read('file.parquet')).toBeUndefined();
    expect(await writer.commit()).toBe(6508);
    const stored = await store.read('file.parquet');
    expect(Buffer.concat(chunks).equals(stored?.content ?? new Uint8Array())).toBe(true);
  });

  it('copies the version of another store that was listed, whole, and over nothing', async () => {
    const [from, to] = [await open(), await open()];
    await from.put('run/part-0', text('0123456789'));
    let etag = '';
    for await (const listed of from.list('run/')) etag = listed.etag;
    expect(Buffer.from(await from.readRange('run/part-0', 3, 4, etag)).toString()).toBe('3456');
    await to.copyFrom('a/b.parquet', from.copySource('run/part-0', etag));
    expect(read(await to.read('a/b.parquet'))).toBe('0123456789');
    await expect(to.copyFrom('a/b.parquet', from.copySource('run/part-0', etag))).rejects.toMatchObject({
      code: 'BLOB_EXISTS',
    });
    await from.put('run/part-0', text('another'));
    await expect(from.readRange('run/part-0', 3, 4, etag)).rejects.toMatchObject({ code: 'BLOB_CHANGED' });
    await expect(to.copyFrom('a/c.parquet', from.copySource('run/part-0', etag))).rejects.toMatchObject({
      code: 'BLOB_CHANGED',
    });
    expect(await to.read('a/c.parquet')).toBeUndefined();
  });

  it('never overwrites by a block writer, whoever came first', async () => {
    const store = await open();
    const first = store.openWrite('file');
    const second = store.openWrite('file');
    await first.write(text('first'));
    await second.write(text('second'));
    await first.commit();
    await expect(second.commit()).rejects.toMatchObject({ code: 'BLOB_EXISTS', name: 'IntegrityError' });
    expect(read(await store.read('file'))).toBe('first');
  });

  it('commits an empty blob when nothing was written', async () => {
    const store = await open();
    expect(await store.openWrite('empty').commit()).toBe(0);
    expect((await store.read('empty'))?.content).toHaveLength(0);
  });

  it('shows nothing of a writer that gave up', async () => {
    const store = await open();
    const writer = store.openWrite('file');
    await writer.write(Buffer.alloc(5000));
    await writer.abort();
    expect(await store.read('file')).toBeUndefined();
    expect(await listed(store, '')).toEqual([]);
  });

  it('lists the folders of a folder, and neither what lies in them nor beside them', async () => {
    const store = await open();
    for (const path of ['a/2/x', 'a/10/x/y', 'a/10/z', 'a/file', 'ab/3/x', 'a/é/x', 'b'])
      await store.put(path, text(path));
    expect(await store.listFolders('a/')).toEqual(['10', '2', 'é']);
    expect(await store.listFolders('a/10/')).toEqual(['x']);
    expect(await store.listFolders('none/')).toEqual([]);
  });

  it('lists by prefix, in lexical order, with sizes and times', async () => {
    const store = await open();
    for (const path of ['b/2', 'b/10', 'a', 'b-1', 'b/é', 'b/1']) await store.put(path, text(path));
    expect(await listed(store, 'b/')).toEqual(['b/1', 'b/10', 'b/2', 'b/é']);
    expect(await listed(store, '')).toEqual(['a', 'b-1', 'b/1', 'b/10', 'b/2', 'b/é']);
    for await (const blob of store.list('b/10')) {
      expect(blob.size).toBe(4);
      expect(Math.abs(blob.modified - Date.now())).toBeLessThan(60_000);
    }
  });

  it('deletes, also what is not there', async () => {
    const store = await open();
    await store.put('a', text('a'));
    await store.delete('a');
    await store.delete('a');
    expect(await store.read('a')).toBeUndefined();
  });

  it('gives a lease to one at a time', async () => {
    const store = await open();
    const takers = await Promise.all([1, 2, 3].map(() => store.acquireLease('leases/c', 15)));
    const held = takers.filter((lease) => lease !== undefined);
    expect(held).toHaveLength(1);
    expect(held[0]?.held).toBe(true);
    await held[0]?.release();
    expect(held[0]?.held).toBe(false);
    const next = await store.acquireLease('leases/c', 15);
    expect(next?.held).toBe(true);
    await next?.release();
  });

  it('gives a lease to all jobs of one run, to no other run, and not away while one job leaves', async () => {
    const store = await open();
    const [mine, other] = [runLeaseId('run-1'), runLeaseId('run-2')];
    const first = await store.acquireLease('leases/shared', 15, mine);
    const second = await store.acquireLease('leases/shared', 15, mine);
    expect([first?.held, second?.held]).toEqual([true, true]);
    first?.leave();
    expect([first?.held, second?.held]).toEqual([false, true]);
    expect(await store.acquireLease('leases/shared', 15, other)).toBeUndefined();
    expect(await store.acquireLease('leases/shared', 15)).toBeUndefined();
    await second?.release();
    const next = await store.acquireLease('leases/shared', 15, other);
    expect(next?.held).toBe(true);
    expect(await store.acquireLease('leases/shared', 15, mine)).toBeUndefined();
    await next?.release();
  });
});

function text(value: string): Uint8Array {
  return Buffer.from(value);
}

function read(blob: { content: Uint8Array } | undefined): string | undefined {
  return blob && Buffer.from(blob.content).toString();
}

async function listed(store: BlobStore, prefix: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const blob of store.list(prefix)) paths.push(blob.path);
  return paths;
}
