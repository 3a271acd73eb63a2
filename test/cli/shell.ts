import path from 'node:path';
import { run } from '../../src/cli/program.ts';
import type { World } from '../story/world.ts';

/** What a command printed and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a command needs of a world. */
export type Shell = Pick<World, 'directory' | 'env'>;

/** Runs the command line with the world's configuration and secrets, in this process: starting one takes seconds. */
export async function cohortSync(
  { directory, env }: Shell,
  ...parameters: readonly string[]
): Promise<Outcome> {
  const config = path.join(directory, 'cohort-sync.yml');
  const written = { stdout: '', stderr: '' };
  const originals = (['stdout', 'stderr'] as const).map((name) => {
    const { write } = process[name];
    process[name].write = ((text: string) => {
      written[name] += text;
      return true;
    }) as typeof write;
    return () => {
      process[name].write = write;
    };
  });
  try {
    const code = await run(['node', 'cohort-sync', ...parameters, '--config', config], env);
    return { code, out: written.stdout, err: written.stderr };
  } finally {
    for (const restore of originals) restore();
  }
}

/** The one JSON document that `--json` leaves on standard output. */
export async function documentOf<T>(
  shell: Shell,
  ...parameters: readonly string[]
): Promise<{ readonly code: number; readonly document: T; readonly err: string }> {
  const { code, out, err } = await cohortSync(shell, ...parameters, '--json');
  return { code, document: JSON.parse(out) as T, err };
}
