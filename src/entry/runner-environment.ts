import type { Environment } from '../storage/azure-credential.ts';

/**
 * What the working child gets of the runner's environment: what is listed here. Everything else stays outside, and with it
 * every switch that makes a library, Node or V8 talk or write files (NODE_DEBUG, NODE_OPTIONS, AZURE_LOG_LEVEL, DEBUG,
 * RUNNER_DEBUG, RUST_BACKTRACE, OTEL_…), also those that nobody thought of; the files through which a step speaks to
 * GitHub; the tokens of caches and artifacts.
 */
const PASSED: readonly RegExp[] = [
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_[A-Z]+|TZ|TMPDIR|TEMP|TMP)$/,
  /^(?:SystemRoot|SYSTEMROOT|windir|APPDATA|LOCALAPPDATA|USERPROFILE|ProgramData|PATHEXT|COMSPEC|Path)$/,
  /^(?:https?|no|all)_proxy$/i,
  /^(?:NODE_EXTRA_CA_CERTS|NODE_USE_ENV_PROXY|SSL_CERT_FILE|SSL_CERT_DIR)$/,
  // Identities and sources.
  /^AZURE_[A-Z_]+$/,
  /^(?:IDENTITY|MSI)_[A-Z_]+$/,
  /^DATABRICKS_[A-Z_]+$/,
  /^COHORT_SYNC_[A-Z_]+$/,
  // What the runner says of repository, run and machine, and what the workflow gave as inputs.
  /^GITHUB_(?!OUTPUT$|STEP_SUMMARY$|ENV$|PATH$|STATE$|TOKEN$)[A-Z_]+$/,
  /^RUNNER_[A-Z_]+$/,
  /^CI$/,
  /^INPUT_[A-Z0-9_-]+$/,
];

/** A switch that makes something talk, whoever's variable it is. */
const TALK = /(?:^|_)(?:DEBUG|TRACE|LOGGING|LOG|VERBOSE)(?:_|$)/;

/** Where a step asks for its identity: passed on only to an action that was told which identity it has. */
const IDENTITY_REQUEST = /^ACTIONS_ID_TOKEN_REQUEST_(?:URL|TOKEN)$/;

/** Which Azure identity the inputs name. */
export interface NamedIdentity {
  readonly clientId: string;
  readonly tenantId: string;
}

/** The environment of the child, and of what the supervisor itself asks of the storage. */
export function workingEnvironment(env: Environment, identity: NamedIdentity | undefined): Environment {
  const passed = Object.entries(env).filter(
    ([name]) =>
      (PASSED.some((pattern) => pattern.test(name)) && !TALK.test(name)) ||
      (identity !== undefined && IDENTITY_REQUEST.test(name)),
  );
  const own =
    identity === undefined
      ? {}
      : {
          AZURE_CLIENT_ID: identity.clientId,
          AZURE_TENANT_ID: identity.tenantId,
          ...(env.ACTIONS_ID_TOKEN_REQUEST_URL ? { COHORT_SYNC_WORKFLOW_IDENTITY: 'true' } : {}),
        };
  return { ...Object.fromEntries(passed), ...own };
}

/**
 * Silences the supervisor's own process: its switches go, and standard error, where Node and libraries write what they
 * were told to debug, the bytes of streams among it, leads nowhere. Must come before anything else is imported that reads them.
 */
export function silence(): void {
  process.stderr.write = () => true;
  for (const name of Object.keys(process.env)) {
    if (/^(?:NODE_DEBUG|NODE_DEBUG_NATIVE|NODE_OPTIONS|NODE_V8_COVERAGE|DEBUG|RUST_\w+|OTEL_\w+)$/.test(name))
      delete process.env[name];
    if (/^(?:AZURE_LOG_LEVEL|RUNNER_DEBUG|ACTIONS_\w*DEBUG)$/.test(name)) delete process.env[name];
  }
}
