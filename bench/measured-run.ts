import { spawn } from 'node:child_process';
import { treeUse } from './process-tree.ts';

/** What one command took, all of its processes together. */
export interface MeasuredRun {
  /** From the start of the process to its end: loading is in it. */
  readonly seconds: number;
  /** Processor time as last seen, seconds. */
  readonly processor: number;
  /** The most resident memory that was seen, bytes. */
  readonly memory: number;
}

const EVERY_MILLISECONDS = 50;

/** Runs Node with these arguments; throws with what it printed when it does not end well. */
export async function measureRun(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<MeasuredRun> {
  const begun = performance.now();
  const child = spawn(process.execPath, [...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text));
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  let [memory, processor] = [0, 0];
  while (child.exitCode === null && child.signalCode === null) {
    const use = await treeUse(child.pid as number);
    memory = Math.max(memory, use?.memory ?? 0);
    processor = Math.max(processor, use?.processor ?? 0);
    await Promise.race([code, new Promise((resolve) => setTimeout(resolve, EVERY_MILLISECONDS))]);
  }
  if ((await code) !== 0) throw new Error(`${args.join(' ')} ended with ${await code}:\n${printed}`);
  return { seconds: (performance.now() - begun) / 1000, processor, memory };
}
