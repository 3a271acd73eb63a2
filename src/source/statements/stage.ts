import { personHashSql } from '../../fingerprint/person-bucket.ts';
import { rowFingerprintSql } from '../../fingerprint/transfer-fingerprint.ts';
import type { Instant } from '../../instant.ts';
import type { Column } from '../../omop/column-type.ts';
import { type Cell, cellSql, cellStart, FIRST_CELL, NULL_CELL } from '../../plan/week-grid.ts';
import type { ControlRow, Statement } from '../warehouse.ts';
import { integer } from './decode.ts';
import { ROSTER_TABLE } from './roster.ts';
import {
  changeSql,
  LOAD_COLUMN,
  loadBoundSql,
  loadMicrosSql,
  PERSON_COLUMN,
  pinned,
  qualified,
  quote,
  type Schemas,
  type SourceTable,
} from './source-table.ts';

/**
 * A stage: the rows of one source table that one run needs, for all cohorts together, read from the source once. It
 * carries three columns of its own: `_us` (load_dt in microseconds), `_cell` and `_hash` (the person's), by which the
 * slices are cut out of it.
 */
export interface StageRequest {
  /** Name of the stage in the sandbox. */
  readonly stage: string;
  /** The approved columns of all cohorts that read this stage. */
  readonly columns: readonly Column[];
  /** Exclusive end: frontier + 1 µs. */
  readonly until: Instant;
  /** Group keys whose whole history is needed. */
  readonly whole: readonly string[];
  /** Group keys of which only `regions` and the rows from `freshFrom` on are needed. */
  readonly partial: readonly string[];
  readonly freshFrom: Instant | null;
  readonly regions: readonly Region[];
  readonly roster?: RosterTable;
}

/** Where the persons stand; the sync's roster unless verify brings its own. */
export type RosterTable = string;

/** Whole cells, for the persons whose hash lies in a range; both bounds inclusive. */
export interface Region {
  readonly firstCell: Cell;
  readonly lastCell: Cell;
  readonly firstHash: number;
  readonly lastHash: number;
}

export function stageStatement(schemas: Schemas, source: SourceTable, request: StageRequest): Statement {
  const conditions = ['w.whole = 1'];
  const parameters: Record<string, bigint | string> = { until: request.until };
  if (request.freshFrom !== null) {
    parameters.fresh_from = request.freshFrom;
    conditions.push(`(${loadBoundSql(source, 's', '>=', ':fresh_from')} AND s._us >= :fresh_from)`);
  }
  for (const [index, region] of request.regions.entries()) {
    conditions.push(regionSql(source, region, index, parameters));
  }
  parameters.whole_keys = request.whole.join(',');
  parameters.group_keys = [...request.whole, ...request.partial].join(',');
  const names = request.columns.map((column) => `s.${quote(column.name)}`).join(', ');
  return {
    label: `stage ${source.table}`,
    sql: `CREATE OR REPLACE TABLE ${qualified(schemas, 'sandbox', request.stage)} USING DELTA AS
SELECT ${names}, s._us, s._cell, s._hash
FROM (SELECT t.*, coalesce(${cellSql('t._us')}, ${NULL_CELL}) AS _cell, ${personHashSql(`CAST(t.${quote(PERSON_COLUMN)} AS BIGINT)`)} AS _hash
  FROM (SELECT ${request.columns.map((column) => `p.${quote(column.name)}`).join(', ')}, ${loadMicrosSql(source, 'p')} AS _us
    FROM ${pinned(schemas, source)} p) t) s
JOIN (SELECT r.person_id, max(CASE WHEN r.group_key IN (SELECT explode(split(:whole_keys, ','))) THEN 1 ELSE 0 END) AS whole
  FROM ${rosterTable(schemas, request.roster)} r
  WHERE r.group_key IN (SELECT explode(split(:group_keys, ',')))
  GROUP BY r.person_id) w ON w.person_id = s.${quote(PERSON_COLUMN)}
WHERE ((${loadBoundSql(source, 's', '<', ':until')} AND s._us < :until) OR s.${quote(LOAD_COLUMN)} IS NULL)
  AND (${conditions.join('\n    OR ')})
ORDER BY s._hash, s._cell`,
    parameters,
  };
}

