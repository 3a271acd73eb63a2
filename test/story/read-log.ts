import type { BlobStore } from '../../src/storage/blob-store.ts';

/** The live files of a Delta table by replaying its JSON commits, as plainly as the protocol says: none of the product's code. */
export async function readLog(store: BlobStore, table: string): Promise<readonly string[]> {
  const live = new Set<string>();
  for await (const { path } of store.list(`${table}_delta_log/`)) {
    if (!/\/\d{20}\.json$/.test(path)) continue;
    const blob = await store.read(path);
    for (const line of new TextDecoder().decode(blob?.content).trim().split('\n')) {
      const action = JSON.parse(line) as { add?: { path: string }; remove?: { path: string } };
      if (action.add) live.add(decodeURIComponent(action.add.path));
      if (action.remove) live.delete(decodeURIComponent(action.remove.path));
    }
  }
  return [...live].map((path) => `${table}${path}`);
}
