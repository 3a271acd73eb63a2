import { spawn } from 'node:child_process';
import path from 'node:path';
import type { World } from '../story/world.ts';

/** How a process of the real command ended. */
export interface Ended {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  /** Milliseconds from its start. */
  readonly took: number;
}

export interface Command {
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

/** Starts the command as it is shipped, in a process of its own, on the world's configuration, with `--json`. */
export function startCommand(world: Place, ...words: readonly string[]): Command {
  const flags = world.env.COMMAND_FLAGS?.split(' ') ?? [];
  return startNode(world, [...flags, shipped(), ...words, '--json', '--config', configurationOf(world)]);
}

/** Starts one job of a run (`job.ts`), on the same configuration. */
export function startJob(world: Place, ...words: readonly string[]): Command {
  const file = path.join(import.meta.dirname, 'job.ts');
  return startNode(world, [file, configurationOf(world), ...words]);
}

type Place = Pick<World, 'directory' | 'env'>;

function configurationOf({ directory }: Place): string {
  return path.join(directory, 'cohort-sync.yml');
}

function startNode({ directory, env }: Place, words: readonly string[]): Command {
  const from = Date.now();
  const started = [process.execPath, ...words];
  // `exec`: the process is the command's own, so that a signal meets it and no shell.
  const child = spawn('bash', ['-c', `${env.COMMAND_LIMIT ?? ''}exec "$0" "$@"`, ...started], {
    cwd: directory,
    env: { ...env, PATH: process.env.PATH, TMPDIR: directory },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.err += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) =>
      resolve({ exitCode, signal, ...written, took: Date.now() - from }),
    );
  });
  return { kill: (signal) => void child.kill(signal), ended };
}

/** Runs the command to its end. */
export async function command(
  world: Pick<World, 'directory' | 'env'>,
  ...words: readonly string[]
): Promise<Ended> {
  return startCommand(world, ...words).ended;
}

/** The document that a command with `--json` prints; whatever else it said goes into the error where there is none. */
export function documentOf<T>({ out, err, exitCode, signal }: Ended): T {
  try {
    return JSON.parse(out) as T;
  } catch {
    throw new Error(`no document (exit ${exitCode}, signal ${signal}): ${out}\n${err}`);
  }
}

function shipped(): string {
  const file = process.env.CRASH_COMMAND;
  if (file === undefined) throw new Error('run by "npm run test:crash", which builds the command');
  return file;
}
