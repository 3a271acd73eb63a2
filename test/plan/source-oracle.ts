import { personHash } from '../../src/fingerprint/person-bucket.ts';
import {
  addFingerprints,
  EMPTY_FINGERPRINT,
  rowFingerprint,
} from '../../src/fingerprint/transfer-fingerprint.ts';
import { floorDivide, type Instant } from '../../src/instant.ts';
import type { Column } from '../../src/omop/column-type.ts';
import { type Cell, cellOf, NULL_CELL } from '../../src/plan/week-grid.ts';
import type { Region } from '../../src/source/statements/stage.ts';
import type { ControlRow, Statement, Warehouse } from '../../src/source/warehouse.ts';

/** A row of a source table small enough to think about. */
export interface SourceRow {
  readonly key: bigint;
  readonly person: bigint;
  readonly load: Instant | null;
  readonly value: bigint;
}

export const COLUMNS: readonly Column[] = [
  { name: 'measurement_id', type: 'long' },
  { name: 'person_id', type: 'long' },
  { name: 'load_dt', type: 'timestamp' },
  { name: 'value_as_number', type: 'long' },
];

/** The same table for a cohort that may not have the value. */
export const COLUMNS_WITHOUT_VALUE: readonly Column[] = COLUMNS.slice(0, 3);

export const KEY_COLUMNS = ['measurement_id'];

/** One source table held in memory; `rows` is replaced, never changed, so that a pinned version stays what it was. */
export interface Source {
  rows: readonly SourceRow[];
  now: Instant;
  readonly settle: bigint;
  readonly rosters: Map<string, ReadonlySet<bigint>>;
  readonly columnSets: readonly (readonly Column[])[];
  /** What lies in the sandbox under the name of the stage. */
  stage: readonly SourceRow[];
  /** Set to change the source between the survey and the stage, as an unpinned table may. */
  beforeStage: (() => void) | undefined;
  /** Labels of the statements that were asked, in order. */
  readonly asked: string[];
}

export const rowCell = (row: SourceRow): Cell => (row.load === null ? NULL_CELL : cellOf(row.load));

export const valuesOf = (row: SourceRow, columns: readonly Column[]): readonly (bigint | null)[] =>
  columns.map(({ name }) => {
    if (name === 'measurement_id') return row.key;
    if (name === 'person_id') return row.person;
    return name === 'load_dt' ? row.load : row.value;
  });

/** A hash of a row's values: any will do, as the source's own is only ever compared with itself. */
export function changeOf(row: SourceRow, columns: readonly Column[]): bigint {
  let hash = 0x9e3779b97f4a7c15n;
  for (const value of valuesOf(row, columns)) {
    hash = BigInt.asUintN(
      64,
      (hash ^ BigInt.asUintN(64, value ?? 0x7fb5d329728ea185n)) * 0xff51afd7ed558ccdn,
    );
    hash = BigInt.asUintN(64, (hash ^ (hash >> 29n)) * 0xc4ceb9fe1a85ec53n);
    hash ^= hash >> 32n;
  }
  return BigInt.asIntN(64, hash);
}

export const changeSum = (rows: readonly SourceRow[], columns: readonly Column[]): bigint =>
  rows.reduce((sum, row) => sum + changeOf(row, columns), 0n);

export const transferSum = (rows: readonly SourceRow[]) =>
  rows.reduce(
    (sum, row) => addFingerprints(sum, rowFingerprint([row.key, row.person, row.load])),
    EMPTY_FINGERPRINT,
  );

export function inRegion(row: SourceRow, region: Region): boolean {
  const hash = personHash(row.person);
  const cell = rowCell(row);
  return (
    region.firstHash <= hash && hash <= region.lastHash && region.firstCell <= cell && cell <= region.lastCell
  );
}

/**
 * Answers the product's control statements from `source`, by what their docstrings promise. A statement is known by its
 * label and parameters; the hash ranges of a stage's regions are read from its text, where alone they stand.
 */
export function oracleWarehouse(source: Source, pinned: readonly SourceRow[] | undefined): Warehouse {
  const read = () => pinned ?? source.rows;
  return {
    query: async (statement) => {
      const { label } = statement;
      source.asked.push(label);
      if (label.startsWith('count ')) return [totals(source, read())];
      if (label.startsWith('survey ')) return survey(source, read(), statement);
      if (label === 'measure stage') return measure(source, statement);
      if (label.startsWith('compare history')) return census(source, below(read(), statement), statement);
      if (label.startsWith('compare ')) return census(source, source.stage, statement);
      throw new Error(`the oracle does not know the statement "${label}"`);
    },
    execute: async (statement) => {
      if (!statement.label.startsWith('stage '))
        throw new Error(`the oracle cannot execute "${statement.label}"`);
      source.asked.push(statement.label);
      source.beforeStage?.();
      source.stage = stageRows(source, read(), statement);
    },
    stream: async () => {
      throw new Error('the oracle has no rows to stream');
    },
    close: async () => undefined,
  };
}

function totals(source: Source, rows: readonly SourceRow[]): ControlRow {
  const last = rows.reduce<Instant | null>(
    (latest, { load }) => (load !== null && (latest === null || load > latest) ? load : latest),
    null,
  );
  return { total: BigInt(rows.length), last_load: last, now: source.now };
}

