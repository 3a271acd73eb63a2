import { expect, test } from 'vitest';
import { identityAtSource } from '../../src/source/connect-source.ts';

const SOURCE = { host: 'h', port: 443, httpPath: '/sql', schema: 'omop', sandbox: 'sandbox' };
const ENV = { AZURE_TENANT_ID: 'ours', AZURE_CLIENT_ID: 'storage', AZURE_FEDERATED_TOKEN_FILE: '/token' };

test('whoever signs in at the storage signs in at the source, unless the configuration names another', () => {
  expect(identityAtSource(SOURCE, ENV)).toEqual(ENV);
  expect(identityAtSource({ ...SOURCE, tenantId: 'theirs', clientId: 'app' }, ENV)).toEqual({
    ...ENV,
    AZURE_TENANT_ID: 'theirs',
    AZURE_CLIENT_ID: 'app',
  });
});
