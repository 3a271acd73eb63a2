import { at, type World } from '../story/world.ts';

/** The Sundays of the small source, and an instant at which both loads have settled. */
export const FIRST_SUNDAY = at('2026-01-04T03:00:00Z');
export const SECOND_SUNDAY = at('2026-01-11T03:00:00Z');

/** Ids as real ones are: beyond 2^53, negative, and findable in any output. */
export const PERSONS = [-9223372036854775000n, -71234567890123456n, 71234567890123457n, 71234567890123458n];

/** Two tables and four persons: small enough that a sync takes a second. */
export const TABLES = ['person', 'visit_occurrence'] as const;

export async function loadSmallSource({ warehouse }: World): Promise<void> {
  const ids = PERSONS.map((id) => `(${id}::BIGINT)`).join(', ');
  await warehouse.createTable(
    'omop',
    'person',
    `SELECT p.id AS person_id, 8507 AS gender_concept_id, 1970 AS year_of_birth, 0 AS race_concept_id,
       0 AS ethnicity_concept_id, make_timestamptz(${FIRST_SUNDAY}) AS load_dt FROM (VALUES ${ids}) p(id)`,
  );
  await warehouse.createTable('omop', 'visit_occurrence', visits(0, FIRST_SUNDAY));
}

/** The second Sunday's load: one more visit for each person. */
export async function loadSecondSunday({ warehouse }: World): Promise<void> {
  await warehouse.appendTable('omop', 'visit_occurrence', visits(1, SECOND_SUNDAY));
}

function visits(week: number, sunday: bigint): string {
  const ids = PERSONS.map((id, index) => `(${id}::BIGINT, ${index})`).join(', ');
  return `SELECT (${week} * 100 + p.n + 1)::BIGINT AS visit_occurrence_id, p.id AS person_id, 9201 AS visit_concept_id,
    DATE '2025-12-01' AS visit_start_date, DATE '2025-12-02' AS visit_end_date, 32817 AS visit_type_concept_id,
    make_timestamptz(${sunday}) AS load_dt FROM (VALUES ${ids}) p(id, n)`;
}
