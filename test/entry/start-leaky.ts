import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleSource } from '../../build.ts';

export interface LeakyEnd {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
  /** What GitHub would read beside the console. */
  readonly files: string;
  readonly diagnostics: readonly { readonly name: string; readonly text: string }[];
}

export interface LeakyStart {
  readonly way: string;
  /** Whether the diagnostics can be written. */
  readonly diagnostics?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** The operating system refuses to let any file grow, as on a disk that is full (there ENOSPC, here EFBIG). */
  readonly fullDisk?: boolean;
  /** Called with each piece of standard output, and a way to send a signal. */
  readonly onOutput?: (out: string, kill: (signal: NodeJS.Signals) => void) => void;
}

const FILES = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_ENV'];

/** Built as actions are built, into `folder`. From its sources each of dozens of starts would load hundreds of modules, twice. */
export async function buildLeaky(folder: string): Promise<string> {
  return await bundleSource(folder, 'test/entry/leaky-action.ts');
}

/** Starts the action that leaks, as a runner starts an action, and gives all that came out. */
export async function startLeaky(bundle: string, start: LeakyStart): Promise<LeakyEnd> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cohort-sync-leaky-'));
  const diagnostics = path.join(folder, 'diagnostics');
  if (start.diagnostics !== false) await mkdir(diagnostics);
  for (const name of FILES) await writeFile(path.join(folder, name), '');
  const limit = start.fullDisk ? 'ulimit -f 0; ' : '';
  const child = spawn('bash', ['-c', `${limit}exec "$0" "$@"`, process.execPath, bundle], {
    env: {
      PATH: process.env.PATH,
      INPUT_CONFIG: 'cohort-sync.yml',
      INPUT_COHORTS: start.way,
      RUNNER_TEMP: folder,
      GITHUB_RUN_ATTEMPT: '2',
      ...Object.fromEntries(FILES.map((name) => [name, path.join(folder, name)])),
      ...start.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    start.onOutput?.(out, (signal) => child.kill(signal));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const files = await Promise.all(FILES.map((name) => readFile(path.join(folder, name), 'utf8')));
  const kept = start.diagnostics === false ? [] : await readdir(diagnostics);
  const logs = kept.map(async (name) => ({
    name,
    text: await readFile(path.join(diagnostics, name), 'utf8'),
  }));
  const end = { exitCode, out, err, files: files.join('\n'), diagnostics: await Promise.all(logs) };
  await rm(folder, { recursive: true, force: true });
  return end;
}
