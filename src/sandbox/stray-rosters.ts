import { COHORT_ID } from '../cohort/cohort-schema.ts';
import { readMemberKeys } from '../landing/members.ts';
import {
  decodeKeys,
  deleteKeysStatement,
  forgetHistoryStatements,
  rosterKeysStatement,
} from '../source/statements/erase.ts';
import { ROSTER_TABLE } from '../source/statements/roster.ts';
import type { Schemas } from '../source/statements/source-table.ts';
import type { Warehouse } from '../source/warehouse.ts';
import type { BlobStore } from '../storage/blob-store.ts';

export interface RosterErasure {
  readonly warehouse: Warehouse;
  readonly schemas: Schemas;
  readonly landing: BlobStore;
}

/**
 * Takes the groups that no cohort's index names out of the sandbox roster, with the history that Delta keeps of them.
 * @param intend told of the keys before they go
 * @returns how many groups went
 */
export async function eraseStrayRosters(
  { warehouse, schemas, landing }: RosterErasure,
  intend: (keys: readonly string[]) => Promise<void> = async () => undefined,
): Promise<number> {
  const present = decodeKeys(await warehouse.query(rosterKeysStatement(schemas, ROSTER_TABLE)));
  // Read after the listing: a sync saves its members before it loads them, so no roster of its own is taken for a stray.
  const named = await keysInUse(landing);
  const strays = present.filter((key) => !named.has(key));
  if (strays.length > 0) {
    await intend(strays);
    await warehouse.execute(deleteKeysStatement(schemas, ROSTER_TABLE, strays));
  }
  // Always: whoever was here before may have died after its DELETE, and the history names them still.
  await forgetHistory(warehouse, schemas, ROSTER_TABLE);
  return strays.length;
}

/** The keys that the index of any cohort names. */
export async function keysInUse(landing: BlobStore): Promise<ReadonlySet<string>> {
  const cohorts = new Set<string>();
  for await (const { path } of landing.list('_cohort-sync/members/')) {
    const cohort = path.split('/')[2] ?? '';
    if (COHORT_ID.test(cohort)) cohorts.add(cohort);
  }
  const keys = new Set<string>();
  for (const cohort of cohorts) {
    for (const key of await readMemberKeys(landing, cohort)) keys.add(key);
  }
  return keys;
}

/** Makes an erasure of what was deleted from a table: its older files go at once. */
export async function forgetHistory(warehouse: Warehouse, schemas: Schemas, table: string): Promise<void> {
  for (const statement of forgetHistoryStatements(schemas, table)) await warehouse.execute(statement);
}
