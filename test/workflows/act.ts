import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FakeGitHub } from '../github/fake-github.ts';
import { ROOT, runTool } from './tools.ts';

/** The repository and commit under which the workflows name this project; `act` is told where that lies. */
export const PROJECT = { repository: 'example/cohort-sync', commit: 'ab12'.repeat(10) };

export interface WorkflowRun {
  readonly github: FakeGitHub;
  /** The caller, `.github/workflows/<name>.yml` of the repository of cohorts. */
  readonly workflow: 'pull-request' | 'merge' | 'weekly' | 'rerun' | 'purge' | 'preview';
  readonly event: 'pull_request' | 'push' | 'schedule' | 'workflow_dispatch';
  readonly payload?: Readonly<Record<string, unknown>>;
  /** Variables of the runners: what reaches the storage and the source. */
  readonly env?: Readonly<Record<string, string>>;
  /** Variables of the repository, `vars`. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The folder with `dist/` that the actions start. */
  readonly bundles: string;
}

export interface WorkflowEnded {
  readonly code: number;
  readonly output: string;
  /** Names of jobs by how they ended, in the order of their end. */
  readonly jobs: Readonly<Record<string, 'succeeded' | 'failed'>>;
}

/**
 * Runs a workflow of the repository of cohorts on this host, without containers, as its runners would run it.
 *
 * What stands in: `actions/checkout`, by a script that clones the repository; GitHub's API and its identity endpoint, by
 * the fake one; the labels of runners, which all mean this host. The workflows are those that `init` writes for an
 * Enterprise Server, because `act` does not know `$/` and `queue: max` either.
 */
export async function runWorkflow(run: WorkflowRun): Promise<WorkflowEnded> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cohort-sync-act-'));
  try {
    const { github } = run;
    const work = path.join(folder, 'repository');
    github.repository.git.clone(work, `https://github.com/${github.repository.fullName}`);
    const event = path.join(folder, 'event.json');
    const repository = { full_name: github.repository.fullName, default_branch: 'main' };
    await writeFile(event, JSON.stringify({ ref: 'refs/heads/main', repository, ...run.payload }));
    const project = await projectFolder(folder, run.bundles);
    const checkout = await checkoutFolder(folder);
    const { code, output } = await runTool(
      'act',
      [
        run.event,
        ...['--workflows', `.github/workflows/${run.workflow}.yml`],
        ...['--eventpath', event],
        ...['--defaultbranch', 'main'],
        ...['--platform', 'ubuntu-24.04=-self-hosted'],
        ...['--platform', 'self-hosted=-self-hosted'],
        ...['--platform', 'cohort-sync=-self-hosted'],
        ...['--local-repository', `${PROJECT.repository}@${PROJECT.commit}=${project}`],
        ...['--local-repository', `actions/checkout@${CHECKOUT}=${checkout}`],
        ...['--action-cache-path', path.join(folder, 'cache')],
        ...['--secret', `GITHUB_TOKEN=${github.tokens.workflow}`],
        ...['--secret', `COHORT_SYNC_APP_PRIVATE_KEY=${github.tokens.appPrivateKey}`],
        ...environment(run, github.repository.git.directory).flatMap((line) => ['--env', line]),
        ...Object.entries(run.variables ?? {}).flatMap(([name, value]) => ['--var', `${name}=${value}`]),
        '--no-cache-server',
      ],
      { cwd: work, env: await hostEnvironment(folder) },
    );
    return { code, output, jobs: jobsOf(output) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The commit by which the workflows pin it. */
const CHECKOUT = '3d3c42e5aac5ba805825da76410c181273ba90b1';

function environment({ github, env }: WorkflowRun, origin: string): readonly string[] {
  const all = {
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: github.url,
    ACTIONS_ID_TOKEN_REQUEST_URL: github.oidcUrl,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.tokens.oidcRequest,
    ORIGIN: origin,
    ...env,
  };
  return Object.entries(all).map(([name, value]) => `${name}=${value}`);
}

/** What `act` itself gets: no setting of whoever runs the tests. */
async function hostEnvironment(folder: string): Promise<NodeJS.ProcessEnv> {
  const home = path.join(folder, 'home');
  await mkdir(home, { recursive: true });
  const node = path.dirname(process.execPath);
  return { PATH: `${node}${path.delimiter}${process.env.PATH}`, HOME: home, XDG_CACHE_HOME: home };
}

/** This project as the runner has it: every `action.yml`, and the bundles that they start. */
async function projectFolder(folder: string, bundles: string): Promise<string> {
  const project = path.join(folder, 'project');
  await cp(path.join(ROOT, 'actions'), path.join(project, 'actions'), { recursive: true });
  await cp(bundles, path.join(project, 'dist'), { recursive: true });
  for (const name of await readdir(ROOT))
    if (name === 'action.yml') await cp(path.join(ROOT, name), path.join(project, name));
  return project;
}

/** In the place of `actions/checkout`: clones the repository at the ref that the workflow names. */
async function checkoutFolder(folder: string): Promise<string> {
  const action = path.join(folder, 'checkout');
  await mkdir(action, { recursive: true });
  await writeFile(
    path.join(action, 'action.yml'),
    `name: Checkout
description: Clones the repository of the test.
inputs:
  ref: { description: What to check out, required: true }
  persist-credentials: { description: Kept for its name, required: true }
runs: { using: node24, main: checkout.js }
`,
  );
  await writeFile(
    path.join(action, 'checkout.js'),
    `const { execFileSync } = require('node:child_process');
const git = (...words) => execFileSync('git', words, { cwd: process.env.GITHUB_WORKSPACE, stdio: 'inherit' });
git('init', '--quiet', '.');
git('fetch', '--quiet', '--no-tags', process.env.ORIGIN, process.env.INPUT_REF);
git('checkout', '--quiet', '--force', '--detach', 'FETCH_HEAD');
git('clean', '--quiet', '-ffdx');
`,
  );
  return action;
}

/** A job of a matrix counts by its name without its number; one that failed makes it failed. */
function jobsOf(output: string): WorkflowEnded['jobs'] {
  const jobs: Record<string, 'succeeded' | 'failed'> = {};
  for (const [, name = '', end = ''] of output.matchAll(/^\[(.+?)\] .*Job (succeeded|failed)$/gm)) {
    const job = (name.split('/').at(-1) ?? '').trim().replace(/-\d+$/, '');
    if (jobs[job] !== 'failed') jobs[job] = end === 'failed' ? 'failed' : 'succeeded';
  }
  return jobs;
}
