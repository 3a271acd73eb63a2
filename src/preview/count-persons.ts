import pLimit from 'p-limit';
import { CohortSyncError } from '../errors.ts';
import { throwIfInterrupted } from '../interruption.ts';
import { OMOP_TABLES, type OmopTableName } from '../omop/tables.ts';
import { describeTable } from '../source/describe.ts';
import {
  decodePersonsCount,
  type PersonsCount,
  personsCountStatement,
} from '../source/statements/preview.ts';
import { dropStatement } from '../source/statements/roster.ts';
import type { Schemas } from '../source/statements/source-table.ts';
import type { Warehouse } from '../source/warehouse.ts';
import { tableMissing } from '../sync/gather.ts';
import { loadRosterTable, type RosterGroup } from '../sync/sandbox-roster.ts';
import { checkColumns } from '../sync/tasks.ts';

export interface CountRequest {
  readonly warehouse: Warehouse;
  readonly schemas: Schemas;
  /** The table in the sandbox that holds the lists while they are counted; it carries the run's name. */
  readonly roster: string;
  /** Where a `load_dt` without zone is read; undefined: such a `load_dt` is an error. */
  readonly timeZone: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A table that was counted for all lists, by their keys. */
export interface CountedTable {
  readonly version: bigint | null;
  readonly counts: ReadonlyMap<string, PersonsCount>;
}

const TABLES_AT_ONCE = 3;

/**
 * Counts tables of the source for lists of persons, each table by one statement for all lists. The lists lie in a table of
 * their own, are checked there as those of a sync are, and are dropped again whatever happens.
 * @returns for each table what was counted, or what is wrong with it
 * @throws what is wrong with the source as a whole; IntegrityError `SANDBOX_ROSTER_MISMATCH`
 */
export async function countPersons(
  request: CountRequest,
  lists: readonly RosterGroup[],
  tables: readonly OmopTableName[],
): Promise<ReadonlyMap<OmopTableName, CountedTable | CohortSyncError>> {
  const { warehouse, schemas, roster, signal } = request;
  const distinct = new Map(lists.map((list) => [list.key, list]));
  try {
    await loadRosterTable(warehouse, schemas, roster, [...distinct.values()]);
    const limit = pLimit(TABLES_AT_ONCE);
    const counted = await Promise.all(
      OMOP_TABLES.filter(({ name }) => tables.includes(name)).map(({ name }) =>
        limit(async () => [name, await countTable(request, name).catch(unlessOfTable)] as const),
      ),
    );
    throwIfInterrupted(signal);
    return new Map(counted);
  } finally {
    await warehouse.execute(dropStatement(schemas, roster));
  }
}

async function countTable(
  { warehouse, schemas, roster, timeZone, signal }: CountRequest,
  table: OmopTableName,
): Promise<CountedTable> {
  throwIfInterrupted(signal);
  const found = await describeTable(warehouse, schemas, table, timeZone ?? 'UTC');
  if (found === undefined) throw tableMissing(table);
  checkColumns(found.source, timeZone);
  const rows = await warehouse.query(personsCountStatement(schemas, found.source, roster));
  return { version: found.source.version, counts: decodePersonsCount(rows) };
}

/** What is wrong with one table, and so with the cohorts that want it; anything else is wrong with the source as a whole. */
const OF_A_TABLE: ReadonlySet<string> = new Set([
  'SOURCE_TABLE_MISSING',
  'SOURCE_COLUMN_MISSING',
  'LOAD_DT_TYPE',
  'LOAD_DT_ZONE',
]);

function unlessOfTable(error: unknown): CohortSyncError {
  if (error instanceof CohortSyncError && OF_A_TABLE.has(error.code)) return error;
  throw error;
}