function regionSql(
  source: SourceTable,
  region: Region,
  index: number,
  parameters: Record<string, bigint | string>,
): string {
  const hash = `s._hash BETWEEN ${region.firstHash} AND ${region.lastHash}`;
  if (region.firstCell === NULL_CELL) return `(s.${quote(LOAD_COLUMN)} IS NULL AND ${hash})`;
  const parts = [`s._cell BETWEEN ${region.firstCell} AND ${region.lastCell}`, hash];
  if (region.firstCell !== FIRST_CELL) {
    parameters[`region_from${index}`] = cellStart(region.firstCell);
    parts.unshift(loadBoundSql(source, 's', '>=', `:region_from${index}`));
  }
  parameters[`region_until${index}`] = cellStart(region.lastCell + 1);
  parts.unshift(loadBoundSql(source, 's', '<', `:region_until${index}`));
  return `(${parts.join(' AND ')})`;
}

/** A relation to take a census of: a stage, or the pinned source itself when history is compared. */
export interface CensusRequest {
  readonly label: string;
  /** Which change fingerprints to sum: one list of columns for every distinct set of approved columns. */
  readonly columnSets: readonly (readonly Column[])[];
  /** BIGINT-castable columns of the transfer fingerprint before person and load_dt. */
  readonly keyColumns: readonly string[];
  readonly slots: readonly CensusSlot[];
  readonly roster?: RosterTable;
}

/** A group as the census counts it; two cohorts with the same persons are two slots with one key. */
export interface CensusSlot {
  readonly slot: number;
  readonly key: string;
  /** Rows from here on are counted apart (`fresh`). */
  readonly since: Instant;
  /** Width of a bucket in hashes: HASH_RANGE / buckets. */
  readonly width: number;
}

/** The rows of one (group, cell, bucket), old or fresh: absent means none. */
export interface CensusRow {
  readonly slot: number;
  readonly cell: Cell;
  readonly bucket: number;
  readonly fresh: boolean;
  readonly rows: bigint;
  readonly transfer: readonly [bigint, bigint];
  /** One sum for each of `columnSets`, in order. */
  readonly changes: readonly bigint[];
}

/** Rows of a stage by (group, cell): what the tiling of a backfill is decided by. */
export function measureStatement(schemas: Schemas, stage: string, slots: readonly CensusSlot[]): Statement {
  return {
    label: 'measure stage',
    sql: `SELECT g.slot, s._cell AS cell, count(*) AS row_count
FROM ${qualified(schemas, 'sandbox', stage)} s
${slotJoin(schemas, undefined)}
GROUP BY g.slot, s._cell`,
    parameters: { slots: encodeSlots(slots) },
  };
}

export function decodeMeasure(
  rows: readonly ControlRow[],
): readonly { slot: number; cell: Cell; rows: bigint }[] {
  return rows.map((row) => ({
    slot: Number(integer(row, 'slot')),
    cell: Number(integer(row, 'cell')),
    rows: integer(row, 'row_count'),
  }));
}

export function stageCensusStatement(schemas: Schemas, stage: string, request: CensusRequest): Statement {
  return census(schemas, request, `${qualified(schemas, 'sandbox', stage)} s`, {
    us: 's._us',
    cell: 's._cell',
    hash: 's._hash',
  });
}

/** The census of a whole source table below an instant, for when its total says that history has changed. */
export function sourceCensusStatement(
  schemas: Schemas,
  source: SourceTable,
  until: Instant,
  request: CensusRequest,
): Statement {
  const us = loadMicrosSql(source, 's');
  const statement = census(schemas, request, `${pinned(schemas, source)} s`, {
    us,
    cell: `coalesce(${cellSql(us)}, ${NULL_CELL})`,
    hash: personHashSql(`CAST(s.${quote(PERSON_COLUMN)} AS BIGINT)`),
    where: `${us} < :until OR s.${quote(LOAD_COLUMN)} IS NULL`,
  });
  return { ...statement, parameters: { ...statement.parameters, until } };
}

interface CensusExpressions {
  readonly us: string;
  readonly cell: string;
  readonly hash: string;
  readonly where?: string;
}

