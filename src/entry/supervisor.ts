import { loadConfiguration } from '../configuration/configuration.ts';
import { ConfigurationError, EXIT } from '../errors.ts';
import type { PublicCode } from '../log/public-errors.ts';
import type { PublicEvent } from '../log/public-events.ts';
import { said } from '../log/public-text.ts';
import type { Environment } from '../storage/azure-credential.ts';
import type { Action, LogStore } from './action.ts';
import { type ChildEnd, type RunningChild, startChild } from './child-process.ts';
import { storeLog } from './diagnostics.ts';
import { type GitHubSink, openGitHubSink } from './github-sink.ts';
import { type FieldKey, type Inputs, readInputs } from './inputs.ts';
import { workingEnvironment } from './runner-environment.ts';
import { configurationFile } from './working-child.ts';

export interface Supervision {
  /** The file that this process was started from, and the child will be. */
  readonly file: string;
  readonly env: Environment;
  /** Flags of Node for the child. */
  readonly flags?: readonly string[];
  /** From the first signal on: when the child is ended by force, and when everything must be over. The runner kills at 10 s. */
  readonly patience?: { readonly child: number; readonly all: number };
}

const PATIENCE = { child: 8_500, all: 9_700 };

/** Where the upload of a log may hang otherwise. */
const UPLOAD_MILLISECONDS = 60_000;

/**
 * Runs an action's work in a child, and lets out what the vocabulary of public events has, and nothing else. Fails closed:
 * an event that is not of the vocabulary is withheld, and the action is red.
 * @returns the exit code
 */
export async function supervise<Keys extends FieldKey>(
  action: Action<Keys>,
  supervision: Supervision,
): Promise<number> {
  const sink = openGitHubSink();
  const inputs = inputsOf(action, supervision.env, sink);
  if (inputs === undefined) return EXIT.configuration;
  const env = workingEnvironment(supervision.env, identityOf(inputs));
  const events: PublicEvent[] = [];
  const onEvent = (event: PublicEvent): void => {
    events.push(event);
    sink.event(event);
  };
  const flags = supervision.flags === undefined ? {} : { flags: supervision.flags };
  const child = startChild({ file: supervision.file, env, onEvent, ...flags });
  const { stopped, deadline } = passSignals(child, sink, supervision.patience ?? PATIENCE);
  const end = await child.ended;
  const { outcome } = end;
  let exitCode: number = outcome?.exitCode ?? EXIT.failed;
  const fail = (code: PublicCode): void => {
    sink.annotate(said('error', code));
    exitCode ||= EXIT.failed;
  };
  if (end.death !== undefined) fail(end.death);
  if (end.withheld > 0) fail('EVENT_WITHHELD');
  await keepLog(action, inputs, env, end, events, sink, deadline);
  try {
    const markdown = await action.present?.({ inputs, env, events, outcome, stopped });
    if (markdown !== undefined) await sink.writeSummary(markdown);
    if (outcome !== undefined) sink.outputs(outcome.outputs);
  } catch {
    fail('REPORT_NOT_WRITTEN');
  }
  sink.close();
  return exitCode;
}

/** All mistakes at once; texts of the product alone. */
function inputsOf<Keys extends FieldKey>(
  action: Action<Keys>,
  env: Environment,
  sink: GitHubSink,
): Inputs<Keys> | undefined {
  try {
    return readInputs(action.inputs, env);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const { message } = said('error', 'INPUT_INVALID');
    for (const { file: input, rule } of error.mistakes)
      sink.annotate({ level: 'error', title: 'INPUT_INVALID', message: `${input}: ${rule}. ${message}` });
    return undefined;
  }
}

function identityOf(inputs: Partial<Inputs<'azureClientId' | 'azureTenantId'>>) {
  const { azureClientId: clientId, azureTenantId: tenantId } = inputs;
  return clientId === undefined || tenantId === undefined ? undefined : { clientId, tenantId };
}

/**
 * Passes the first of each signal on, and ends the child by force when it takes too long.
 * @returns what the first signal aborts at once, and what it aborts when everything must be over
 */
function passSignals(
  child: RunningChild,
  sink: GitHubSink,
  patience: NonNullable<Supervision['patience']>,
): { readonly stopped: AbortSignal; readonly deadline: AbortSignal } {
  const [stopped, deadline] = [new AbortController(), new AbortController()];
  const pass = (signal: NodeJS.Signals): void => {
    child.stop(signal);
    if (stopped.signal.aborted) return;
    stopped.abort();
    sink.say('Told to stop: ending at the next safe place.');
    const force = setTimeout(() => child.kill(), patience.child);
    void child.ended.then(() => clearTimeout(force));
    setTimeout(() => deadline.abort(), patience.all).unref();
  };
  process.once('SIGINT', pass).once('SIGTERM', pass);
  // Without a listener a repeated signal would end this process, and leave the child alone.
  process.on('SIGINT', () => undefined).on('SIGTERM', () => undefined);
  return { stopped: stopped.signal, deadline: deadline.signal };
}

/** Stores the log, and says where; where that cannot be, says so, and keeps silent about what it holds. */
async function keepLog<Keys extends FieldKey>(
  action: Action<Keys>,
  inputs: Inputs<Keys>,
  env: Environment,
  end: ChildEnd,
  events: readonly PublicEvent[],
  sink: GitHubSink,
  deadline: AbortSignal,
): Promise<void> {
  if (action.diagnostics === null || end.log.bytes === 0) return;
  try {
    const { run, shard }: Partial<Inputs<'run' | 'shard'>> = inputs;
    const started = events.find((event) => event.kind === 'run-started')?.run;
    const name = {
      run: run ?? end.outcome?.outputs.run ?? started,
      action: action.name,
      shard,
      attempt: /^\d{1,5}$/.exec(env.GITHUB_RUN_ATTEMPT ?? '')?.[0] ?? '1',
    };
    const open = action.diagnostics ?? openDiagnostics;
    const stored = open(inputs, env).then((store) => storeLog(store, name, end.log.text()));
    const path = await Promise.race([stored, late(deadline)]);
    sink.say(`What exactly happened is in the diagnostics: ${path}`);
  } catch {
    sink.annotate(said('warning', 'DIAGNOSTICS_NOT_WRITTEN'));
  }
}

function late(deadline: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const give = (): void => reject(new Error('too late'));
    if (deadline.aborted) give();
    deadline.addEventListener('abort', give, { once: true });
    setTimeout(give, UPLOAD_MILLISECONDS).unref();
  });
}

async function openDiagnostics(inputs: Partial<Inputs<'config'>>, env: Environment): Promise<LogStore> {
  const configuration = await loadConfiguration(configurationFile(inputs), env);
  const [{ openBlobStore }, { storageCredentials }] = await Promise.all([
    import('../storage/azure-blob-store.ts'),
    import('../storage/azure-credential.ts'),
  ]);
  return openBlobStore(configuration.diagnostics.url, storageCredentials(env));
}
