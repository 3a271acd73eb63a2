import { IntegrityError } from '../errors.ts';
import { HASH_RANGE } from '../fingerprint/person-bucket.ts';
import type { Instant } from '../instant.ts';
import { type GroupCoverage, type Slice, UNKNOWN_CHANGE } from '../landing/coverage.ts';
import type { TableState } from '../landing/table-state.ts';
import type { Column } from '../omop/column-type.ts';
import { type SliceCensus, sumBySlice } from '../plan/census.ts';
import { FIRST_CELL, NULL_CELL } from '../plan/week-grid.ts';
import { retrying } from '../retry/retry.ts';
import { RETRIES } from '../retry/retry-table.ts';
import { hopeForSource } from '../source/source-error.ts';
import { dropStatement } from '../source/statements/roster.ts';
import {
  columnsDigest,
  LOAD_COLUMN,
  PERSON_COLUMN,
  type Schemas,
  type SourceTable,
} from '../source/statements/source-table.ts';
import {
  decodeCensus,
  extractStatement,
  sourceCensusStatement,
  stageStatement,
} from '../source/statements/stage.ts';
import type { Warehouse } from '../source/warehouse.ts';
import { addDeep } from '../transfer/deep-fingerprint.ts';
import type { BatchContract, DeepFingerprint, TransferPool } from '../transfer/transfer.ts';
import type { VerifiedFile } from './verify-files.ts';

export interface SourceComparison {
  readonly warehouse: Warehouse;
  readonly schemas: Schemas;
  readonly source: SourceTable;
  readonly keyColumns: readonly string[];
  /** Verify's own copy of the rosters in the sandbox, never the sync's. */
  readonly roster: string;
}

/** A landed table to be compared, with what was read of it. */
export interface LandedTable {
  readonly state: TableState;
  /** Its columns, with the types that they have at the source. */
  readonly columns: readonly Column[];
  /** The persons of each group, by its name. */
  readonly persons: ReadonlyMap<string, SharedArrayBuffer>;
  readonly files: readonly VerifiedFile[];
}

/** A group of a landed table, all of whose history has landed up to an instant. */
type LandedGroup = GroupCoverage & { readonly landed: LandedTable; readonly through: Instant };

function groupsOf(tables: readonly LandedTable[]): readonly LandedGroup[] {
  return tables.flatMap((landed) =>
    landed.state.coverage.groups.flatMap(({ through, ...group }) =>
      through === null ? [] : [{ ...group, through, landed }],
    ),
  );
}

/** Slices of a landed table that are not what the source holds now, by group. */
export interface Difference {
  readonly group: string;
  readonly slice: Slice;
}

/**
 * Counts and fingerprints every slice of every landing at the source, by one statement over the pinned table, and compares
 * with what has landed. A difference means that the source changed since the last sync, or that the landing is wrong: a
 * sync mends both.
 * @returns for each landed table, in order, what differs
 */
export async function compareWithSource(
  request: SourceComparison,
  tables: readonly LandedTable[],
): Promise<readonly (readonly Difference[])[]> {
  const groups = groupsOf(tables);
  if (groups.length === 0) return tables.map(() => []);
  const sets = new Map(tables.map(({ columns }) => [columnsDigest(columns), columns]));
  const setNumbers = new Map([...sets.keys()].map((digest, index) => [digest, index]));
  const statement = sourceCensusStatement(request.schemas, request.source, latest(groups), {
    label: `verify ${request.source.table}`,
    columnSets: [...sets.values()],
    keyColumns: request.keyColumns,
    slots: groups.map((group, slot) => ({
      slot,
      key: group.members,
      since: group.through,
      width: HASH_RANGE / finest(group),
    })),
    roster: request.roster,
  });
  const rows = Map.groupBy(
    decodeCensus(await request.warehouse.query(statement), sets.size),
    (row) => row.slot,
  );
  const differences = groups.flatMap((group, slot) => {
    const set = setNumbers.get(columnsDigest(group.landed.columns)) ?? -1;
    const census = sumBySlice(group.slices, rows.get(slot) ?? [], finest(group), set);
    return group.slices.flatMap((slice, index) =>
      differs(slice, census[index]) ? [{ landed: group.landed, group: group.group, slice }] : [],
    );
  });
  return tables.map((table) => differences.filter(({ landed }) => landed === table));
}

function differs(slice: Slice, census: SliceCensus | undefined): boolean {
  const old = census?.old;
  return (
    old === undefined ||
    old.rows !== slice.rows ||
    (slice.change !== UNKNOWN_CHANGE && old.change !== slice.change) ||
    old.transfer[0] !== slice.transfer[0] ||
    old.transfer[1] !== slice.transfer[1]
  );
}

