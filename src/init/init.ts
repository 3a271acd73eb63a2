import { chmod, lstat, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError } from '../errors.ts';
import { type Choices, type StarterFile, starterFiles } from './starter-files.ts';

export interface InitRequest extends Choices {
  /** Root of the repository of cohorts; it must be there. */
  readonly directory: string;
  /** Replace files that are there and differ. */
  readonly force: boolean;
  /** Say what would be done, write nothing. */
  readonly dryRun: boolean;
}

/** `kept`: there is another content, and it was left alone. `equal`: nothing to do. */
export type InitOutcome = 'written' | 'replaced' | 'kept' | 'equal';

export interface InitResult {
  readonly dryRun: boolean;
  readonly files: readonly { readonly path: string; readonly outcome: InitOutcome }[];
}

/**
 * Writes what a repository of cohorts starts with. What is there already is never touched without `force`.
 * @throws ConfigurationError `INIT_INPUT` for a choice that cannot be, or a directory that is not there
 */
export async function initRepository(request: InitRequest): Promise<InitResult> {
  check(request);
  const root = await stat(request.directory).catch(() => undefined);
  if (!root?.isDirectory())
    throw refused('The directory to write to is not there.', 'Make it, and run git init in it.');
  const files: { path: string; outcome: InitOutcome }[] = [];
  for (const file of await starterFiles(request)) {
    const target = path.join(request.directory, file.path);
    const outcome = await judge(target, file, request.force);
    if (!request.dryRun && (outcome === 'written' || outcome === 'replaced')) await write(target, file);
    files.push({ path: file.path, outcome });
  }
  return { dryRun: request.dryRun, files };
}

function check({ actions, organisation, branch }: InitRequest): void {
  if (actions !== undefined && !/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+@[0-9a-f]{40}$/.test(actions)) {
    throw refused(
      'The actions are not named by repository and commit.',
      'Write --actions organisation/repository@ and all 40 digits of a commit: a tag can be moved.',
    );
  }
  if (!/^[A-Za-z0-9-]+$/.test(organisation))
    throw refused('The organisation has no possible name.', 'Letters, digits and hyphens alone.');
  // It stands in YAML, where other characters would need quotes.
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(branch))
    throw refused('The branch has no possible name.', 'Letters, digits, dots, slashes and hyphens alone.');
}

function refused(message: string, remedy: string): ConfigurationError {
  return new ConfigurationError(message, { code: 'INIT_INPUT', remedy });
}

async function judge(target: string, { content }: StarterFile, force: boolean): Promise<InitOutcome> {
  const there = await lstat(target).catch(() => undefined);
  if (!there) return 'written';
  if (there.isFile() && (await readFile(target, 'utf8')) === content) return 'equal';
  return force ? 'replaced' : 'kept';
}

async function write(target: string, { content, executable }: StarterFile): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  // A link is replaced, never followed.
  await rm(target, { force: true });
  await writeFile(target, content, { flag: 'wx' });
  if (executable) await chmod(target, 0o755);
}
