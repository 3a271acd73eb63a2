import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Person {
  readonly login: string;
  readonly id: number;
  readonly type: 'User' | 'Bot';
}

/** Contents by path; null removes the file. */
export type Files = Readonly<Record<string, string | null>>;

export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** A real Git repository on disk: its commits are what the fake GitHub tells of, and what a workflow checks out. */
export class GitRepository {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async create(): Promise<GitRepository> {
    const directory = await mkdtemp(path.join(tmpdir(), 'cohort-sync-github-'));
    const repository = new GitRepository(directory);
    repository.text(['init', '-q', '-b', 'main']);
    return repository;
  }

  run(parameters: readonly string[], by?: { author: string; committer: string }): Buffer {
    const [author, committer] = [by?.author ?? 'nobody', by?.committer ?? by?.author ?? 'nobody'];
    return execFileSync('git', ['-C', this.directory, '-c', 'commit.gpgsign=false', ...parameters], {
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 2 ** 20,
      env: {
        PATH: process.env.PATH,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: author.split('@')[0],
        GIT_AUTHOR_EMAIL: author,
        GIT_COMMITTER_NAME: committer.split('@')[0],
        GIT_COMMITTER_EMAIL: committer,
      },
    });
  }

  text(parameters: readonly string[], by?: { author: string; committer: string }): string {
    return this.run(parameters, by).toString().trim();
  }

  /** Commits the files on a branch, which is made from `from` where it does not exist. Gives the commit. */
  async commit(branch: string, files: Files, message: string, email: string, from?: string): Promise<string> {
    if (from === undefined) this.switchTo(branch);
    else this.text(['checkout', '-q', '-B', branch, from]);
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(this.directory, name);
      if (content === null) {
        await rm(file);
      } else {
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, content);
      }
    }
    this.text(['add', '-A']);
    this.text(['commit', '-q', '--allow-empty', '-m', message], { author: email, committer: email });
    return this.text(['rev-parse', 'HEAD']);
  }

  /** Brings `head` into `base` as GitHub's button does. Gives the last commit that it made on `base`. */
  merge(base: string, head: string, method: MergeMethod, author: string, merger: string): string {
    const made = { author, committer: 'noreply@github.com' };
    const from = this.text(['merge-base', base, head]);
    this.switchTo(base);
    if (method === 'merge') {
      this.text(['merge', '-q', '--no-ff', '-m', `Merge ${head}`, head], { ...made, author: merger });
    } else if (method === 'squash') {
      this.text(['merge', '-q', '--squash', head]);
      this.text(['commit', '-q', '-m', `Squash ${head}`], made);
    } else {
      this.text(['cherry-pick', `${from}..${head}`], made);
    }
    return this.text(['rev-parse', 'HEAD']);
  }

  /** A working copy of the default branch, whose origin is said to be at `origin`. */
  clone(target: string, origin: string): void {
    this.text(['clone', '-q', '--branch', 'main', this.directory, target]);
    execFileSync('git', ['-C', target, 'remote', 'set-url', 'origin', origin]);
  }

  /** Gives a copy at a commit, without history, as a shallow checkout leaves the files. */
  async checkout(commit: string, target: string): Promise<void> {
    await mkdir(target, { recursive: true });
    const archive = this.run(['archive', '--format=tar', commit]);
    execFileSync('tar', ['-x', '-C', target], { input: archive });
  }

  resolves(name: string): string | undefined {
    try {
      return this.text(['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
    } catch {
      return undefined;
    }
  }

  remove(): Promise<void> {
    return rm(this.directory, { recursive: true, force: true });
  }

  private switchTo(branch: string): void {
    if (this.resolves(branch) === undefined) this.text(['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
    else this.text(['checkout', '-q', '-f', branch]);
  }
}
