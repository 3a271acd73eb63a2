import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ConfigurationError } from '../errors.ts';
import type { Change, ChangedFile } from './change.ts';

const run = promisify(execFile);
const MAXIMUM_OUTPUT = 64 * 1024 * 1024;

/**
 * What the next commit of a working copy would change, or all commits since another one. Git's own hooks set
 * variables that would lead elsewhere; they are left as they are, since `git commit FILE` works on an index of its own.
 * @param base compares HEAD with this commit instead of the index with HEAD
 * @throws ConfigurationError `GIT_UNAVAILABLE` where there is no Git, no repository or no such commit
 */
export async function stagedChange(directory: string, base?: string): Promise<Change> {
  const git = (...parameters: readonly string[]): Promise<Buffer> => runGit(directory, parameters);
  // A text that begins with a hyphen would be an option of Git.
  if (base !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._/~^-]*$/.test(base)) throw unavailable(undefined);
  const from = (base ?? (await hasHead(git))) ? await commit(git, base ?? 'HEAD') : EMPTY_TREE;
  const raw =
    base === undefined
      ? await git('diff', '--cached', ...FORM, from)
      : await git('diff', ...FORM, `${from}...HEAD`);
  const before = base === undefined ? from : await mergeBase(git, from);
  const files = parseRaw(raw);
  const blobs = new Map(files.map(({ file, blob }) => [file.path, blob]));
  return {
    files: await Promise.all(files.map(({ file, blob }) => sized(git, file, blob))),
    before: (path) => git('cat-file', 'blob', `${before}:${path}`).catch(() => undefined),
    after: async (path) => {
      const blob = blobs.get(path) ?? (base === undefined ? `:0:${path}` : `HEAD:${path}`);
      return git('cat-file', 'blob', blob).catch(() => undefined);
    },
    existedBefore: async (path) =>
      before !== EMPTY_TREE && (await git('log', '-1', '--format=%H', before, '--', path)).length > 0,
  };
}

type Git = (...parameters: readonly string[]) => Promise<Buffer>;

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const FORM = [
  '--raw',
  '-z',
  '--no-abbrev',
  '--find-renames=100%',
  '--no-ext-diff',
  '--ignore-submodules=none',
];
const KIND: Record<string, ChangedFile['kind']> = { '100644': 'file', '100755': 'file', '120000': 'link' };

/** `:oldmode newmode oldblob newblob status\0path\0[newpath\0]`, as git-diff writes it with -z. */
function parseRaw(output: Buffer): readonly { readonly file: ChangedFile; readonly blob: string }[] {
  const parts = output.toString('utf8').split('\0');
  const found: { file: ChangedFile; blob: string }[] = [];
  for (let index = 0; index + 1 < parts.length; ) {
    const [, mode = '', , blob = '', letter = ''] = (parts[index] ?? '').split(' ');
    const moved = letter.startsWith('R') || letter.startsWith('C');
    const path = parts[index + (moved ? 2 : 1)] ?? '';
    const previous = letter.startsWith('R') ? { previous: parts[index + 1] ?? '' } : {};
    const kind = letter === 'D' ? 'none' : (KIND[mode] ?? 'other');
    found.push({ file: { path, status: status(letter), ...previous, size: 0, kind }, blob });
    index += moved ? 3 : 2;
  }
  return found;
}

function status(letter: string): ChangedFile['status'] {
  if (letter.startsWith('A') || letter.startsWith('C')) return 'added';
  if (letter === 'D') return 'removed';
  return letter.startsWith('R') ? 'renamed' : 'modified';
}

async function sized(git: Git, file: ChangedFile, blob: string): Promise<ChangedFile> {
  if (file.kind !== 'file') return file;
  return { ...file, size: Number((await git('cat-file', '-s', blob)).toString()) };
}

async function hasHead(git: Git): Promise<boolean> {
  await git('rev-parse', '--git-dir');
  return git('rev-parse', '--verify', '--quiet', 'HEAD').then(
    () => true,
    () => false,
  );
}

async function commit(git: Git, name: string): Promise<string> {
  return (await git('rev-parse', '--verify', '--end-of-options', `${name}^{commit}`)).toString().trim();
}

async function mergeBase(git: Git, from: string): Promise<string> {
  return (await git('merge-base', from, 'HEAD')).toString().trim();
}

async function runGit(directory: string, parameters: readonly string[]): Promise<Buffer> {
  try {
    const { stdout } = await run('git', ['-C', directory, ...parameters], {
      encoding: 'buffer',
      maxBuffer: MAXIMUM_OUTPUT,
    });
    return stdout;
  } catch (cause) {
    throw unavailable(cause);
  }
}

function unavailable(cause: unknown): ConfigurationError {
  return new ConfigurationError('Git gives no account of the change.', {
    code: 'GIT_UNAVAILABLE',
    remedy: 'Run it within a Git repository, with git installed, and name a commit that exists.',
    cause,
  });
}
