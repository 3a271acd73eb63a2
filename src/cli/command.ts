import { type Command, Option } from 'commander';
import type { Log } from '../log/events.ts';
import { toJson } from '../report/exact-json.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { describeProblem, exitCodeOf } from './problem.ts';
import { findingLine } from './problem-text.ts';
import { progress } from './progress.ts';

/** What a command gets beside its own options. */
export interface CommandContext {
  readonly env: Environment;
  readonly json: boolean;
  readonly configuration: string;
  /** Progress and notes, for people. */
  readonly log: Log;
  /** A line for people: standard error with `--json`, standard output without. */
  readonly say: (text: string) => void;
}

/** What a command found: the document of `--json`, the words for people, and how the process ends. */
export interface CommandResult {
  readonly document: unknown;
  readonly text: string;
  readonly exitCode: number;
}

export type Action<Options> = (context: CommandContext, options: Options) => Promise<CommandResult>;

interface CommonOptions {
  readonly config: string;
  readonly json?: boolean;
}

/** Where a command writes; the console is touched through this and nowhere else. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether lines of standard error can be rewritten. */
  readonly terminal: boolean;
}

export interface Console extends Streams {
  readonly env: Environment;
  exitCode: number;
}

/** Adds the options that every command has, and turns its outcome into words, JSON and an exit code. */
export function define<Options>(command: Command, console: Console, action: Action<Options>): Command {
  return command
    .addOption(new Option('--config <file>', 'configuration file').default('cohort-sync.yml'))
    .option('--json', 'one JSON document on standard output, everything else on standard error')
    .action(async (...parameters: unknown[]) => {
      const self = parameters.at(-1) as Command;
      const options = { ...self.optsWithGlobals(), arguments: self.args } as Options & CommonOptions;
      console.exitCode = await perform(console, options, action);
    });
}

async function perform<Options>(
  console: Console,
  options: Options & CommonOptions,
  action: Action<Options>,
): Promise<number> {
  const json = options.json ?? false;
  const shown = progress(console.err, console.terminal);
  const context: CommandContext = {
    env: console.env,
    json,
    configuration: options.config,
    log: shown.event,
    say: (text) => (json ? console.err : console.out)(`${text}\n`),
  };
  try {
    const { document, text, exitCode } = await action(context, options);
    shown.end();
    if (json ? document !== undefined : text !== '') console.out(`${json ? toJson(document) : text}\n`);
    return exitCode;
  } catch (error) {
    shown.end();
    const problem = describeProblem(error);
    if (json) console.out(`${toJson({ error: problem })}\n`);
    console.err(words(problem));
    if (console.env.COHORT_SYNC_DEBUG === '1' && error instanceof Error) console.err(`${trace(error)}\n`);
    return exitCodeOf(error);
  }
}

function words({
  code,
  message,
  remedy,
  mistakes = [],
  findings = [],
}: ReturnType<typeof describeProblem>): string {
  const lines = (mistakes as { file: string; line?: number; column?: number; rule: string }[]).map(
    ({ file, line, column, rule }) =>
      `  ${[file, line, column].filter((part) => part !== undefined).join(':')}: ${rule}`,
  );
  return [`error ${code}: ${message}`, ...lines, ...findings.map(findingLine), `  → ${remedy}`, ''].join(
    '\n',
  );
}

/** Only in a shell inside the network, and only when asked for: a cause may quote the source. */
function trace(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${trace(error.cause)}` : '';
  return `${error.stack ?? error.name}${cause}`;
}