function census(schemas: Schemas, request: CensusRequest, from: string, at: CensusExpressions): Statement {
  const keys = [...request.keyColumns, PERSON_COLUMN].map((name) => `CAST(s.${quote(name)} AS BIGINT)`);
  const fingerprint = (prime: 0 | 1) => rowFingerprintSql([...keys, at.us], prime);
  const changes = request.columnSets.map((columns, index) => `${changeSql(columns, 's')} AS change${index}`);
  const sums = request.columnSets.map((_, index) => `sum(s.change${index}) AS change${index}`);
  return {
    label: request.label,
    sql: `SELECT g.slot, s.cell, s.hash DIV g.width AS bucket, CASE WHEN s.us >= g.since THEN 1 ELSE 0 END AS fresh, count(*) AS row_count,
  sum(s.transfer0) AS transfer0, sum(s.transfer1) AS transfer1, ${sums.join(', ')}
FROM (SELECT s.${quote(PERSON_COLUMN)}, ${at.us} AS us, ${at.cell} AS cell, ${at.hash} AS hash,
    CAST(${fingerprint(0)} AS DECIMAL(38,0)) AS transfer0, CAST(${fingerprint(1)} AS DECIMAL(38,0)) AS transfer1, ${changes.join(', ')}
  FROM ${from}${at.where === undefined ? '' : `\n  WHERE ${at.where}`}) s
${slotJoin(schemas, request.roster)}
GROUP BY g.slot, s.cell, s.hash DIV g.width, CASE WHEN s.us >= g.since THEN 1 ELSE 0 END`,
    parameters: { slots: encodeSlots(request.slots) },
  };
}

export function decodeCensus(rows: readonly ControlRow[], columnSets: number): readonly CensusRow[] {
  return rows.map((row) => ({
    slot: Number(integer(row, 'slot')),
    cell: Number(integer(row, 'cell')),
    bucket: Number(integer(row, 'bucket')),
    fresh: integer(row, 'fresh') === 1n,
    rows: integer(row, 'row_count'),
    transfer: [integer(row, 'transfer0'), integer(row, 'transfer1')],
    changes: Array.from({ length: columnSets }, (_, index) => integer(row, `change${index}`)),
  }));
}

/** Slots travel as one text parameter, `slot:key:since:width` each, so that no number of cohorts meets the limit of 256. */
function encodeSlots(slots: readonly CensusSlot[]): string {
  return slots.map((slot) => `${slot.slot}:${slot.key}:${slot.since}:${slot.width}`).join(',');
}

function slotJoin(schemas: Schemas, roster: RosterTable | undefined): string {
  return `JOIN ${rosterTable(schemas, roster)} r ON r.person_id = s.${quote(PERSON_COLUMN)}
JOIN (SELECT CAST(split_part(e.entry, ':', 1) AS INT) AS slot, split_part(e.entry, ':', 2) AS group_key,
    CAST(split_part(e.entry, ':', 3) AS BIGINT) AS since, CAST(split_part(e.entry, ':', 4) AS INT) AS width
  FROM (SELECT explode(split(:slots, ',')) AS entry) e) g ON g.group_key = r.group_key`;
}

function rosterTable(schemas: Schemas, roster: RosterTable = ROSTER_TABLE): string {
  return qualified(schemas, 'sandbox', roster);
}

/** Which rows of a stage make one slice. */
export interface ExtractRequest {
  readonly stage: string;
  readonly table: string;
  readonly columns: readonly Column[];
  readonly key: string;
  readonly region: Region;
  /** Only rows from this instant on (an append to a slice that is landed already); null for the whole slice. */
  readonly since: Instant | null;
  /** Only rows before this instant, where the stage reaches further than what is asked for; null for all. */
  readonly until?: Instant | null;
  readonly roster?: RosterTable;
}

export function extractStatement(schemas: Schemas, request: ExtractRequest): Statement {
  const { region, since, until = null } = request;
  const names = request.columns.map((column) => `s.${quote(column.name)}`).join(', ');
  const window = [
    ...(since === null ? [] : ['s._us >= :since']),
    ...(until === null ? [] : ['s._us < :until']),
  ];
  return {
    label: `extract ${request.table}`,
    sql: `SELECT ${names}
FROM ${qualified(schemas, 'sandbox', request.stage)} s
WHERE s._hash BETWEEN ${region.firstHash} AND ${region.lastHash} AND s._cell BETWEEN ${region.firstCell} AND ${region.lastCell}
  ${window.map((condition) => `AND ${condition}`).join(' ')}
  AND s.${quote(PERSON_COLUMN)} IN (SELECT r.person_id FROM ${rosterTable(schemas, request.roster)} r WHERE r.group_key = :group_key)`,
    parameters: {
      group_key: request.key,
      ...(since === null ? {} : { since }),
      ...(until === null ? {} : { until }),
    },
  };
}
