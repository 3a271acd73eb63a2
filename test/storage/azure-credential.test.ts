import {
  ChainedTokenCredential,
  ClientAssertionCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import { describe, expect, it } from 'vitest';
import { RemoteError } from '../../src/errors.ts';
import { connectWarehouse } from '../../src/source/connection.ts';
import { openBlobStore } from '../../src/storage/azure-blob-store.ts';
import { azureCredential, storageCredentials } from '../../src/storage/azure-credential.ts';

const identity = {
  AZURE_TENANT_ID: '00000000-0000-0000-0000-000000000001',
  AZURE_CLIENT_ID: '00000000-0000-0000-0000-000000000002',
};

describe('the Azure identity', () => {
  it('is decided by the environment alone', () => {
    expect(azureCredential(identity, async () => 'token')).toBeInstanceOf(ClientAssertionCredential);
    expect(azureCredential({ ...identity, AZURE_CLIENT_SECRET: 'secret' })).toBeInstanceOf(
      ClientSecretCredential,
    );
    expect(azureCredential({ ...identity, AZURE_FEDERATED_TOKEN_FILE: '/token' })).toBeInstanceOf(
      WorkloadIdentityCredential,
    );
    expect(azureCredential({ IDENTITY_ENDPOINT: 'http://localhost' })).toBeInstanceOf(
      ManagedIdentityCredential,
    );
    expect(azureCredential({})).toBeInstanceOf(ChainedTokenCredential);
  });

  it('is refused when it is named by halves', () => {
    expect(() => azureCredential({ AZURE_CLIENT_SECRET: 'secret', AZURE_TENANT_ID: 'x' })).toThrow(
      expect.objectContaining({ code: 'AZURE_IDENTITY_INCOMPLETE' }),
    );
  });

  it('says that the runner gave no token where that is why there is none, to the storage and to the source', async () => {
    const refused = new RemoteError('no token', { code: 'WORKFLOW_IDENTITY_REFUSED', remedy: 'Allow it.' });
    const credential = azureCredential(identity, () => Promise.reject(refused));
    const store = openBlobStore('https://example.blob.core.windows.net/landing', { identity: credential });
    await expect(store.read('blob')).rejects.toBe(refused);
    const source = { host: '127.0.0.1', port: 1, httpPath: '/sql', credential, cloudFetch: false };
    await expect(connectWarehouse(source)).rejects.toBe(refused);
  });

  it('gives way to a connection string for the storage', () => {
    expect(storageCredentials({ AZURE_STORAGE_CONNECTION_STRING: 'x' })).toEqual({ connectionString: 'x' });
    expect(storageCredentials({})).toHaveProperty('identity');
  });

  it('is not sent to an emulator', () => {
    expect(() => openBlobStore('http://127.0.0.1:1/dev/landing', storageCredentials({}))).toThrow(
      expect.objectContaining({ code: 'STORAGE_EMULATOR_IDENTITY' }),
    );
  });
});
