import type { Column } from '../src/omop/column-type.ts';

/**
 * Rows as OMOP's `measurement` has them: 21 columns, sorted by person, ids beyond 2^53, some four hundred kinds of
 * measurement of which a few make up the most, two decimals, and nulls where real tables have them.
 */
export const COLUMNS: readonly Column[] = [
  { name: 'measurement_id', type: 'long' },
  { name: 'person_id', type: 'long' },
  { name: 'measurement_concept_id', type: 'integer' },
  { name: 'measurement_date', type: 'date' },
  { name: 'measurement_datetime', type: 'timestamp' },
  { name: 'measurement_time', type: 'string' },
  { name: 'measurement_type_concept_id', type: 'integer' },
  { name: 'operator_concept_id', type: 'integer' },
  { name: 'value_as_number', type: 'double' },
  { name: 'value_as_concept_id', type: 'integer' },
  { name: 'unit_concept_id', type: 'integer' },
  { name: 'range_low', type: 'double' },
  { name: 'range_high', type: 'double' },
  { name: 'provider_id', type: 'long' },
  { name: 'visit_occurrence_id', type: 'long' },
  { name: 'visit_detail_id', type: 'long' },
  { name: 'measurement_source_value', type: 'string' },
  { name: 'measurement_source_concept_id', type: 'integer' },
  { name: 'unit_source_value', type: 'string' },
  { name: 'value_source_value', type: 'string' },
  { name: 'load_dt', type: 'timestamp' },
];

const ROWS_PER_PERSON = 100;
const FIRST_ID = 9_100_000_000_000_000n;

/** The query that every contestant sends. */
export function extractQuery(rows: number): string {
  return `SELECT ${COLUMNS.map(({ name }) => name).join(', ')} FROM measurement LIMIT ${rows}`;
}

/** How many rows such a query asks for. */
export function rowsAskedFor(sql: string): number | undefined {
  const found = /from\s+\S*measurement\S*\s+limit\s+(\d+)/i.exec(sql);
  return found ? Number(found[1]) : undefined;
}

/** The persons of that many rows, as the contract wants them. */
export function personsOf(rows: number): SharedArrayBuffer {
  const persons = new BigInt64Array(new SharedArrayBuffer(Math.ceil(rows / ROWS_PER_PERSON) * 8));
  for (let n = 0; n < persons.length; n++) persons[n] = FIRST_ID + BigInt(n) * 7n;
  return persons.buffer as SharedArrayBuffer;
}

/** The same persons, one by one. */
export function measurementPersons(rows: number): readonly bigint[] {
  return [...new BigInt64Array(personsOf(rows))];
}

/** The rows as a DuckDB SELECT; the same on every call. */
export function measurementSelect(rows: number): string {
  return `WITH numbers AS (
      SELECT i, hash(i) AS h, hash(i // ${ROWS_PER_PERSON}, i // 10) AS v,
        (pow((hash(i + 7) % 10007) / 10007.0, 3) * 400)::INTEGER AS kind
      FROM range(${rows}) AS r(i))
    SELECT (${FIRST_ID} + i * 3 + h % 3)::BIGINT AS measurement_id,
      (${FIRST_ID} + (i // ${ROWS_PER_PERSON}) * 7)::BIGINT AS person_id,
      (3000000 + kind * 137)::INTEGER AS measurement_concept_id,
      (DATE '2012-01-01' + (v % 4800)::INTEGER) AS measurement_date,
      (TIMESTAMPTZ '2012-01-01 00:00:00+00' + to_days((v % 4800)::INTEGER) + to_seconds((h % 86400)::INTEGER)) AS measurement_datetime,
      CASE WHEN h % 2 = 0 THEN NULL ELSE lpad((h % 24)::VARCHAR, 2, '0') || ':' || lpad((h % 60)::VARCHAR, 2, '0') END
        AS measurement_time,
      (32817 + kind % 4)::INTEGER AS measurement_type_concept_id,
      CASE WHEN h % 10 = 0 THEN 4172703 END::INTEGER AS operator_concept_id,
      CASE WHEN h % 9 = 0 THEN NULL ELSE round((h % 1000003) / 997.0, 2) END::DOUBLE AS value_as_number,
      CASE WHEN h % 9 = 0 THEN 45877985 + h % 12 END::INTEGER AS value_as_concept_id,
      CASE WHEN kind % 7 = 0 THEN NULL ELSE 8500 + kind % 60 END::INTEGER AS unit_concept_id,
      CASE WHEN kind % 3 = 0 THEN NULL ELSE kind * 0.5 END::DOUBLE AS range_low,
      CASE WHEN kind % 3 = 0 THEN NULL ELSE kind * 1.5 + 2 END::DOUBLE AS range_high,
      CASE WHEN v % 4 = 0 THEN NULL ELSE ${FIRST_ID} + v % 3000 END::BIGINT AS provider_id,
      (${FIRST_ID} + i // 10)::BIGINT AS visit_occurrence_id,
      NULL::BIGINT AS visit_detail_id,
      'LAB-' || lpad(kind::VARCHAR, 5, '0') AS measurement_source_value,
      (2000000000 + kind)::INTEGER AS measurement_source_concept_id,
      CASE WHEN kind % 7 = 0 THEN NULL ELSE (['mg/dL', 'mmol/L', '%', 'g/L', 'U/L', '10*9/L'])[1 + kind % 6] END
        AS unit_source_value,
      CASE WHEN h % 9 = 0 THEN NULL ELSE round((h % 1000003) / 997.0, 2)::VARCHAR END AS value_source_value,
      (TIMESTAMPTZ '2026-01-04 03:00:00+00' + to_days(7 * (i % 20)::INTEGER)) AS load_dt
    FROM numbers`;
}
