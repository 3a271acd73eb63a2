import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');
const TOOLS = path.join(ROOT, '.venv/workflows/bin');
const NEED = 'The tools for workflows are not installed: run test/workflows/tools.sh --install first.';

export interface Ended {
  readonly code: number;
  /** Standard output and error, as they came. */
  readonly output: string;
}

/** Runs actionlint, zizmor or act to its end. */
export async function runTool(
  name: 'actionlint' | 'zizmor' | 'act',
  parameters: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  const program = path.join(TOOLS, name);
  if (!existsSync(program)) throw new Error(NEED);
  const { cwd = ROOT, env = process.env } = options;
  return new Promise((resolve) => {
    const child = execFile(program, [...parameters], { cwd, env, maxBuffer: 2 ** 28 }, (error, out, err) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: `${out}${err}` });
    });
    child.stdin?.end();
  });
}
