import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import type { CohortSyncError } from '../../src/errors.ts';
import { connectWarehouse, type WarehouseOptions } from '../../src/source/connection.ts';
import { fileServer } from './file-server.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
  vi.restoreAllMocks();
});

/** A server that has a certificate and answers every call with one HTTP status. */
async function refusing(status: number): Promise<WarehouseOptions> {
  const server = await fileServer(() => ({ status }));
  const folder = await mkdtemp(path.join(tmpdir(), 'cohort-sync-'));
  const caFile = path.join(folder, 'authority.pem');
  await writeFile(caFile, server.authority);
  open.push(() => rm(folder, { recursive: true }), server.close);
  return {
    host: 'localhost',
    port: Number(new URL(server.url).port),
    httpPath: '/sql/1',
    caFile,
    token: 'dapi-secret',
    cloudFetch: false,
    start: { patience: 0, pause: 1, onWaiting: undefined },
  };
}

async function failureOf(options: WarehouseOptions): Promise<CohortSyncError> {
  return connectWarehouse(options).then(
    () => Promise.reject(new Error('it did not fail')),
    (error: CohortSyncError) => error,
  );
}

test.each([
  [401, 'SOURCE_UNAUTHENTICATED'],
  [403, 'SOURCE_UNAUTHENTICATED'],
  [404, 'SOURCE_WAREHOUSE_MISSING'],
  [500, 'SOURCE_UNREACHABLE'],
  [503, 'SOURCE_NOT_STARTED'],
])('a source that answers HTTP %i is %s, and nothing is printed', async (status, code) => {
  const printed = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')];
  const error = await failureOf(await refusing(status));
  expect(error).toMatchObject({ code });
  expect(error.message + error.remedy).not.toContain('secret');
  for (const stream of printed) expect(stream).not.toHaveBeenCalled();
});

test('a certificate that nobody vouches for is not trusted, and the remedy names the setting', async () => {
  const { caFile: _, ...options } = await refusing(200);
  const error = await failureOf(options);
  expect(error.code).toBe('SOURCE_UNTRUSTED');
  expect(error.remedy).toContain('source.caFile');
});

test('a source that nobody listens for is unreachable', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const error = await failureOf({
    host: '127.0.0.1',
    port,
    httpPath: '/sql/1',
    token: 't',
    cloudFetch: false,
  });
  expect(error.code).toBe('SOURCE_UNREACHABLE');
});

test('an identity that gives no token is said to be at fault, not the network', async () => {
  const { token: _, ...options } = await refusing(200);
  const credential = { getToken: () => Promise.reject(new Error('AADSTS700016')) };
  const error = await failureOf({ ...options, credential });
  expect(error.code).toBe('SOURCE_UNAUTHENTICATED');
  expect(error.message).not.toContain('AADSTS');
});

test('the identity is asked for a token of Azure Databricks, and it is sent', async () => {
  const seen: (string | undefined)[] = [];
  const server = await fileServer((_, request) => {
    seen.push(request.headers.authorization);
    return { status: 401 };
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'cohort-sync-'));
  const caFile = path.join(folder, 'authority.pem');
  await writeFile(caFile, server.authority);
  open.push(() => rm(folder, { recursive: true }), server.close);
  const scopes: unknown[] = [];
  const credential = {
    getToken: async (scope: string | string[]) => {
      scopes.push(scope);
      return { token: 'entra', expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
  await failureOf({
    host: 'localhost',
    port: Number(new URL(server.url).port),
    httpPath: '/sql/1',
    caFile,
    credential,
    cloudFetch: false,
  });
  expect(scopes).toEqual(['2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default']);
  expect(seen).toEqual(['Bearer entra']);
});

test('a missing authority file, and a missing token, are mistakes of the configuration', async () => {
  const options = { host: 'localhost', port: 1, httpPath: '/sql/1', cloudFetch: false };
  const noCertificate = fileURLToPath(import.meta.url);
  for (const caFile of [path.join(tmpdir(), 'none', 'ca.pem'), noCertificate]) {
    expect(await failureOf({ ...options, token: 't', caFile })).toMatchObject({
      name: 'ConfigurationError',
      code: 'SOURCE_CA_UNREADABLE',
    });
  }
  expect(await failureOf(options)).toMatchObject({
    name: 'ConfigurationError',
    code: 'SOURCE_TOKEN_MISSING',
  });
});
