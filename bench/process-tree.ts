import { readdir, readFile } from 'node:fs/promises';

/** What a process and its descendants take, together; Linux only, elsewhere nothing is known, and all is 0. */
export interface TreeUse {
  /** The peak of resident memory, bytes: the sum of each process's own. Of one process exact, of several at most too much. */
  readonly memory: number;
  /** Processor time so far, seconds. */
  readonly processor: number;
}

const TICKS_PER_SECOND = 100;

export async function treeUse(root: number): Promise<TreeUse> {
  if (process.platform !== 'linux') return { memory: 0, processor: 0 };
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = (await Promise.all(ids.map(statOf))).filter((stat) => stat !== undefined);
  const tree = new Set([root]);
  for (let size = 0; size !== tree.size; ) {
    size = tree.size;
    for (const { id, parent } of stats) if (tree.has(parent)) tree.add(id);
  }
  const members = stats.filter(({ id }) => tree.has(id));
  const peaks = await Promise.all(members.map(({ id }) => peakMemory(id)));
  return {
    memory: peaks.reduce((sum, bytes) => sum + bytes, 0),
    processor: members.reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND,
  };
}

async function statOf(id: string) {
  const text = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // Fields are counted behind the name, which stands in parentheses and may hold anything.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent = 0, user = 0, system = 0] = [fields[1], fields[11], fields[12]];
  return { id: Number(id), parent, ticks: user + system };
}

async function peakMemory(id: number): Promise<number> {
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

/** Milliseconds between two looks: the system keeps each process's peak, so that none is missed, and a look is not for nothing. */
const LOOK_EACH = 250;

/** Watches a tree until it is stopped; gives the most that it was seen to take, the last look being at the stop. */
export function watchTree(root: number): () => Promise<TreeUse> {
  let most: TreeUse = { memory: 0, processor: 0 };
  const look = async () => {
    const use = await treeUse(root);
    most = {
      memory: Math.max(most.memory, use.memory),
      processor: Math.max(most.processor, use.processor),
    };
  };
  let looking = look();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, LOOK_EACH);
  return async () => {
    clearInterval(timer);
    looking = looking.then(look);
    await looking;
    return most;
  };
}
