import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { BlobServiceClient, ContainerSASPermissions } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConfigurationError, RemoteError } from '../../src/errors.ts';
import { connectionAccount, openBlobStore } from '../../src/storage/azure-blob-store.ts';
import { type Azurite, startAzurite } from './azurite.ts';
import { type FaultyStorage, startFaultyStorage } from './faulty-storage.ts';

let azurite: Azurite;
let faulty: FaultyStorage;
beforeAll(async () => {
  azurite = await startAzurite();
  faulty = await startFaultyStorage(azurite);
  await azurite.createContainer('landing');
});
afterEach(() => faulty.inject(() => undefined));
afterAll(async () => {
  await faulty.stop();
  await azurite.stop();
});

const content = Buffer.from('content');

describe('the errors of the storage', () => {
  it('name the container that is missing', async () => {
    const store = openBlobStore('nowhere', azurite);
    for (const fail of [
      () => store.read('a'),
      () => store.putIfAbsent('a', content),
      () => list(store, ''),
    ]) {
      await expect(fail()).rejects.toMatchObject({ code: 'STORAGE_CONTAINER_MISSING' });
    }
    await expect(store.read('a')).rejects.toThrow(`${azurite.account}/nowhere`);
    await expect(store.acquireLease('a', 15)).rejects.toMatchObject({ code: 'STORAGE_CONTAINER_MISSING' });
    await expect(store.openWrite('a').commit()).rejects.toMatchObject({ code: 'STORAGE_CONTAINER_MISSING' });
  });

  it.each([
    [403, 'AuthorizationPermissionMismatch', 'STORAGE_DENIED'],
    [403, 'AuthorizationFailure', 'STORAGE_DENIED'],
    [403, 'AuthenticationFailed', 'STORAGE_UNAUTHENTICATED'],
    [401, 'NoAuthenticationInformation', 'STORAGE_UNAUTHENTICATED'],
    [403, 'InsufficientAccountPermissions', 'STORAGE_READ_ONLY'],
    [409, 'BlobImmutableDueToPolicy', 'STORAGE_READ_ONLY'],
    [507, 'InsufficientStorage', 'STORAGE_FULL'],
    [412, 'LeaseIdMissing', 'STORAGE_CONFLICT'],
    [400, 'InvalidHeaderValue', 'STORAGE_FAILED'],
  ])('tell status %i with %s as %s, in our words, with the cause kept', async (status, code, ours) => {
    faulty.inject(() => ({ status, code }));
    const store = openBlobStore('landing', faulty);
    const writer = store.openWrite('file');
    await writer.write(content);
    for (const fail of [
      () => store.putIfAbsent('a', content),
      () => store.put('a', content),
      writer.commit,
    ]) {
      const error = await fail().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ code: ours });
      expect(error).toBeInstanceOf(RemoteError);
      expect((error as RemoteError).cause).toBeDefined();
      expect(`${(error as Error).message}${(error as RemoteError).remedy}`).not.toContain('CANARY');
    }
    faulty.inject(() => undefined);
    expect(await store.read('a')).toBeUndefined();
    expect(await store.read('file')).toBeUndefined();
  });

  it('tell a storage that stays busy from one that is refused, after several tries', async () => {
    let tries = 0;
    faulty.inject(() => {
      tries += 1;
      return { status: 503, code: 'ServerBusy' };
    });
    await expect(openBlobStore('landing', faulty).read('a')).rejects.toMatchObject({ code: 'STORAGE_BUSY' });
    expect(tries).toBe(5);
  });

  it('tell an account that nobody answers for', async () => {
    const port = await freePort();
    const connectionString = azurite.connectionString.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${port}`);
    await expect(openBlobStore('landing', { connectionString }).read('a')).rejects.toMatchObject({
      code: 'STORAGE_UNREACHABLE',
      exitCode: 1,
    });
  });

  it('refuse to write with a read-only signature, and never show the signature', async () => {
    const service = BlobServiceClient.fromConnectionString(azurite.connectionString);
    const sas = await service.getContainerClient('landing').generateSasUrl({
      permissions: ContainerSASPermissions.parse('rl'),
      expiresOn: new Date(Date.now() + 600_000),
    });
    const signature = new URL(sas).search.slice(1);
    const connectionString = `BlobEndpoint=${azurite.account};SharedAccessSignature=${signature}`;
    const store = openBlobStore('landing', { connectionString });
    expect(store.url).toBe(`${azurite.account}/landing`);
    expect(await store.read('nothing')).toBeUndefined();
    const error = await store.putIfAbsent('a', content).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'STORAGE_DENIED' });
    const signed = new URLSearchParams(signature).get('sig') ?? '';
    expect(signed).not.toBe('');
    const everything = inspect(error, { depth: 9, showHidden: true, customInspect: false });
    expect(everything).toContain('AuthorizationPermissionMismatch');
    expect(everything).not.toContain(signed);
    expect(everything).not.toContain(encodeURIComponent(signed));
  });
});

describe('a reply that is lost', () => {
  const loseFirst = (method: string): void => {
    let lost = false;
    faulty.inject((request) => {
      if (lost || request.method !== method) return undefined;
      lost = true;
      return 'lose-reply';
    });
  };

  it('does not make a writer believe that another created its blob', async () => {
    const store = openBlobStore('landing', faulty);
    loseFirst('PUT');
    expect(await store.putIfAbsent('lost/created', content)).toBe('created');
    expect(await store.putIfAbsent('lost/created', content)).toBe('exists');
  });

  it('does not make a writer believe that another replaced what it read', async () => {
    const store = openBlobStore('landing', faulty);
    await store.put('lost/replaced', content);
    const etag = (await store.read('lost/replaced'))?.etag ?? '';
    loseFirst('PUT');
    expect(await store.replace('lost/replaced', Buffer.from('new'), etag)).toBe('replaced');
    expect(await store.replace('lost/replaced', Buffer.from('newer'), etag)).toBe('changed');
  });

  it('does not make a copier believe that another was there before it', async () => {
    const store = openBlobStore('landing', faulty);
    await store.put('lost/source', content);
    let etag = '';
    for await (const listed of store.list('lost/source')) etag = listed.etag;
    loseFirst('PUT');
    await store.copyFrom('lost/copied', store.copySource('lost/source', etag));
    expect(Buffer.from((await store.read('lost/copied'))?.content ?? [])).toEqual(Buffer.from(content));
    await expect(store.copyFrom('lost/copied', store.copySource('lost/source', etag))).rejects.toMatchObject({
      code: 'BLOB_EXISTS',
    });
  });

  it('does not fail the commit of a block writer', async () => {
    const store = openBlobStore('landing', faulty);
    const writer = store.openWrite('lost/committed');
    await writer.write(content);
    loseFirst('PUT');
    expect(await writer.commit()).toBe(content.byteLength);
    let lost = false;
    const another = store.openWrite('lost/committed-too');
    faulty.inject((request) => {
      if (lost || !request.url?.includes('comp=blocklist')) return undefined;
      lost = true;
      return 'lose-reply';
    });
    await another.write(content);
    expect(await another.commit()).toBe(content.byteLength);
    expect(lost).toBe(true);
  });
});

describe('the address of a store', () => {
  it('must lie in the account that the connection string is for', () => {
    expect(() => openBlobStore('https://other.blob.core.windows.net/landing', azurite)).toThrow(
      ConfigurationError,
    );
    expect(connectionAccount(azurite.connectionString)).toBe(azurite.account);
  });

  it('refuses a connection string that is none, without repeating it', () => {
    const connectionString = 'AccountName=x;AccountKey=CANARY';
    const open = (): unknown => openBlobStore('landing', { connectionString });
    expect(open).toThrow(expect.objectContaining({ code: 'STORAGE_CONNECTION_STRING' }));
    expect(open).not.toThrow(/CANARY/);
  });

  it('refuses paths that climb or that are empty', async () => {
    const store = openBlobStore('landing', azurite);
    await expect(store.read('a/../b')).rejects.toThrow(RangeError);
    await expect(store.read('')).rejects.toThrow(RangeError);
    await expect(store.put('a//b', content)).rejects.toThrow(RangeError);
  });
});

async function list(
  store: { list(prefix: string): AsyncIterable<unknown> },
  prefix: string,
): Promise<number> {
  let count = 0;
  for await (const _ of store.list(prefix)) count += 1;
  return count;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
