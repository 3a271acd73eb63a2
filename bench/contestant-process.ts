import type { Contestant, Task } from './contestant.ts';

// A contestant in a process of its own. It is given its task as its last argument, says that it is ready once its
// libraries are loaded, begins when it reads a line, and says at the end what it moved.

const LOAD: Readonly<Record<string, (task: Task) => Promise<Contestant>>> = {
  product: async (task) => (await import('./contestants/product.ts')).prepareLanding(task),
  typescript: async () => (await import('./contestants/typescript-rows.ts')).writeRows,
  wire: async () => (await import('./contestants/wire.ts')).readAndThrowAway,
  duckdb: async (task) => (await import('./contestants/duckdb-copy.ts')).prepareCopy(task),
};

const [name = '', text = ''] = process.argv.slice(2);
const task = JSON.parse(text) as Task;
const contestant = await LOAD[name]?.(task);
if (contestant === undefined) throw new RangeError(`no contestant is called ${name}`);
process.stdout.write('ready\n');
process.stdin.once('data', async () => {
  const outcome = await contestant(task);
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
  process.stdin.destroy();
});
