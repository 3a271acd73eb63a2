import { RemoteError } from '../errors.ts';
import { type Hope, isPassing, retryAfter } from '../retry/retry.ts';

interface SourceDetails {
  readonly code: string;
  readonly remedy: string;
  readonly cause?: unknown;
  readonly sqlState?: string | undefined;
  readonly hope?: Hope | undefined;
  readonly undone?: boolean;
}

/** A refusal or failure of the source, with the SQLSTATE where the server gave one. */
export class SourceError extends RemoteError {
  readonly sqlState: string | undefined;
  /** Set where the failure is one that passes: the same again may succeed. */
  readonly hope: Hope | undefined;
  /** The server says that what was asked did not happen. Otherwise, where no answer came, it may have. */
  readonly undone: boolean;

  constructor(message: string, details: SourceDetails) {
    super(message, details);
    this.sqlState = details.sqlState;
    this.hope = details.hope;
    this.undone = details.undone ?? false;
  }
}

/** For `retrying`: whether a failure of the source passes. */
export function hopeForSource(error: unknown): Hope | undefined {
  return error instanceof SourceError ? error.hope : undefined;
}

/** The same for what must not happen twice. */
export function hopeIfUndone(error: unknown): Hope | undefined {
  return error instanceof SourceError && error.undone ? error.hope : undefined;
}

/** The parts of a Thrift status, or of an operation's status, that say what went wrong. */
export interface ServerFailure {
  readonly sqlState?: string | null;
  readonly errorMessage?: string | null;
  readonly displayMessage?: string | null;
}

const UNREACHABLE = [
  'SOURCE_UNREACHABLE',
  'Check source.host, source.port and the network, and whether the warehouse is running.',
] as const;
const UNTRUSTED = ['SOURCE_UNTRUSTED', 'Name the authority of its certificate as source.caFile.'] as const;
const UNAUTHENTICATED = [
  'SOURCE_UNAUTHENTICATED',
  'The token is expired, invalid, or may not use this warehouse: renew DATABRICKS_TOKEN or check the identity.',
] as const;
const DENIED = [
  'SOURCE_DENIED',
  'Ask the owner of the source for the grants; doctor lists which are missing.',
] as const;
const TABLE_MISSING = [
  'SOURCE_TABLE_MISSING',
  'Check source.catalog, source.schema and that the table exists.',
] as const;
const SCHEMA_MISSING = [
  'SOURCE_SCHEMA_MISSING',
  'Check source.catalog, source.schema and source.sandbox.',
] as const;
const COLUMN_MISSING = [
  'SOURCE_COLUMN_MISSING',
  'The table lacks a column: compare it with the approved ones.',
] as const;
const CANCELED = ['SOURCE_CANCELED', 'Somebody canceled the statement at the source. Run again.'] as const;
const TIMED_OUT = ['SOURCE_TIMED_OUT', 'Raise the statement timeout of the warehouse, or its size.'] as const;
const FAILED = ['SOURCE_STATEMENT_FAILED', 'See the diagnostics for what the source said.'] as const;
const SESSION_LOST = [
  'SOURCE_SESSION_LOST',
  'The source ended the session. Run again; what was committed stays.',
] as const;

/** By SQLSTATE, as Databricks documents its error conditions; two characters stand for their whole class. */
const BY_SQL_STATE: Readonly<Record<string, readonly [code: string, remedy: string]>> = {
  '42P01': TABLE_MISSING,
  '42704': SCHEMA_MISSING,
  '42703': COLUMN_MISSING,
  '42501': DENIED,
  '28000': UNAUTHENTICATED,
  '08003': SESSION_LOST,
  '08': UNREACHABLE,
  '57014': CANCELED,
  HY008: CANCELED,
  HYT00: TIMED_OUT,
};

const BY_HTTP_STATUS: Readonly<Record<number, readonly [code: string, remedy: string]>> = {
  401: UNAUTHENTICATED,
  // Databricks answers an invalid token as well as a missing right on the warehouse with 403.
  403: UNAUTHENTICATED,
  404: ['SOURCE_WAREHOUSE_MISSING', 'Check source.httpPath: no warehouse answers there.'],
};

/** Certificate errors of Node's TLS. */
const UNTRUSTED_CODES: ReadonlySet<string> = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** The server answered that a statement failed. What it says may quote values: it is kept as the cause alone. */
export function statementFailed(label: string, failure: ServerFailure): SourceError {
  const sqlState = /^[0-9A-Z]{5}$/.test(failure.sqlState ?? '') ? (failure.sqlState as string) : undefined;
  const [code, remedy] = BY_SQL_STATE[sqlState ?? ''] ?? BY_SQL_STATE[sqlState?.slice(0, 2) ?? ''] ?? FAILED;
  const state = sqlState === undefined ? '' : ` (SQLSTATE ${sqlState})`;
  const cause = new Error(failure.displayMessage ?? failure.errorMessage ?? 'the server gave no reason');
  const hope = sqlState === CONCURRENT ? {} : undefined;
  const details = { code, remedy, cause, sqlState, hope, undone: true };
  return new SourceError(`the source failed to ${label}${state}`, details);
}

