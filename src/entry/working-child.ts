import path from 'node:path';
import { type Configuration, loadConfiguration } from '../configuration/configuration.ts';
import { CohortSyncError, EXIT } from '../errors.ts';
import { readGitHubContext } from '../github/context.ts';
import type { RunEvent } from '../log/events.ts';
import type { ChildMessage, PublicEvent, PublicOutcome } from '../log/public-events.ts';
import { toProblem, toPublic } from '../log/to-public.ts';
import { toJson } from '../report/exact-json.ts';
import type { Action } from './action.ts';
import { type FieldKey, type Inputs, readInputs } from './inputs.ts';

/**
 * The child's side: does the work, tells public events, and writes the exact truth to its standard error, which leads to
 * the diagnostics and nowhere else. Never returns normally: the process ends with the outcome's exit code.
 */
export async function work<Keys extends FieldKey>(action: Action<Keys>): Promise<void> {
  const stop = new AbortController();
  // Always listening: a second signal, as a terminal sends it to a whole group, must not kill what is ending cleanly.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  let cohorts: string | undefined;
  const problem = (error: unknown): number => {
    keep(describe(error));
    send({ type: 'event', event: toProblem(error, cohorts) });
    return error instanceof CohortSyncError ? error.exitCode : EXIT.failed;
  };
  const failed = (error: unknown): void => end({ exitCode: problem(error), outputs: {} });
  process.on('uncaughtException', failed);
  process.on('unhandledRejection', failed);
  // A supervisor that is gone can tell nothing: nothing goes on behind its back.
  process.on('disconnect', () => stop.abort());
  try {
    const { env } = process;
    const inputs = readInputs(action.inputs, env);
    const outcome = await action.perform({
      inputs,
      env,
      log: tellExactly,
      tell,
      problem,
      signal: stop.signal,
      github: () => readGitHubContext(env),
      configuration: async () => {
        const configuration = await loadConfiguration(configurationFile(inputs), env);
        cohorts = directoryOf(configuration);
        return configuration;
      },
    });
    end(outcome);
  } catch (error) {
    failed(error);
  }
}

/** In the working copy, wherever the step was started. */
export function configurationFile(inputs: Partial<Inputs<'config'>>): string {
  return path.join(process.env.GITHUB_WORKSPACE ?? '.', inputs.config ?? 'cohort-sync.yml');
}

function directoryOf({ cohorts }: Configuration): string {
  const root = path.resolve(process.env.GITHUB_WORKSPACE ?? '.');
  return path.relative(root, cohorts).replaceAll(path.sep, '/');
}

function tell(event: PublicEvent): void {
  send({ type: 'event', event });
}

function tellExactly(event: RunEvent): void {
  if (event.kind !== 'rows-moved') keep(toJson(event));
  const shown = toPublic(event);
  if (shown !== undefined) tell(shown);
}

function keep(text: string): void {
  process.stderr.write(`${new Date().toISOString()} ${text}\n`);
}

let ended = false;

function send(message: ChildMessage, sent?: () => void): void {
  if (ended || !process.connected) return;
  process.send?.(message, undefined, {}, () => sent?.());
}

/** The first outcome stands. Handles that are left open, as those of pools and sockets, do not keep the process alive. */
function end(outcome: PublicOutcome): void {
  if (ended) return;
  process.exitCode = outcome.exitCode;
  if (!process.connected) process.exit();
  send({ type: 'outcome', outcome }, () => process.exit());
  ended = true;
}

/** Message, stack and causes; never the other properties of an error, among which libraries keep requests and tokens. */
export function describe(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return `thrown: ${typeof error}`;
  const code = 'code' in error ? ` [${String(error.code)}]` : '';
  const own = `${error.stack ?? `${error.name}: ${error.message}`}${code}`;
  const inner = error instanceof AggregateError ? error.errors : [];
  const causes = [...inner, ...(error.cause === undefined ? [] : [error.cause])];
  if (depth === 8) return own;
  return [own, ...causes.map((cause) => `caused by ${describe(cause, depth + 1)}`)].join('\n');
}
