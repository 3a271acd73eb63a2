import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import type { FakeGitHub } from '../github/fake-github.ts';

/** What starts an action, and what is given to it. */
export interface ActionStart {
  /** The folder of the bundle, with its `index.js`. */
  readonly bundle: string;
  /** The `action.yml` whose inputs' defaults the runner fills in. */
  readonly manifest?: string;
  readonly github: FakeGitHub;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The step's and the job's `env`. */
  readonly env?: Readonly<Record<string, string>>;
  readonly event?: { readonly name: string; readonly payload?: object };
  /** The commit that is checked out; the default branch's tip unless told. */
  readonly commit?: string;
  /** The branch or tag of the run. */
  readonly ref?: string;
  /** Everything that makes Node, the libraries and the runner talk. */
  readonly debug?: boolean;
  /** The job may ask for its identity: `id-token: write`. */
  readonly identity?: boolean;
}

/** What became of it: all that the runner passes on to GitHub, apart from requests by the API. */
export interface ActionEnded {
  readonly exitCode: number | null;
  readonly stopped: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The files for later steps as they were written: `output`, `env`, `path`, `state`, `summary`. */
  readonly files: Readonly<Record<string, string>>;
  readonly annotations: readonly { readonly kind: string; readonly text: string }[];
}

export interface ActionRun {
  readonly pid: number;
  readonly ended: Promise<ActionEnded>;
  /** Settles once standard output holds the text; fails once the action ended without it. */
  said(text: string): Promise<void>;
  /** As the runner cancels a job: SIGINT first, then SIGTERM. */
  signal(name: 'SIGINT' | 'SIGTERM'): void;
}

const FILES = ['output', 'env', 'path', 'state', 'summary'] as const;
const VARIABLE = {
  output: 'OUTPUT',
  env: 'ENV',
  path: 'PATH',
  state: 'STATE',
  summary: 'STEP_SUMMARY',
} as const;

export const DEBUG_SWITCHES: Readonly<Record<string, string>> = {
  RUNNER_DEBUG: '1',
  ACTIONS_STEP_DEBUG: 'true',
  ACTIONS_RUNNER_DEBUG: 'true',
  ACTIONS_STEP_TRACE: 'true',
  NODE_DEBUG: 'http,https,net,tls,fs,stream,worker,child_process,module',
  NODE_DEBUG_NATIVE: 'WORKER,MAIN',
  NODE_OPTIONS: '--trace-warnings --trace-uncaught --enable-source-maps',
  AZURE_LOG_LEVEL: 'verbose',
  OTEL_LOG_LEVEL: 'debug',
  DATABRICKS_LOG_LEVEL: 'debug',
  DEBUG: '*',
  RUST_BACKTRACE: 'full',
  RUST_LOG: 'trace',
};

/**
 * Starts an action as the runner does: its bundle by Node in the workspace, inputs and context by the environment, the
 * event and the files for later steps on disk. Nothing of the test's own environment reaches it but PATH.
 */
export async function startAction(start: ActionStart): Promise<ActionRun> {
  const { github } = start;
  const temporary = await mkdtemp(path.join(tmpdir(), 'cohort-sync-action-'));
  const workspace = path.join(temporary, 'workspace');
  const commit = start.commit ?? github.repository.tip;
  await github.repository.git.checkout(commit, workspace);
  await mkdir(path.join(temporary, 'home'));
  for (const name of FILES) await writeFile(path.join(temporary, name), '');
  const event = path.join(temporary, 'event.json');
  const repository = { full_name: github.repository.fullName, default_branch: 'main' };
  await writeFile(event, JSON.stringify({ repository, ...start.event?.payload }));
  const child = spawn(process.execPath, [path.join(start.bundle, 'index.js')], {
    cwd: workspace,
    env: {
      PATH: process.env.PATH,
      HOME: path.join(temporary, 'home'),
      ...context(start, { temporary, workspace, event, commit }),
      ...(await inputsOf(start)),
      ...(start.debug ? DEBUG_SWITCHES : {}),
      ...start.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const closed = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject).once('close', (code, signal) => resolve([code, signal]));
  });
  return {
    pid: child.pid ?? 0,
    signal: (name) => child.kill(name),
    said: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (Buffer.concat(stdout).toString().includes(text)) resolve();
        };
        child.stdout.on('data', look);
        child.once('close', () => reject(new Error(`the action ended and did not say: ${text}`)));
        look();
      }),
    ended: closed
      .then(async ([exitCode, stopped]): Promise<ActionEnded> => {
        const read = FILES.map(async (name) => [name, await readFile(path.join(temporary, name), 'utf8')]);
        const files = Object.fromEntries(await Promise.all(read)) as Record<(typeof FILES)[number], string>;
        const out = Buffer.concat(stdout).toString();
        return {
          exitCode,
          stopped,
          stdout: out,
          stderr: Buffer.concat(stderr).toString(),
          outputs: readCommandFile(files.output),
          summary: files.summary,
          files,
          annotations: annotationsOf(out),
        };
      })
      .finally(() => rm(temporary, { recursive: true, force: true })),
  };
}

