import type { LocalWarehouse } from '../../src/local/local-warehouse.ts';

/** A text that nothing else could be, so that it is found wherever it is written. */
export const CANARY_VALUE = 'canary-of-a-value';

/** Adds persons to a tiny source. */
export async function addPersons(
  warehouse: LocalWarehouse,
  ids: readonly (bigint | string)[],
  load: string,
): Promise<void> {
  await warehouse.appendTable(
    'omop',
    'person',
    `SELECT person_id, 8507::BIGINT AS gender_concept_id, 1960::INTEGER AS year_of_birth,
      TIMESTAMPTZ '${load}' AS load_dt FROM ${persons(ids)}`,
  );
}

/** Adds thirty measurements of each person, or as many as are told, whose keys begin at `first`. */
export async function addMeasurements(
  warehouse: LocalWarehouse,
  ids: readonly (bigint | string)[],
  load: string,
  first: number,
  each = 30,
): Promise<void> {
  await warehouse.appendTable(
    'omop',
    'measurement',
    `SELECT (${first} + i * 100 + person_id % 100)::BIGINT AS measurement_id, person_id,
      3004249::BIGINT AS measurement_concept_id, DATE '2021-01-01' AS measurement_date,
      i::DOUBLE AS value_as_number, '${CANARY_VALUE}' AS measurement_source_value, 'secret' AS internal_note,
      TIMESTAMPTZ '${load}' AS load_dt FROM range(1, ${each + 1}) t(i), ${persons(ids)}`,
  );
}

function persons(ids: readonly (bigint | string)[]): string {
  return `(SELECT unnest([${ids.join(', ')}]::BIGINT[]) AS person_id) p`;
}
