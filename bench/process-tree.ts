import { readdir, readFile } from 'node:fs/promises';

/** What a process and its descendants take, together; Linux only, elsewhere nothing is known. */
export interface TreeUse {
  /** Resident memory, bytes. */
  readonly memory: number;
  /** Processor time so far, seconds. */
  readonly processor: number;
}

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

export async function treeUse(root: number): Promise<TreeUse | undefined> {
  if (process.platform !== 'linux') return undefined;
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = (await Promise.all(ids.map(statOf))).filter((stat) => stat !== undefined);
  const tree = new Set([root]);
  for (let size = 0; size !== tree.size; ) {
    size = tree.size;
    for (const { id, parent } of stats) if (tree.has(parent)) tree.add(id);
  }
  const members = stats.filter(({ id }) => tree.has(id));
  return {
    memory: members.reduce((sum, { pages }) => sum + pages * PAGE_BYTES, 0),
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
  const [parent = 0, user = 0, system = 0, pages = 0] = [fields[1], fields[11], fields[12], fields[21]];
  return { id: Number(id), parent, ticks: user + system, pages };
}

/** Watches a tree until it is stopped; gives the most memory that it was seen to take, bytes. */
export function watchMemory(root: number): () => Promise<number> {
  let [peak, running] = [0, true];
  const watching = (async () => {
    while (running) {
      peak = Math.max(peak, (await treeUse(root))?.memory ?? 0);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  return async () => {
    running = false;
    await watching;
    return peak;
  };
}
