import { type Instant, parseInstant, WEEK } from '../../../src/instant.ts';
import {
  type LocalWarehouse,
  type LocalWarehouseOptions,
  startLocalWarehouse,
} from '../../../src/local/local-warehouse.ts';
import { cellOf, cellStart } from '../../../src/plan/week-grid.ts';
import { connectWarehouse } from '../../../src/source/connection.ts';
import {
  changeSql,
  loadMicrosSql,
  pinned,
  type Schemas,
  type SourceTable,
} from '../../../src/source/statements/source-table.ts';
import type { Statement, Warehouse } from '../../../src/source/warehouse.ts';
import { COLUMNS, type SourceRow } from '../../plan/source-oracle.ts';
import { PERSONS } from '../../plan/world-changes.ts';

/** The source as the product meets it: a warehouse behind the vendor's driver. */
export interface SourceFixture {
  readonly local: LocalWarehouse;
  readonly warehouse: Warehouse;
  close(): Promise<void>;
}

export const SCHEMAS: Schemas = { catalog: 'main', schema: 'omop', sandbox: 'sandbox' };

export const instant = (text: string): Instant => {
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new Error('no instant');
  return parsed;
};

export const NOW = instant('2026-01-05T12:00:00.000007Z');
export const SUNDAY = instant('2026-01-04T03:00:00.123456Z');

export async function startSource(options: LocalWarehouseOptions = {}): Promise<SourceFixture> {
  const local = await startLocalWarehouse({ now: NOW, ...options });
  const warehouse = await connectWarehouse({
    ...local.connection,
    catalog: 'main',
    schema: 'omop',
    cloudFetch: false,
  });
  return {
    local,
    warehouse,
    close: async () => {
      await warehouse.close();
      await local.close();
    },
  };
}

/** Loads that a grid, a clock or an engine could get wrong. */
const LOADS: readonly (Instant | null)[] = [
  null,
  instant('0001-01-03T00:00:00Z'),
  instant('1969-12-30T23:59:59.999999Z'),
  instant('1969-12-31T00:00:00Z'),
  -1n,
  0n,
  cellStart(0) - 1n,
  cellStart(0),
  cellStart(cellOf(SUNDAY)) - 1n,
  cellStart(cellOf(SUNDAY)),
  cellStart(cellOf(SUNDAY)) + 1n,
  SUNDAY - 3n * WEEK,
  SUNDAY - WEEK,
  SUNDAY,
  SUNDAY + 1n,
  instant('2205-06-07T08:09:10.111213Z'),
];

/** Each load for several persons; some keys are negative, some rows stand twice. */
export const ROWS: readonly SourceRow[] = LOADS.flatMap((load, index) =>
  [0, 1, 2, 3, 3].map((offset) => ({
    key: BigInt(index) * 1_000_003n * (index % 2 === 0 ? -9_000_000_000n : 1n) + BigInt(offset),
    person: PERSONS[(index + offset * 2) % PERSONS.length] as bigint,
    load,
    value: BigInt(index * 10 + offset),
  })),
);

/** Makes the table out of these rows, as a further version where there is one already. */
export async function fill(
  { local }: SourceFixture,
  table: string,
  rows: readonly SourceRow[],
): Promise<void> {
  const lines = rows.map(
    ({ key, person, load, value }) => `(${key}, ${person}, make_timestamptz(${load ?? 'NULL'}), ${value})`,
  );
  await local.createTable(
    'omop',
    table,
    `SELECT measurement_id::BIGINT AS measurement_id, person_id::BIGINT AS person_id, load_dt::TIMESTAMPTZ AS load_dt,
       value_as_number::BIGINT AS value_as_number
     FROM (VALUES ${['(NULL, NULL, NULL, NULL)', ...lines].join(', ')}) t(measurement_id, person_id, load_dt, value_as_number)
     WHERE person_id IS NOT NULL`,
  );
}

export const sourceTable = (table: string, version: bigint | null = null): SourceTable => ({
  table,
  columns: COLUMNS,
  version,
  timeZone: 'UTC',
});

/** The rows that a statement selects, as text; an instant travels as microseconds. */
export async function selected(
  { warehouse }: SourceFixture,
  statement: Statement,
): Promise<readonly string[]> {
  const rows = await warehouse.query({
    ...statement,
    sql: `SELECT x.measurement_id, x.person_id, unix_micros(x.load_dt) AS us, x.value_as_number FROM (${statement.sql}) x`,
  });
  return rows.map((row) => [row.measurement_id, row.person_id, row.us, row.value_as_number].join(' ')).sort();
}

export const asText = (rows: readonly SourceRow[]): readonly string[] =>
  rows.map(({ key, person, load, value }) => [key, person, load, value].join(' ')).sort();

/** The source's own hash of each row, by the row's text. */
export async function changes(
  { warehouse }: SourceFixture,
  source: SourceTable,
): Promise<ReadonlyMap<string, bigint>> {
  const rows = await warehouse.query({
    label: 'hash',
    sql: `SELECT s.measurement_id, s.person_id, ${loadMicrosSql(source, 's')} AS us, s.value_as_number, ${changeSql(COLUMNS, 's')} AS change
          FROM ${pinned(SCHEMAS, source)} s`,
  });
  return new Map(
    rows.map((row) => [
      [row.measurement_id, row.person_id, row.us, row.value_as_number].join(' '),
      row.change as bigint,
    ]),
  );
}
