import { type Instant, SECOND } from '../../src/instant.ts';

/** A source small enough to be held in plain arrays: what the landings are judged by. */
export const TABLES = ['person', 'measurement', 'death'] as const;
export type Table = (typeof TABLES)[number];

export interface SourceRow {
  /** The primary key where the table has one; not always distinct. */
  readonly key: bigint;
  readonly person: bigint;
  readonly load: Instant | null;
  readonly value: bigint;
}

/** Every table's rows; replaced, never changed, so that a state once seen stays what it was. */
export type SourceRows = Readonly<Record<Table, readonly SourceRow[]>>;

/** So many digits that no other number in storage looks like one of them; some beyond 2^53, and negative ones. */
export const PERSONS: readonly bigint[] = [
  7_004_917_283_655_011n,
  7_130_582_946_170_327n,
  8_291_736_450_918_263n,
  9_107_199_254_740_993n,
  9_223_372_036_854_775_807n,
  -6_418_093_527_164_044n,
  -9_223_372_036_854_775_001n,
  5_563_920_174_835_261_549n,
];

/** A Sunday, 03:00 UTC. */
export const FIRST_SUNDAY: Instant = 1_767_495_600n * SECOND;

interface Column {
  readonly name: string;
  readonly type: 'BIGINT' | 'TIMESTAMPTZ' | 'VARCHAR';
  readonly of: (row: SourceRow) => bigint | string | null;
}

const person: Column = { name: 'person_id', type: 'BIGINT', of: (row) => row.person };
const load: Column = { name: 'load_dt', type: 'TIMESTAMPTZ', of: (row) => row.load };

/** The approved columns of each table, in the order of the landing, and one in `measurement` that nobody approved. */
const COLUMNS: Readonly<Record<Table, readonly Column[]>> = {
  person: [
    person,
    { name: 'year_of_birth', type: 'BIGINT', of: (row) => row.value },
    { name: 'person_source_value', type: 'VARCHAR', of: (row) => (row.value % 3n === 0n ? null : 'p') },
    load,
  ],
  measurement: [
    { name: 'measurement_id', type: 'BIGINT', of: (row) => row.key },
    person,
    { name: 'measurement_concept_id', type: 'BIGINT', of: (row) => row.value },
    { name: 'measurement_source_value', type: 'VARCHAR', of: (row) => (row.value % 2n === 0n ? null : 'v') },
    load,
  ],
  death: [
    person,
    { name: 'death_type_concept_id', type: 'BIGINT', of: (row) => row.key },
    { name: 'cause_concept_id', type: 'BIGINT', of: () => 0n },
    { name: 'cause_source_value', type: 'VARCHAR', of: (row) => `c${row.value}` },
    { name: 'cause_source_concept_id', type: 'BIGINT', of: () => null },
    load,
  ],
};

export type RowValues = Readonly<Record<string, bigint | string | null>>;

/** A row as the source holds it, by column; `load_dt` in microseconds. */
export function valuesOf(table: Table, row: SourceRow): RowValues {
  const values = Object.fromEntries(COLUMNS[table].map((column) => [column.name, column.of(row)]));
  return table === 'measurement' ? { ...values, internal_note: 'secret' } : values;
}

/** Columns and types as DESCRIBE TABLE tells them. */
export function describedColumns(table: Table): readonly (readonly [name: string, type: string])[] {
  const types = { BIGINT: 'bigint', VARCHAR: 'string', TIMESTAMPTZ: 'timestamp' };
  const columns = COLUMNS[table].map(({ name, type }) => [name, types[type]] as const);
  return table === 'measurement' ? [...columns, ['internal_note', 'string'] as const] : columns;
}

const SECRET = `'secret' AS internal_note`;

/** A whole row over the approved columns. */
export function lineOf(table: Table, row: SourceRow): string {
  return landedLine(Object.fromEntries(COLUMNS[table].map((column) => [column.name, column.of(row)])));
}

/** The same of a row that was read from a landing, whatever columns it has. */
export function landedLine(row: Readonly<Record<string, unknown>>): string {
  return Object.entries(row)
    .map(([name, value]) => `${name}=${value ?? null}`)
    .sort()
    .join(' ');
}

/** A DuckDB SELECT of the rows. */
export function selectOf(table: Table, rows: readonly SourceRow[]): string {
  const columns = COLUMNS[table];
  const items = columns.map(({ name, type }, index) =>
    type === 'TIMESTAMPTZ' ? `make_timestamptz(c${index}) AS ${name}` : `c${index} AS ${name}`,
  );
  const values = rows.map((row) => `(${columns.map((column) => literal(column, row)).join(', ')})`);
  const nothing = `(${columns.map(({ type }) => `CAST(NULL AS ${type === 'VARCHAR' ? 'VARCHAR' : 'BIGINT'})`).join(', ')})`;
  const from = `(VALUES ${[nothing, ...values].join(', ')}) AS t(${columns.map((_, index) => `c${index}`).join(', ')})`;
  return `SELECT ${items.join(', ')}${table === 'measurement' ? `, ${SECRET}` : ''} FROM ${from} WHERE person_id IS NOT NULL`;
}

function literal({ type, of }: Column, row: SourceRow): string {
  const value = of(row);
  if (value === null) return 'NULL';
  return type === 'VARCHAR' ? `'${value}'` : `CAST('${value}' AS BIGINT)`;
}

/** What a landing must hold of a table: the rows of these persons below an instant, as sorted lines. */
export function approvedLines(
  table: Table,
  rows: readonly SourceRow[],
  persons: ReadonlySet<bigint>,
  until: Instant,
): readonly string[] {
  return rows
    .filter((row) => persons.has(row.person) && (row.load === null || row.load < until))
    .map((row) => lineOf(table, row))
    .sort();
}
