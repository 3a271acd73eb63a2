import { spawn } from 'node:child_process';
import { watchTree } from './process-tree.ts';

/** What one command took, all of its processes together. */
export interface MeasuredRun {
  /** From the start of the process to its end: loading is in it. */
  readonly seconds: number;
  /** Processor time as last seen, seconds. */
  readonly processor: number;
  /** The peak of resident memory, bytes. */
  readonly memory: number;
}

/** Runs Node with these arguments; throws with what it printed when it does not end well. */
export async function measureRun(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<MeasuredRun> {
  const begun = performance.now();
  const child = spawn(process.execPath, [...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text));
  const stop = watchTree(child.pid as number);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const seconds = (performance.now() - begun) / 1000;
  const use = await stop();
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${printed}`);
  return { seconds, ...use };
}
