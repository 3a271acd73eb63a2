import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BlobStore } from '../../src/storage/blob-store.ts';
import type { World } from '../story/world.ts';

/**
 * A copy of the landed tables in a folder, for readers that do not speak to the emulated storage: byte for byte, under the
 * same names, as they are now.
 */
export async function mirrorLanding({ stores, directory }: World, name = 'mirror'): Promise<string> {
  const folder = path.join(directory, name);
  await rm(folder, { recursive: true, force: true });
  for await (const { path: blob } of stores.landing.list('cohorts/'))
    await fetchBlob(stores.landing, folder, blob);
  return folder;
}

export async function fetchBlob(store: BlobStore, folder: string, blob: string): Promise<void> {
  const file = path.join(folder, blob);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, (await store.read(blob))?.content ?? '');
}

/** Puts a file of the copy into the storage unless one of that name is there: what a commit by another engine comes to. */
export async function publishFile(
  store: BlobStore,
  folder: string,
  blob: string,
): Promise<'created' | 'exists'> {
  return store.putIfAbsent(blob, new Uint8Array(await readFile(path.join(folder, blob))));
}
