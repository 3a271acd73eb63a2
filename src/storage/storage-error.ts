import { RestError } from '@azure/storage-blob';
import { type CohortSyncError, ConfigurationError, IntegrityError, RemoteError } from '../errors.ts';

/** What was being done, in words of the product; safe to show anywhere. */
export type StorageAction = 'read' | 'list' | 'write' | 'delete' | 'lease';

/** Roles that Azure's documentation names for each action on blobs. */
const ROLE: Record<StorageAction, string> = {
  read: 'Storage Blob Data Reader',
  list: 'Storage Blob Data Reader',
  write: 'Storage Blob Data Contributor',
  delete: 'Storage Blob Data Contributor',
  lease: 'Storage Blob Data Contributor',
};

/** Names of the errors that @azure/identity raises when it can give no token. */
const NO_TOKEN = new Set([
  'AuthenticationError',
  'AggregateAuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
]);

interface Translation {
  readonly code: string;
  readonly what: string;
  readonly remedy: string;
  readonly family?: 'configuration' | 'integrity';
}

/** The storage's own error code (`BlobNotFound`, ...), which HEAD replies carry in a header only. */
export function storageErrorCode(error: unknown): string | undefined {
  if (!(error instanceof RestError)) return undefined;
  return error.response?.headers.get('x-ms-error-code') ?? error.code;
}

export function storageStatus(error: unknown): number | undefined {
  return error instanceof RestError ? error.statusCode : undefined;
}

/**
 * Translates what the SDK threw, by status and code, never by message text. What was translated already passes, and
 * so do mistakes of the program.
 * @param url of the container, without a credential
 */
export function storageError(error: unknown, url: string, action: StorageAction): Error {
  if (isOurs(error) || error instanceof RangeError || error instanceof TypeError) return error;
  forgetCredential(error);
  const { code, what, remedy, family } = translate(error, url, action);
  const details = { code, remedy, cause: error };
  const message = `${what} (${action}, ${url}).`;
  if (family === 'configuration') return new ConfigurationError(message, details);
  return family === 'integrity' ? new IntegrityError(message, details) : new RemoteError(message, details);
}

function isOurs(error: unknown): error is CohortSyncError {
  return error instanceof Error && 'remedy' in error && 'code' in error;
}

/** The cause goes to the diagnostics: without the bearer token or the signature that its request was sent with. */
function forgetCredential(error: unknown): void {
  if (!(error instanceof RestError)) return;
  for (const request of [error.request, error.response?.request]) {
    if (!request) continue;
    request.headers.delete('authorization');
    request.url = request.url.replace(/\?.*$/s, '');
  }
}

function translate(error: unknown, url: string, action: StorageAction): Translation {
  const name = error instanceof Error ? error.name : '';
  if (NO_TOKEN.has(name)) {
    return {
      code: 'AZURE_UNAUTHENTICATED',
      what: 'No Azure identity gave a token for the storage',
      remedy:
        'Set AZURE_STORAGE_CONNECTION_STRING, sign in with "az login", or give the workflow an Azure identity.',
    };
  }
  if (name === 'AbortError') {
    return {
      code: 'STORAGE_TIMEOUT',
      what: 'The storage did not answer in time',
      remedy: 'Run again; what was finished is not repeated.',
    };
  }
  const status = storageStatus(error);
  if (
    status === undefined &&
    !(error instanceof Error && 'code' in error && error.code !== RestError.PARSE_ERROR)
  ) {
    return {
      code: 'STORAGE_FAILED',
      what: 'The storage answered in a way that is not understood',
      remedy: 'See the diagnostics for the cause, then run again.',
    };
  }
  if (status === undefined) {
    return {
      code: 'STORAGE_UNREACHABLE',
      what: 'The storage could not be reached',
      remedy: `Check network, DNS and firewall from this machine to ${new URL(url).host}, then run again.`,
    };
  }
  return byCode(storageErrorCode(error), action) ?? byStatus(status, action);
}

function byCode(code: string | undefined, action: StorageAction): Translation | undefined {
  switch (code) {
    case 'ContainerNotFound':
    case 'ContainerDisabled':
    case 'ContainerBeingDeleted':
      return {
        code: 'STORAGE_CONTAINER_MISSING',
        what: 'The container does not exist',
        remedy: 'Create the container, or correct its url in the configuration.',
      };
    case 'AuthenticationFailed':
    case 'InvalidAuthenticationInfo':
    case 'NoAuthenticationInformation':
      return unauthenticated;
    case 'BlobImmutableDueToPolicy':
    case 'BlobImmutableDueToLegalHold':
    case 'InsufficientAccountPermissions':
    case 'WriteOperationNotSupportedOnSecondary':
      return {
        code: 'STORAGE_READ_ONLY',
        what: 'The storage is read-only here',
        remedy: `Lift the lock or the immutability policy, or point the configuration elsewhere; then run again (${ROLE[action]}).`,
      };
    case 'InsufficientStorage':
    case 'AccountQuotaExceeded':
      return full;
    default:
      return undefined;
  }
}

function byStatus(status: number, action: StorageAction): Translation {
  if (status === 401) return unauthenticated;
  if (status === 403) {
    return {
      code: 'STORAGE_DENIED',
      what: 'The storage refused the access',
      remedy: `Give this identity the role "${ROLE[action]}" on the container, and let this network through the firewall.`,
    };
  }
  if (status === 507) return full;
  if (status === 429 || status >= 500) {
    return {
      code: 'STORAGE_BUSY',
      what: `The storage failed with status ${status} after several tries`,
      remedy: 'Run again later; what was finished is not repeated.',
    };
  }
  if (status === 404) {
    return {
      code: 'BLOB_MISSING',
      what: 'A blob that should exist does not',
      remedy: 'See the diagnostics for its name; nothing was changed.',
      family: 'integrity',
    };
  }
  if (status === 409 || status === 412) {
    return {
      code: 'STORAGE_CONFLICT',
      what: 'Something else changed the same blob',
      remedy: 'Let other runs finish, then run again.',
    };
  }
  return {
    code: 'STORAGE_FAILED',
    what: `The storage refused the request with status ${status}`,
    remedy: 'See the diagnostics for the cause, then run again.',
  };
}

const unauthenticated: Translation = {
  code: 'STORAGE_UNAUTHENTICATED',
  what: 'The storage does not accept this credential',
  remedy: 'Renew AZURE_STORAGE_CONNECTION_STRING or the Azure identity, and check the clock of this machine.',
};

const full: Translation = {
  code: 'STORAGE_FULL',
  what: 'The storage is full',
  remedy: 'Raise the quota of the storage account, then run again; nothing half-written is visible.',
};
