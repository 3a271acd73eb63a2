import { openTable } from '../../src/landing/delta-log.ts';
import { listOrphans } from '../../src/landing/orphans.ts';
import { requireOurs } from '../../src/landing/table-state.ts';
import type { Stack } from './open-stack.ts';

/** Files beneath a cohort's tables that no version names. */
export async function strays(
  { stores }: Stack,
  cohort: string,
  tables: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const table of tables) {
    const opened = await openTable(stores.landing, { cohort, table });
    const state = opened && requireOurs(opened);
    const orphans = await listOrphans(stores.landing, { cohort, table }, state);
    found.push(...orphans.filter(({ kind }) => kind === 'unclaimed').map(({ path }) => path));
  }
  return found;
}
