import {
  AzureCliCredential,
  ChainedTokenCredential,
  ClientAssertionCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  type TokenCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import { ConfigurationError, RemoteError } from '../errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** How the storage is opened: by a connection string, or as an Azure identity. */
export type StorageCredentials =
  | { readonly connectionString: string }
  | { readonly identity: TokenCredential };

/** The storage's credentials by their usual names: AZURE_STORAGE_CONNECTION_STRING, otherwise an Azure identity. */
export function storageCredentials(env: Environment, assertion?: () => Promise<string>): StorageCredentials {
  const connectionString = env.AZURE_STORAGE_CONNECTION_STRING;
  return connectionString ? { connectionString } : { identity: azureCredential(env, assertion) };
}

/**
 * The Azure identity that the environment names. Nothing is asked before the first token.
 *
 * The environment decides which identity it is, not what happens to answer first, as DefaultAzureCredential would:
 * a run must never continue under somebody's developer login because its own identity failed.
 * @param assertion gives a workflow's OIDC token, again for every token asked, so that long runs outlive the first one; left
 *   out, an action asks the runner for it when it was told which identity it has
 */
export function azureCredential(
  env: Environment,
  assertion: (() => Promise<string>) | undefined = workflowAssertion(env),
): TokenCredential {
  const tenantId = env.AZURE_TENANT_ID;
  const clientId = env.AZURE_CLIENT_ID;
  const named = (): [string, string] => {
    if (tenantId && clientId) return [tenantId, clientId];
    throw new ConfigurationError('The Azure identity is not named completely.', {
      code: 'AZURE_IDENTITY_INCOMPLETE',
      remedy: 'Set both AZURE_TENANT_ID and AZURE_CLIENT_ID.',
    });
  };
  if (assertion) return new AssertedIdentity(...named(), assertion);
  if (env.AZURE_FEDERATED_TOKEN_FILE) {
    const [tenant, client] = named();
    return new WorkloadIdentityCredential({
      tenantId: tenant,
      clientId: client,
      tokenFilePath: env.AZURE_FEDERATED_TOKEN_FILE,
    });
  }
  if (env.AZURE_CLIENT_SECRET) return new ClientSecretCredential(...named(), env.AZURE_CLIENT_SECRET);
  const managed = clientId ? new ManagedIdentityCredential({ clientId }) : new ManagedIdentityCredential();
  if (env.IDENTITY_ENDPOINT || env.MSI_ENDPOINT) return managed;
  return new ChainedTokenCredential(new AzureCliCredential(tenantId ? { tenantId } : {}), managed);
}

/** The library wraps what an assertion throws; that the runner gave no token has another remedy than that Entra ID gave none. */
class AssertedIdentity extends ClientAssertionCredential {
  override async getToken(...asked: Parameters<ClientAssertionCredential['getToken']>) {
    try {
      return await super.getToken(...asked);
    } catch (error) {
      throw error instanceof Error && error.cause instanceof RemoteError ? error.cause : error;
    }
  }
}

/** What Entra ID expects of tokens that it exchanges, in the public cloud. */
const AUDIENCE = 'api://AzureADTokenExchange';

/** Only in an action: a shell within a workflow must not print what the toolkit prints to mask the token. */
function workflowAssertion(env: Environment): (() => Promise<string>) | undefined {
  if (env.COHORT_SYNC_WORKFLOW_IDENTITY !== 'true') return undefined;
  return async () => {
    const { getIDToken } = await import('@actions/core');
    try {
      return await getIDToken(AUDIENCE);
    } catch (cause) {
      throw new RemoteError('The runner gave the job no token of its own identity.', {
        code: 'WORKFLOW_IDENTITY_REFUSED',
        remedy: 'Give the job the permission id-token: write, and check the federated credential.',
        cause,
      });
    }
  };
}