/** Delta gave a version to another writer of the same table first. */
const CONCURRENT = '2D521';

/** The call itself failed: by HTTP status or network code, never by message. */
export function callFailed(label: string, thrown: unknown): RemoteError {
  if (thrown instanceof RemoteError) return thrown;
  const { status, error, header } = wireFailure(thrown);
  if (status !== undefined) {
    const [code, remedy] = BY_HTTP_STATUS[status] ?? UNREACHABLE;
    const after = retryAfter(header);
    const hope = isPassing(status) ? (after === undefined ? {} : { after }) : undefined;
    const message = `the source refused to ${label} (HTTP ${status})`;
    // A gateway that gave up may have passed the request on; 429 and 503 say that it was not.
    const undone = status === 429 || status === 503;
    return new SourceError(message, { code, remedy, cause: error, hope, undone });
  }
  const { code } = (error ?? {}) as { readonly code?: unknown };
  if (typeof code === 'string' && UNTRUSTED_CODES.has(code)) {
    const message = `the source's certificate is not trusted (to ${label})`;
    return new SourceError(message, { code: UNTRUSTED[0], remedy: UNTRUSTED[1], cause: error });
  }
  const [key, remedy] = UNREACHABLE;
  // The operating system's own word, such as ECONNREFUSED or ENOTFOUND.
  const why = typeof code === 'string' && /^E[A-Z_]+$/.test(code) ? ` (${code})` : '';
  const message = `the source could not be reached to ${label}${why}`;
  return new SourceError(message, {
    code: key,
    remedy,
    cause: error,
    hope: {},
    undone: code === 'ECONNREFUSED',
  });
}

/** No answer came in the time that a call has, or one that ends before it is whole. */
export function callUnanswered(label: string): SourceError {
  const [code, remedy] = UNREACHABLE;
  return new SourceError(`the source gave no answer to ${label}`, { code, remedy, hope: {} });
}

/** The driver's own repetition is off; what it would have repeated, it wraps. */
function wireFailure(thrown: unknown): {
  readonly status?: number;
  readonly header?: string | null;
  readonly error: unknown;
} {
  const { statusCode, response, payload } = (thrown ?? {}) as {
    readonly statusCode?: unknown;
    readonly response?: WireResponse;
    readonly payload?: { readonly response?: WireResponse };
  };
  const answer = response ?? payload?.response;
  const status = typeof statusCode === 'number' ? statusCode : answer?.status;
  if (status === undefined) return { error: payload ?? thrown };
  return { status, header: answer?.headers?.get('retry-after') ?? null, error: thrown };
}

interface WireResponse {
  readonly status?: number;
  readonly headers?: { get(name: string): string | null };
}

/** A session or operation handle is not known to the server any more. */
export function sessionLost(label: string, cause?: unknown): SourceError {
  const [code, remedy] = SESSION_LOST;
  const details = { code, remedy, cause, hope: {} };
  return new SourceError(`the source no longer knows the session (to ${label})`, details);
}

export function isSessionLost(error: unknown): boolean {
  return error instanceof SourceError && error.code === SESSION_LOST[0];
}

/** A statement ended in a state that is no result. */
export function statementCanceled(label: string, timedOut: boolean): SourceError {
  const [code, remedy] = timedOut ? TIMED_OUT : CANCELED;
  return new SourceError(`the source ended the statement to ${label} before it was done`, { code, remedy });
}

/** Rows are missing between what the server announced and what it gave. */
export function resultTruncated(label: string): SourceError {
  return new SourceError(`the source gave only a part of the result to ${label}`, {
    code: 'SOURCE_RESULT_TRUNCATED',
    remedy: 'Nothing of it was used. Run again; if it stays so, lower transfer.rowsPerSlice.',
    hope: {},
  });
}

/** The server fell back to rows, or to a shape that this driver version is not known to give. */
export function resultNotArrow(label: string): SourceError {
  return new SourceError(`the source gave the result to ${label} in another form than Arrow`, {
    code: 'SOURCE_RESULT_NOT_ARROW',
    remedy: 'Use a SQL warehouse of a supported version, and the pinned version of the driver.',
  });
}

/** A file of the result could not be downloaded. Its link is a secret: neither message nor cause may hold it. */
export function downloadFailed(
  label: string,
  reason: { readonly status?: number; readonly networkCode?: string },
): SourceError {
  const detail = reason.status === undefined ? (reason.networkCode ?? 'network') : `HTTP ${reason.status}`;
  return new SourceError(`a file of the result to ${label} could not be downloaded (${detail})`, {
    code: 'SOURCE_DOWNLOAD_FAILED',
    remedy: 'Allow the runner to reach the storage of the workspace, or set transfer.cloudFetch to false.',
    hope: {},
  });
}

/** A link expired and the server has closed the result, so that no new one can be had. */
export function linkExpired(label: string): SourceError {
  return new SourceError(`a link to a file of the result to ${label} expired`, {
    code: 'SOURCE_LINK_EXPIRED',
    remedy:
      'Run again; if it stays so, let the runner reach the storage of the workspace, or set transfer.cloudFetch to false.',
    hope: {},
  });
}
