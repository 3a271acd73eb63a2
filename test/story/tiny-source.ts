import type { LocalWarehouse } from '../../src/local/local-warehouse.ts';
import { DEFAULT_TABLES, omopTable } from '../../src/omop/tables.ts';

/** A source small enough to be read whole: `person` and `measurement`, 40 persons, loaded over 30 Sundays up to 2026-01-04. */
export async function tinySource(warehouse: LocalWarehouse): Promise<void> {
  await warehouse.createTable(
    'omop',
    'person',
    `SELECT i::BIGINT AS person_id, 8507::BIGINT AS gender_concept_id, (1950 + i % 50)::INTEGER AS year_of_birth,
      TIMESTAMPTZ '2026-01-04 03:00:00.000001Z' - INTERVAL (7 * (i % 30)) DAY AS load_dt FROM range(1, 41) t(i)`,
  );
  await warehouse.createTable(
    'omop',
    'measurement',
    `SELECT (1000 + i)::BIGINT AS measurement_id, (1 + i % 40)::BIGINT AS person_id, 3004249::BIGINT AS measurement_concept_id,
      DATE '2020-01-01' + INTEGER '1' * (i % 900)::INTEGER AS measurement_date, (i * 1.5)::DOUBLE AS value_as_number,
      'v' || i AS measurement_source_value, 'secret' AS internal_note,
      TIMESTAMPTZ '2026-01-04 03:00:00.000001Z' - INTERVAL (7 * (i % 30)) DAY AS load_dt FROM range(600) t(i)`,
  );
}

/** The rest of the nine tables, empty, as a source without such data has them. */
export async function emptyTables(warehouse: LocalWarehouse, except: readonly string[]): Promise<void> {
  for (const name of DEFAULT_TABLES.filter((table) => !except.includes(table))) {
    const columns = omopTable(name)?.columns.map((column) => `NULL::BIGINT AS ${column.name}`) ?? [];
    await warehouse.createTable(
      'omop',
      name,
      `SELECT ${columns.join(', ')}, NULL::TIMESTAMPTZ AS load_dt WHERE false`,
    );
  }
}

export const TINY_TABLES = ['person', 'measurement'];

/** Four weeks instead of eight are compared one by one: half the slices, for stories to which it makes no difference. */
export const FOUR_WEEKS = 'limits: { recheck: 4w }';