/** Groups as the survey does: by cell, stretch of the settle time, and segment between the cuts. */
function survey(
  source: Source,
  rows: readonly SourceRow[],
  { parameters = {} }: Statement,
): readonly ControlRow[] {
  const cuts = Object.entries(parameters).flatMap(([name, cut]) =>
    name.startsWith('cut') ? [cut as bigint] : [],
  );
  const from = parameters.survey_from as bigint;
  const surveyed = rows.filter((row) => row.load === null || row.load >= from);
  const bursts = Map.groupBy(surveyed, (row) => {
    if (row.load === null) return 'null';
    const { load } = row;
    return [rowCell(row), floorDivide(load, source.settle), cuts.filter((cut) => load >= cut).length].join();
  });
  return [...bursts.values()].map((burst) => {
    const loads = burst.flatMap(({ load }) => (load === null ? [] : [load])).sort(ascending);
    return {
      cell: BigInt(rowCell(burst[0] as SourceRow)),
      row_count: BigInt(burst.length),
      change: changeSum(burst, source.columnSets[0] as readonly Column[]),
      first_load: loads[0] ?? null,
      last_load: loads.at(-1) ?? null,
    };
  });
}

function below(rows: readonly SourceRow[], { parameters = {} }: Statement): readonly SourceRow[] {
  return rows.filter((row) => row.load === null || row.load < (parameters.until as bigint));
}

function stageRows(source: Source, rows: readonly SourceRow[], statement: Statement): readonly SourceRow[] {
  const parameters = statement.parameters ?? {};
  const persons = (name: string): ReadonlySet<bigint> =>
    new Set(
      String(parameters[name])
        .split(',')
        .flatMap((key) => [...(source.rosters.get(key) ?? [])]),
    );
  const whole = persons('whole_keys');
  const wanted = persons('group_keys');
  const fresh = parameters.fresh_from as bigint | undefined;
  const regions = regionsIn(statement);
  return below(rows, statement).filter(
    (row) =>
      wanted.has(row.person) &&
      (whole.has(row.person) ||
        (fresh !== undefined && row.load !== null && row.load >= fresh) ||
        regions.some((matches) => matches(row))),
  );
}

const NULL_REGION = /`load_dt` IS NULL AND s\._hash BETWEEN (\d+) AND (\d+)\)/;
const CELL_REGION =
  /region_until(\d+).*_cell BETWEEN (-?\d+) AND (-?\d+) AND s\._hash BETWEEN (\d+) AND (\d+)\)/;

/** One region a line. The bounds that let a warehouse skip files are applied, too: they must not cut more than the cells. */
function regionsIn({ sql, parameters = {} }: Statement): readonly ((row: SourceRow) => boolean)[] {
  return sql.split('\n').flatMap((line) => {
    const nulls = NULL_REGION.exec(line)?.slice(1).map(Number);
    if (nulls !== undefined) {
      const [firstHash = 0, lastHash = 0] = nulls;
      const region = { firstCell: NULL_CELL, lastCell: NULL_CELL, firstHash, lastHash };
      return [(row: SourceRow) => inRegion(row, region)];
    }
    const cells = CELL_REGION.exec(line)?.slice(1).map(Number);
    if (cells === undefined) return [];
    const [index = 0, firstCell = 0, lastCell = 0, firstHash = 0, lastHash = 0] = cells;
    const from = parameters[`region_from${index}`] as bigint | undefined;
    const until = parameters[`region_until${index}`] as bigint;
    return [
      (row: SourceRow) =>
        inRegion(row, { firstCell, lastCell, firstHash, lastHash }) &&
        row.load !== null &&
        row.load < until &&
        (from === undefined || row.load >= from),
    ];
  });
}

interface Slot {
  readonly slot: bigint;
  readonly persons: ReadonlySet<bigint>;
  readonly since: Instant;
  readonly width: number;
}

function slotsOf(source: Source, { parameters = {} }: Statement): readonly Slot[] {
  return String(parameters.slots)
    .split(',')
    .map((entry) => {
      const [slot, key, since, width] = entry.split(':') as [string, string, string, string];
      const persons = source.rosters.get(key) ?? new Set<bigint>();
      return { slot: BigInt(slot), persons, since: BigInt(since), width: Number(width) };
    });
}

function measure(source: Source, statement: Statement): readonly ControlRow[] {
  return slotsOf(source, statement).flatMap(({ slot, persons }) =>
    [
      ...Map.groupBy(
        source.stage.filter((row) => persons.has(row.person)),
        rowCell,
      ),
    ].map(([cell, rows]) => ({
      slot,
      cell: BigInt(cell),
      row_count: BigInt(rows.length),
    })),
  );
}

function census(source: Source, rows: readonly SourceRow[], statement: Statement): readonly ControlRow[] {
  return slotsOf(source, statement).flatMap(({ slot, persons, since, width }) => {
    const own = rows.filter((row) => persons.has(row.person));
    const bucketOf = (row: SourceRow) => Math.floor(personHash(row.person) / width);
    const isFresh = (row: SourceRow) => row.load !== null && row.load >= since;
    const groups = Map.groupBy(own, (row) => [rowCell(row), bucketOf(row), isFresh(row)].join());
    return [...groups.values()].map((group): ControlRow => {
      const first = group[0] as SourceRow;
      const [transfer0, transfer1] = transferSum(group);
      const changes = source.columnSets.map((columns, index) => [
        `change${index}`,
        changeSum(group, columns),
      ]);
      return {
        slot,
        cell: BigInt(rowCell(first)),
        bucket: BigInt(bucketOf(first)),
        fresh: isFresh(first) ? 1n : 0n,
        row_count: BigInt(group.length),
        transfer0,
        transfer1,
        ...Object.fromEntries(changes),
      };
    });
  });
}

export function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
