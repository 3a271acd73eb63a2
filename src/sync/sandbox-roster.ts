import { IntegrityError } from '../errors.ts';
import { eraseStrayRosters, keysInUse, type RosterErasure } from '../sandbox/stray-rosters.ts';
import { loadingTable } from '../sandbox/sweep.ts';
import {
  createRosterStatement,
  decodeRosterDigests,
  dropStatement,
  loadRosterStatement,
  publishRosterStatement,
  ROSTER_TABLE,
  type RosterDigest,
  rosterDigest,
  rosterDigestStatement,
} from '../source/statements/roster.ts';
import type { Schemas } from '../source/statements/source-table.ts';
import type { Warehouse } from '../source/warehouse.ts';

/** A group's persons under the key that the sandbox knows them by. */
export interface RosterGroup {
  /** SHA-256 of the canonical member list. */
  readonly key: string;
  /** Ascending, distinct. */
  readonly persons: BigInt64Array;
}

/** Ids a statement: one text parameter of about a megabyte. */
const CHUNK = 50_000;

export interface RosterLoad extends RosterErasure {
  readonly run: string;
  /** Without indexes that name what it loads. */
  readonly dryRun: boolean;
}

/**
 * Sees to it that the sandbox roster holds exactly these groups: what is there is checked by count, distinct count and two
 * order-free hashes; what is missing is loaded apart, checked, and published by one insert. Returns the groups it loaded.
 */
export async function ensureRosters(
  request: RosterLoad,
  groups: readonly RosterGroup[],
): Promise<readonly RosterGroup[]> {
  const { warehouse, schemas } = request;
  const wanted = groups.filter((group) => group.persons.length > 0);
  await warehouse.execute(createRosterStatement(schemas, ROSTER_TABLE));
  if (wanted.length === 0) return [];
  const present = await digests(warehouse, schemas, ROSTER_TABLE, wanted);
  const missing = wanted.filter((group) => !present.has(group.key));
  if (missing.length > 0) await load(request, missing);
  await checkRosters(warehouse, schemas, wanted);
  return missing;
}

/** Compares the sandbox roster with the runner's own lists; anything else than equality stops what would read it. */
export async function checkRosters(
  warehouse: Warehouse,
  schemas: Schemas,
  groups: readonly RosterGroup[],
  table: string = ROSTER_TABLE,
): Promise<void> {
  const wanted = groups.filter((group) => group.persons.length > 0);
  if (wanted.length === 0) return;
  const found = await digests(warehouse, schemas, table, wanted);
  const others = wanted.filter(({ key, persons }) => !sameDigest(found.get(key), rosterDigest(persons)));
  if (others.length > 0) throw new RosterMismatch(table, new Set(others.map(({ key }) => key)));
}

/** Loads groups into a table of the caller's own, without publishing: what verify reads, never shared with a sync. */
export async function loadRosterTable(
  warehouse: Warehouse,
  schemas: Schemas,
  table: string,
  groups: readonly RosterGroup[],
): Promise<void> {
  await warehouse.execute(dropStatement(schemas, table));
  await warehouse.execute(createRosterStatement(schemas, table));
  for (const group of groups) {
    for (let start = 0; start < group.persons.length; start += CHUNK) {
      const ids = group.persons.subarray(start, start + CHUNK).join(',');
      await warehouse.execute(loadRosterStatement(schemas, table, group.key, ids));
    }
  }
  await checkRosters(warehouse, schemas, groups, table);
}

async function load(request: RosterLoad, groups: readonly RosterGroup[]): Promise<void> {
  const { warehouse, schemas, landing, dryRun } = request;
  const loading = loadingTable(request.run);
  try {
    await loadRosterTable(warehouse, schemas, loading, groups);
    for (const group of groups) await warehouse.execute(publishRosterStatement(schemas, loading, group.key));
  } finally {
    // A purge takes a list off the index before it looks here. Whoever slept meanwhile published behind its back, and finds it out now. The table
    // of what was being loaded goes last: should this run die before, it tells the next one that there may be strays.
    const named = dryRun ? undefined : await keysInUse(landing);
    if (named && groups.some(({ key }) => !named.has(key))) await eraseStrayRosters(request);
    await warehouse.execute(dropStatement(schemas, loading));
  }
}

async function digests(
  warehouse: Warehouse,
  schemas: Schemas,
  table: string,
  groups: readonly RosterGroup[],
): Promise<ReadonlyMap<string, RosterDigest>> {
  const keys = [...new Set(groups.map((group) => group.key))];
  return decodeRosterDigests(await warehouse.query(rosterDigestStatement(schemas, table, keys)));
}

function sameDigest(found: RosterDigest | undefined, expected: RosterDigest): boolean {
  return (
    found !== undefined &&
    found.persons === expected.persons &&
    found.distinct === expected.distinct &&
    found.hash[0] === expected.hash[0] &&
    found.hash[1] === expected.hash[1]
  );
}

/** The sandbox holds other persons than it should for the groups of these keys; it says nothing of the others. */
export class RosterMismatch extends IntegrityError {
  readonly keys: ReadonlySet<string>;

  constructor(table: string, keys: ReadonlySet<string>) {
    super(`The sandbox table ${table} does not hold the persons that were approved.`, {
      code: 'SANDBOX_ROSTER_MISMATCH',
      remedy: `Find out who writes to the sandbox; then drop ${table}: the next run loads it again from the sealed rosters.`,
    });
    this.keys = keys;
  }
}
