import type { LocalWarehouse } from '../local/local-warehouse.ts';
import { LOAD_COLUMN, OMOP_TABLES, type OmopTable } from '../omop/tables.ts';
import { sunday } from './calendar.ts';

/** What a collaborator does to rows between two Sundays; each names the table that it changed. */
export interface SourceChange {
  readonly table: string;
}

/** Inserts a row of one of these persons that carries the `load_dt` of a Sunday that was synced long ago. */
export async function insertLateRow(
  warehouse: LocalWarehouse,
  persons: readonly bigint[],
  week: number,
): Promise<SourceChange> {
  const table = await fullestTable(warehouse, persons);
  const key = `"${table.primaryKey}"`;
  const rows = `omop.${table.name}`;
  // Small positive keys: free of overflow whatever ids the source has.
  const free = `(SELECT coalesce(max(${key}), 0) + 1 FROM ${rows} WHERE ${key} BETWEEN 0 AND 1000000000000)`;
  await warehouse.appendTable(
    'omop',
    table.name,
    `SELECT * REPLACE (${free} AS ${key}, make_timestamptz(${sunday(week)}) AS ${LOAD_COLUMN})
    FROM ${rows} WHERE person_id IN (${persons.join(', ')}) ORDER BY ${key} LIMIT 1`,
  );
  return { table: table.name };
}

/** Rewrites a value of the newest row of these persons that was synced already, and leaves its `load_dt` as it was. */
export async function correctRow(
  warehouse: LocalWarehouse,
  persons: readonly bigint[],
  syncedUntil: number,
): Promise<SourceChange> {
  const table = await fullestTable(warehouse, persons);
  const key = table.primaryKey;
  const column = table.columns.find(({ name }) => name.endsWith('_source_value'))?.name;
  // Real sources repeat primary keys: one that stands alone, so that exactly one row is corrected.
  const [row] = await warehouse.duckdb(`SELECT "${key}" AS key FROM omop.${table.name}
    GROUP BY "${key}" HAVING count(*) = 1 AND max(${LOAD_COLUMN}) <= make_timestamptz(${sunday(syncedUntil) + FOUR_HOURS})
      AND any_value(person_id) IN (${persons.join(', ')})
    ORDER BY max(${LOAD_COLUMN}) DESC, 1 LIMIT 1`);
  await warehouse.run(
    `UPDATE omop.${table.name} SET ${column} = 'corrected by the demo' WHERE ${key} = ${row?.key}`,
  );
  return { table: table.name };
}

/** As long as a load takes. */
const FOUR_HOURS = 14_400_000_000n;

/** The table that holds most rows of these persons, of those whose rows have a key. */
async function fullestTable(warehouse: LocalWarehouse, persons: readonly bigint[]): Promise<OmopTable> {
  const counted = await Promise.all(
    EVENTS.map(async (table) => {
      const [row] = await warehouse.duckdb(
        `SELECT count(*) AS rows FROM omop.${table.name} WHERE person_id IN (${persons.join(', ')})`,
      );
      return { table, rows: row?.rows as bigint };
    }),
  );
  return counted.reduce((a, b) => (b.rows > a.rows ? b : a)).table;
}

const EVENTS = OMOP_TABLES.filter(({ name }) =>
  ['condition_occurrence', 'drug_exposure', 'procedure_occurrence', 'measurement', 'observation'].includes(
    name,
  ),
);
