import { HASH_RANGE } from '../fingerprint/person-bucket.ts';
import type { Instant } from '../instant.ts';
import { type Coverage, type GroupCoverage, type Slice, UNKNOWN_CHANGE } from '../landing/coverage.ts';
import type { Column } from '../omop/column-type.ts';
import { type SliceCensus, sumBySlice } from '../plan/census.ts';
import { FIRST_CELL, NULL_CELL } from '../plan/week-grid.ts';
import { dropStatement } from '../source/statements/roster.ts';
import type { Schemas, SourceTable } from '../source/statements/source-table.ts';
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
  readonly columns: readonly Column[];
  readonly keyColumns: readonly string[];
  /** Verify's own copy of the rosters in the sandbox, never the sync's. */
  readonly roster: string;
  /** What the landed table says that it covers. */
  readonly coverage: Coverage;
}

/** Slices of a landed table that are not what the source holds now, by group. */
export interface Difference {
  readonly group: string;
  readonly slice: Slice;
}

/**
 * Counts and fingerprints every slice at the source, by one statement over the pinned table, and compares with what has
 * landed. A difference means that the source changed since the last sync, or that the landing is wrong: a sync mends both.
 */
export async function compareWithSource(request: SourceComparison): Promise<readonly Difference[]> {
  const groups = request.coverage.groups.flatMap((group) =>
    group.through === null ? [] : [{ ...group, through: group.through }],
  );
  if (groups.length === 0) return [];
  const until = latest(groups);
  const statement = sourceCensusStatement(request.schemas, request.source, until, {
    label: `verify ${request.source.table}`,
    columnSets: [request.columns],
    keyColumns: request.keyColumns,
    slots: groups.map((group, slot) => ({
      slot,
      key: group.members,
      since: group.through,
      width: HASH_RANGE / finest(group),
    })),
    roster: request.roster,
  });
  const rows = Map.groupBy(decodeCensus(await request.warehouse.query(statement), 1), (row) => row.slot);
  return groups.flatMap((group, slot) => {
    const census = sumBySlice(group.slices, rows.get(slot) ?? [], finest(group), 0);
    return group.slices.flatMap((slice, index) =>
      differs(slice, census[index]) ? [{ group: group.group, slice }] : [],
    );
  });
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
  /** The landed files with their deep fingerprints. */
  readonly files: readonly VerifiedFile[];
  /** The contract of a group's whole history. */
  readonly contract: (group: string, until: Instant) => BatchContract;
}

/**
 * Reads the source's rows as Arrow, hashes whole rows with our own code, and compares with the same hashes of what lies in
 * storage: finds what no count and no key can tell, with nothing of the warehouse's arithmetic believed.
 */
export async function compareDeeply(request: DeepComparison): Promise<readonly string[]> {
  const { warehouse, schemas, stage, columns, roster } = request;
  const groups = request.coverage.groups.filter((group) => group.through !== null);
  if (groups.length === 0) return [];
  const keys = groups.map((group) => group.members);
  try {
    await warehouse.execute(
      stageStatement(schemas, request.source, {
        stage,
        columns,
        until: latest(groups),
        whole: keys,
        partial: [],
        freshFrom: null,
        regions: [],
        roster,
      }),
    );
    const different: string[] = [];
    for (const group of groups) {
      if (!(await sameRows(request, group))) different.push(group.group);
    }
    return different;
  } finally {
    await warehouse.execute(dropStatement(schemas, stage));
  }
}

async function sameRows(request: DeepComparison, group: GroupCoverage): Promise<boolean> {
  const landed = request.files
    .filter(({ file }) => file.group === group.group)
    .map(({ tally }) => tally.deep);
  const stored = landed.reduce<DeepFingerprint>((sum, deep) => addDeep(sum, deep ?? [0n, 0n]), [0n, 0n]);
  let source: DeepFingerprint = [0n, 0n];
  for (const nulls of [true, false]) {
    const [firstCell, lastCell] = nulls ? [NULL_CELL, NULL_CELL] : [FIRST_CELL, -FIRST_CELL];
    const statement = extractStatement(request.schemas, {
      stage: request.stage,
      table: request.source.table,
      columns: request.columns,
      key: group.members,
      region: { firstCell, lastCell, firstHash: 0, lastHash: HASH_RANGE - 1 },
      since: null,
      roster: request.roster,
    });
    const contract = request.contract(group.group, group.through ?? 0n);
    const window = nulls ? { from: 0n, until: 0n, nulls: true } : { nulls: false };
    const tally = await request.pool.count(
      await request.warehouse.stream(statement),
      { ...contract, ...window },
      { deep: true },
    );
    source = addDeep(source, tally.deep ?? [0n, 0n]);
  }
  return source[0] === stored[0] && source[1] === stored[1];
}

function latest(groups: readonly GroupCoverage[]): Instant {
  return groups.reduce((last, { through }) => (through !== null && through > last ? through : last), 0n);
}

function finest(group: GroupCoverage): number {
  return group.slices.reduce((most, slice) => Math.max(most, slice.buckets), 1);
}
