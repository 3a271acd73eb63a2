import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { BlobStore } from '../../src/storage/blob-store.ts';

interface LogAction {
  readonly add?: { readonly path: string } | null;
  readonly remove?: { readonly path: string } | null;
}

/**
 * The live files of a Delta table, as plainly as the protocol says: the newest checkpoint, then the JSON commits behind it.
 * None of the product's code.
 */
export async function readLog(store: BlobStore, table: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { path } of store.list(`${table}_delta_log/`))
    names.push(path.slice(path.lastIndexOf('/') + 1));
  const content = async (name: string) => (await store.read(`${table}_delta_log/${name}`))?.content;
  const checkpoint = names
    .filter((name) => /^\d{20}\.checkpoint\.parquet$/.test(name))
    .sort()
    .at(-1);
  const live = new Set<string>();
  const apply = (action: LogAction): void => {
    if (action.add) live.add(decodeURIComponent(action.add.path));
    if (action.remove) live.delete(decodeURIComponent(action.remove.path));
  };
  if (checkpoint !== undefined) {
    const file = new Uint8Array((await content(checkpoint)) ?? []).buffer;
    for (const row of await parquetReadObjects({ file, columns: ['add'], compressors }))
      apply(row as LogAction);
  }
  const behind = checkpoint?.slice(0, 20) ?? '';
  const commits = names.filter((name) => /^\d{20}\.json$/.test(name) && name.slice(0, 20) > behind);
  for (const name of commits.sort()) {
    const lines = new TextDecoder().decode(await content(name)).trim();
    for (const line of lines.split('\n')) apply(JSON.parse(line) as LogAction);
  }
  return [...live].map((path) => `${table}${path}`);
}
