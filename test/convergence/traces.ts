import type { MemoryBlobStore } from '../storage/memory-blob-store.ts';
import type { LandingReader } from './landing-reader.ts';

/** Blobs that name one of these persons: in text or as 64-bit integers, and data files in a row. */
export async function blobsNaming(
  store: MemoryBlobStore,
  reader: LandingReader | undefined,
  persons: ReadonlySet<bigint>,
  prefix: string,
): Promise<readonly string[]> {
  const marks = [...persons].flatMap((person) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(person);
    return [bytes, Buffer.from(`${person}`)];
  });
  const found: string[] = [];
  for (const [path, { content }] of store.blobs) {
    if (!path.startsWith(prefix)) continue;
    const bytes = Buffer.from(content);
    const isData = reader !== undefined && path.endsWith('.parquet') && !path.includes('/_delta_log/');
    // Of encoded rows the bytes tell nothing: differences of others' ids may look like an id.
    const named = isData
      ? [...(await reader.persons(path))].some((person) => persons.has(person))
      : marks.some((mark) => bytes.includes(mark));
    if (named) found.push(path);
  }
  return found;
}
