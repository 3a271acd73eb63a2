import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pLimit from 'p-limit';
import type { BlobStore } from '../storage/blob-store.ts';

/** What is exported, by its place in the landing's container: the Delta tables, and the snapshots that readers go by. */
const EXPORTED = [
  { prefix: 'cohorts/', folder: 'landing' },
  { prefix: '_cohort-sync/snapshots/', folder: 'snapshots' },
] as const;

/** Copies the landings to plain folders, `landing/<cohort>/<table>/` and `snapshots/<cohort>/`; what was copied before stays. */
export async function exportLanding(landing: BlobStore, directory: string): Promise<void> {
  const limit = pLimit(8);
  const copies: Promise<void>[] = [];
  for (const { prefix, folder } of EXPORTED) {
    for await (const { path: blob } of landing.list(prefix)) {
      const target = path.join(directory, folder, ...blob.slice(prefix.length).split('/'));
      copies.push(limit(() => copy(landing, blob, target)));
    }
  }
  await Promise.all(copies);
}

async function copy(landing: BlobStore, blob: string, target: string): Promise<void> {
  // A data file or a commit never changes; the pointer to the last checkpoint does.
  if (!blob.endsWith('_last_checkpoint') && (await exists(target))) return;
  const stored = await landing.read(blob);
  if (stored === undefined) return;
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, stored.content);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

interface LogLine {
  readonly add?: { readonly path: string };
  readonly remove?: { readonly path: string };
}

/**
 * The files of an exported Delta table that its log names, and its newest version: by replaying the JSON commits as the
 * protocol says, with nothing of the product, because it is the product's work that is judged by it.
 */
export async function liveFiles(
  table: string,
): Promise<{ readonly version: number; readonly files: readonly string[] }> {
  const log = path.join(table, '_delta_log');
  const names = await readdir(log).catch(() => []);
  const commits = names.filter((name) => /^\d{20}\.json$/.test(name)).sort();
  const live = new Set<string>();
  for (const commit of commits) {
    const text = await readFile(path.join(log, commit), 'utf8');
    for (const line of text.trim().split('\n')) {
      const { add, remove } = JSON.parse(line) as LogLine;
      if (remove !== undefined) live.delete(remove.path);
      if (add !== undefined) live.add(add.path);
    }
  }
  const files = [...live].map((relative) => path.join(table, ...decodeURIComponent(relative).split('/')));
  return { version: commits.length - 1, files };
}
