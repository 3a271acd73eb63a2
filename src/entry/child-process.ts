import { type ChildProcess, spawn } from 'node:child_process';
import type { PublicCode } from '../log/public-errors.ts';
import { messageSchema, type PublicEvent, type PublicOutcome } from '../log/public-events.ts';
import type { Environment } from '../storage/azure-credential.ts';
import { type BoundedLog, boundedLog } from './bounded-log.ts';

/** The argument that makes a started bundle the child. An argument, because a workflow can set the environment of a step. */
export const CHILD = 'cohort-sync-child';

/** What became of the work. */
export interface ChildEnd {
  /** The child's last word, only where the process then ended as it said. */
  readonly outcome: PublicOutcome | undefined;
  /** Why there is no outcome. */
  readonly death: PublicCode | undefined;
  /** Messages that were not what they may be. */
  readonly withheld: number;
  readonly log: BoundedLog;
}

export interface ChildOptions {
  /** The file that both are started from. */
  readonly file: string;
  readonly env: Environment;
  /** Flags of Node; a test takes the memory away by them. */
  readonly flags?: readonly string[];
  /** Each event that passed, at once. */
  readonly onEvent: (event: PublicEvent) => void;
}

export interface RunningChild {
  readonly ended: Promise<ChildEnd>;
  /** Passes a signal on. */
  stop(signal: NodeJS.Signals): void;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
}

/**
 * Starts the child with its own pipes: nothing of what it writes, and nothing of what a native library or V8 writes in its
 * name, gets anywhere but into the log.
 */
export function startChild({ file, env, flags = [], onEvent }: ChildOptions): RunningChild {
  const log = boundedLog();
  const child = spawn(process.execPath, [...flags, file, CHILD], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'json',
  });
  child.stdout?.on('data', log.add);
  child.stderr?.on('data', log.add);
  let outcome: PublicOutcome | undefined;
  let withheld = 0;
  let killed = false;
  child.on('message', (message) => {
    const parsed = messageSchema.safeParse(message);
    if (!parsed.success) withheld += 1;
    else if (parsed.data.type === 'event') onEvent(parsed.data.event);
    // More than one last word is none.
    else if (outcome === undefined) outcome = parsed.data.outcome;
    else withheld += 1;
  });
  const ended = exitOf(child).then(({ code, signal }): ChildEnd => {
    const kept = outcome !== undefined && signal === null && code === outcome.exitCode;
    const death = kept ? undefined : causeOfDeath(code, signal, killed, log.text());
    return { outcome: kept ? outcome : undefined, death, withheld, log };
  });
  return {
    ended,
    stop: (signal) => child.kill(signal),
    kill: () => {
      killed = true;
      child.kill('SIGKILL');
    },
  };
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** How long pipes may stay open behind a process that ended: something that it started may hold them. */
const LINGER_MILLISECONDS = 500;

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null }));
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('exit', (code, signal) => {
      setTimeout(() => resolve({ code, signal }), LINGER_MILLISECONDS).unref();
    });
  });
}

/** V8's own words on its way out. That a text of the data could hold them changes one constant sentence for another. */
const OUT_OF_MEMORY =
  /JavaScript heap out of memory|Array buffer allocation failed|memory allocation of \d+ bytes failed/;

function causeOfDeath(
  code: number | null,
  signal: NodeJS.Signals | null,
  killed: boolean,
  text: string,
): PublicCode {
  if (killed) return 'ACTION_STOPPED_HARD';
  if (signal === null && code === null) return 'ACTION_NOT_STARTED';
  if (signal !== null || (code ?? 0) > 128) {
    if (OUT_OF_MEMORY.test(text.slice(-100_000))) return 'ACTION_OUT_OF_MEMORY';
    return signal === 'SIGKILL' ? 'ACTION_KILLED' : 'ACTION_CRASHED';
  }
  return 'ACTION_WITHOUT_OUTCOME';
}