export interface DeepComparison extends SourceComparison {
  readonly pool: TransferPool;
  /** Name of verify's own stage. */
  readonly stage: string;
  readonly timeZone: string;
  /** Aborted when the run is to end. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Reads the source's rows as Arrow, hashes whole rows with our own code, and compares with the same hashes of what lies in
 * storage: finds what no count and no key can tell, with nothing of the warehouse's arithmetic believed. The source is read
 * once, into a stage of the persons of all landings.
 * @returns for each landed table, in order, the groups whose rows differ, or what is wrong with the rows that came for it
 * @throws RemoteError where the source did not give them, which holds for all tables
 */
export async function compareDeeply(
  request: DeepComparison,
  tables: readonly LandedTable[],
): Promise<readonly (readonly string[] | IntegrityError)[]> {
  const { warehouse, schemas, stage, roster } = request;
  const groups = groupsOf(tables);
  if (groups.length === 0) return tables.map(() => []);
  const columns = new Map(tables.flatMap((table) => table.columns).map((column) => [column.name, column]));
  try {
    await warehouse.execute(
      stageStatement(schemas, request.source, {
        stage,
        columns: [...columns.values()],
        until: latest(groups),
        whole: [...new Set(groups.map(({ members }) => members))],
        partial: [],
        freshFrom: null,
        regions: [],
        roster,
      }),
    );
    const different: LandedGroup[] = [];
    const unfit = new Map<LandedTable, IntegrityError>();
    for (const group of groups) {
      if (unfit.has(group.landed)) continue;
      try {
        if (!(await sameRows(request, group))) different.push(group);
      } catch (error) {
        if (!(error instanceof IntegrityError)) throw error;
        unfit.set(group.landed, error);
      }
    }
    return tables.map(
      (table) =>
        unfit.get(table) ?? different.filter(({ landed }) => landed === table).map(({ group }) => group),
    );
  } finally {
    await warehouse.execute(dropStatement(schemas, stage));
  }
}

async function sameRows(request: DeepComparison, group: LandedGroup): Promise<boolean> {
  const stored = group.landed.files
    .filter(({ file }) => file.group === group.group)
    .reduce<DeepFingerprint>((sum, { tally }) => addDeep(sum, tally.deep ?? [0n, 0n]), [0n, 0n]);
  let source: DeepFingerprint = [0n, 0n];
  for (const nulls of [true, false]) {
    const [firstCell, lastCell] = nulls ? [NULL_CELL, NULL_CELL] : [FIRST_CELL, -FIRST_CELL];
    const statement = extractStatement(request.schemas, {
      stage: request.stage,
      table: request.source.table,
      columns: group.landed.columns,
      key: group.members,
      region: { firstCell, lastCell, firstHash: 0, lastHash: HASH_RANGE - 1 },
      since: null,
      // The stage reaches as far as the landing that is ahead of all.
      until: nulls ? null : group.through,
      roster: request.roster,
    });
    const count = async () =>
      request.pool.count(await request.warehouse.stream(statement), contractOf(request, group, nulls), {
        deep: true,
      });
    // What breaks off in the middle of a result is begun anew, as a slice of a sync is.
    const tally = await retrying(RETRIES.slice, count, hopeForSource, request.signal);
    source = addDeep(source, tally.deep ?? [0n, 0n]);
  }
  return source[0] === stored[0] && source[1] === stored[1];
}

/** A group's whole history, or its rows without `load_dt`: persons and columns are judged as on the way to the landing. */
function contractOf(
  { keyColumns, timeZone }: DeepComparison,
  { group, landed, through }: LandedGroup,
  nulls: boolean,
): BatchContract {
  return {
    columns: landed.state.schema,
    personColumn: PERSON_COLUMN,
    fingerprintColumns: [...keyColumns, PERSON_COLUMN, LOAD_COLUMN],
    loadColumn: LOAD_COLUMN,
    persons: landed.persons.get(group) ?? new SharedArrayBuffer(0),
    from: nulls ? 0n : null,
    until: nulls ? 0n : through,
    nulls,
    timeZone,
  };
}

function latest(groups: readonly LandedGroup[]): Instant {
  return groups.reduce((last, { through }) => (through > last ? through : last), 0n);
}

function finest(group: GroupCoverage): number {
  return group.slices.reduce((most, slice) => Math.max(most, slice.buckets), 1);
}
