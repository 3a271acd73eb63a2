import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Outcome, Task } from './contestant.ts';
import { treeUse, watchTree } from './process-tree.ts';

/** One turn of one contestant. */
export interface Turn extends Outcome {
  readonly contestant: string;
  /** From the word to begin to the last byte committed; loading of libraries is not in it. */
  readonly seconds: number;
  /** Processor time of the contestant's processes in between, seconds. */
  readonly processor: number;
  /** The most resident memory of its processes together, bytes. */
  readonly memory: number;
}

/** What is run for a contestant; the task is added as the last argument. */
export interface Command {
  readonly name: string;
  readonly program: string;
  readonly arguments: readonly string[];
}

/** Runs a contestant in a process of its own, and measures from outside. */
export async function runContestant(command: Command, task: Task): Promise<Turn> {
  const child = spawn(command.program, [...command.arguments, JSON.stringify(task)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: process.env.BENCH_NODE_OPTIONS ?? '' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { done, value } = await lines.next();
    if (done) throw new Error(`contestant ${command.name} ended too early`);
    return value;
  };
  const stop = watchTree(child.pid as number);
  try {
    while ((await next()) !== 'ready');
    const before = await treeUse(child.pid as number);
    const begun = performance.now();
    child.stdin.write('go\n');
    const outcome = JSON.parse(await next()) as Outcome;
    const seconds = (performance.now() - begun) / 1000;
    const after = await treeUse(child.pid as number);
    if (outcome.rows !== task.rows)
      throw new Error(`${command.name} moved ${outcome.rows} rows of ${task.rows}`);
    const processor = after.processor - before.processor;
    return { contestant: command.name, ...outcome, seconds, processor, memory: (await stop()).memory };
  } finally {
    await stop();
    child.stdin.end();
    if (child.exitCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
    }
  }
}