/** Starts an action and waits for its end. */
export async function runAction(start: ActionStart): Promise<ActionEnded> {
  return (await startAction(start)).ended;
}

interface Places {
  readonly temporary: string;
  readonly workspace: string;
  readonly event: string;
  readonly commit: string;
}

function context(start: ActionStart, places: Places): Record<string, string> {
  const { github } = start;
  const { owner, fullName } = github.repository;
  const ref = start.ref ?? 'main';
  const files = FILES.map((name) => [`GITHUB_${VARIABLE[name]}`, path.join(places.temporary, name)]);
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'olga',
    GITHUB_API_URL: github.url,
    GITHUB_EVENT_NAME: start.event?.name ?? 'workflow_dispatch',
    GITHUB_EVENT_PATH: places.event,
    GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
    GITHUB_JOB: 'job',
    GITHUB_REF: `refs/heads/${ref}`,
    GITHUB_REF_NAME: ref,
    GITHUB_REF_TYPE: 'branch',
    GITHUB_REPOSITORY: fullName,
    GITHUB_REPOSITORY_OWNER: owner,
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '4242',
    GITHUB_RUN_NUMBER: '7',
    GITHUB_SERVER_URL: github.url,
    GITHUB_SHA: places.commit,
    GITHUB_WORKFLOW: 'a workflow',
    GITHUB_WORKSPACE: places.workspace,
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'self-hosted',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: places.temporary,
    ...Object.fromEntries(files),
    ...(start.identity
      ? {
          ACTIONS_ID_TOKEN_REQUEST_URL: github.oidcUrl,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.tokens.oidcRequest,
        }
      : {}),
  };
}

/** Inputs as the runner hands them over: upper case, spaces as underscores, hyphens kept, defaults filled in. */
async function inputsOf({ manifest, inputs, github }: ActionStart): Promise<Record<string, string>> {
  const given = new Map<string, string>();
  if (manifest !== undefined) {
    const read = parse(await readFile(manifest, 'utf8')) as {
      inputs?: Record<string, { default?: unknown }>;
    };
    for (const [name, input] of Object.entries(read.inputs ?? {})) {
      const value = String(input?.default ?? '');
      given.set(name, /^\$\{\{ *github\.token *\}\}$/.test(value) ? github.tokens.workflow : value);
    }
  }
  for (const [name, value] of Object.entries(inputs ?? {})) {
    if (manifest !== undefined && !given.has(name)) throw new Error(`the action has no input ${name}`);
    given.set(name, value);
  }
  return Object.fromEntries(
    [...given].map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]),
  );
}

/** The runner's reading of GITHUB_OUTPUT and its kind: `name=value`, or `name<<delimiter`, lines, `delimiter`. */
export function readCommandFile(content: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  const lines = content.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line === '') continue;
    const block = /^([^=]+?)<<(.+)$/.exec(line);
    if (block === null) {
      const split = line.indexOf('=');
      if (split < 1) throw new Error(`the runner refuses the line: ${line}`);
      values[line.slice(0, split)] = line.slice(split + 1);
      continue;
    }
    const end = lines.indexOf(block[2] ?? '', index + 1);
    if (end === -1) throw new Error(`the runner finds no end of ${block[1]}`);
    values[block[1] ?? ''] = lines.slice(index + 1, end).join('\n');
    index = end;
  }
  return values;
}

function annotationsOf(stdout: string): ActionEnded['annotations'] {
  const found = stdout.matchAll(/^::(error|warning|notice|debug)(?: [^\n]*?)?::(.*)$/gm);
  return [...found].map(([, kind = '', text = '']) => ({
    kind,
    text: text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%'),
  }));
}
