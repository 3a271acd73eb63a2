import type { Instant } from '../instant.ts';
import { ifOver } from '../sandbox/run-hold.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { ownerOf } from './staging.ts';

/**
 * Deletes what runs that are over left in staging: killed ones, and tasks of a warehouse that went on after their statement was
 * given up. What lies there under no run's name stays: it is not ours, and nothing ever reads it.
 * @returns how many files were deleted
 */
export async function sweepStaging(
  { staging, diagnostics }: { readonly staging: BlobStore; readonly diagnostics: BlobStore },
  now: Instant,
): Promise<number> {
  const left = new Map<string, string[]>();
  for await (const { path } of staging.list('')) {
    const owner = ownerOf(path);
    if (owner !== undefined) left.set(owner.run, [...(left.get(owner.run) ?? []), path]);
  }
  let deleted = 0;
  for (const [run, paths] of left) {
    await ifOver(diagnostics, run, now, async () => {
      await Promise.all(paths.map((path) => staging.delete(path)));
      deleted += paths.length;
    });
  }
  return deleted;
}
