import type { RunOutcome } from '../../src/sync/run-sync.ts';
import { at, type World } from '../story/world.ts';

export const TABLES = ['person', 'visit_occurrence', 'measurement'] as const;

/** What happens before one sync, and who is in which cohort afterwards. */
export interface Step {
  readonly what: string;
  happen(world: World): Promise<void>;
  /** The storage refuses everything after the first table of the cohort that is landed here. */
  readonly crash?: boolean;
}

/** The cohorts as they stand after a step, for the comparison with the source. */
export type Cast = Map<string, string>;

const SUNDAYS = ['2026-01-04', '2026-01-11', '2026-01-18'] as const;

/** 2 visits and 5 measurements of each of six persons on the first Sunday; 1 and 2 on each further one. */
async function load(world: World, week: 0 | 1 | 2): Promise<void> {
  const [visits, measurements] = week === 0 ? [2, 5] : [1, 2];
  const loaded = `TIMESTAMPTZ '${SUNDAYS[week]} 03:00:00Z' AS load_dt`;
  const each = (count: number) => `range(1, 7) p(id), range(${count}) n(i)`;
  const key = (count: number) => `(${week} * 1000 + p.id * 10 + n.i)::BIGINT + 0 * ${count}`;
  const rows = {
    visit_occurrence: `SELECT ${key(visits)} AS visit_occurrence_id, p.id::BIGINT AS person_id, 9201 AS visit_concept_id,
      DATE '2025-12-01' AS visit_start_date, DATE '2025-12-02' AS visit_end_date, 32817 AS visit_type_concept_id,
      ${loaded} FROM ${each(visits)}`,
    measurement: `SELECT ${key(measurements)} AS measurement_id, p.id::BIGINT AS person_id, 3004249 AS measurement_concept_id,
      DATE '2025-12-01' AS measurement_date, 1.5::DOUBLE AS value_as_number, ${loaded} FROM ${each(measurements)}`,
  };
  for (const [table, select] of Object.entries(rows)) {
    if (week === 0) await world.warehouse.createTable('omop', table, select);
    else await world.warehouse.appendTable('omop', table, select);
  }
  if (week === 0)
    await world.warehouse.createTable(
      'omop',
      'person',
      `SELECT p.id::BIGINT AS person_id, 8507 AS gender_concept_id, 1970 AS year_of_birth, 0 AS race_concept_id,
        0 AS ethnicity_concept_id, ${loaded} FROM range(1, 7) p(id)`,
    );
  world.warehouse.setNow(at(`${SUNDAYS[week]}T23:00:00Z`));
}

/** Approves a cohort of exactly these persons, whether it is new or changed. */
async function approve(world: World, cast: Cast, cohort: string, persons: readonly number[]): Promise<void> {
  cast.set(cohort, persons.join(', '));
  await world.addCohort(cohort, persons, { tables: TABLES });
}

/** The story that docs/design.md tells, step by step; a sync follows each. */
export function steps(cast: Cast): readonly Step[] {
  return [
    {
      what: 'Cohort `heart` is approved: persons 1, 2, 3, 4',
      happen: async (world) => {
        await load(world, 0);
        await approve(world, cast, 'heart', [1, 2, 3, 4]);
      },
    },
    { what: 'Nothing', happen: async () => {} },
    {
      what: 'Sunday 11 January: each person gets 1 visit and 2 measurements',
      happen: (world) => load(world, 1),
    },
    {
      what: 'Cohort `kidney` is approved: persons 3, 4, 5; two are in `heart` as well',
      happen: (world) => approve(world, cast, 'kidney', [3, 4, 5]),
    },
    {
      what: 'Person 6 is added to `heart`',
      happen: (world) => approve(world, cast, 'heart', [1, 2, 3, 4, 6]),
    },
    {
      what: 'A measurement of person 3 comes late, stamped 4 January',
      happen: (world) =>
        world.warehouse.appendTable(
          'omop',
          'measurement',
          `SELECT * REPLACE (99::BIGINT AS measurement_id) FROM omop.measurement WHERE measurement_id = 30`,
        ),
    },
    {
      what: 'A visit of person 1 of 11 January is corrected; its `load_dt` stays',
      happen: async ({ warehouse }) => {
        await warehouse.run(
          'UPDATE omop.visit_occurrence SET visit_concept_id = 9203 WHERE visit_occurrence_id = 1010',
        );
      },
    },
    {
      what: 'A measurement of person 5 of 11 January is deleted',
      happen: async ({ warehouse }) => {
        await warehouse.run('DELETE FROM omop.measurement WHERE measurement_id = 1050');
      },
    },
    {
      what: 'Person 2 is taken off `heart`',
      happen: (world) => approve(world, cast, 'heart', [1, 3, 4, 6]),
    },
    {
      what: 'Cohort `lung` is approved: persons 1, 5; the run dies after its first table',
      crash: true,
      happen: (world) => approve(world, cast, 'lung', [1, 5]),
    },
    { what: 'The run is started again', happen: async () => {} },
    { what: 'Sunday 18 January', happen: (world) => load(world, 2) },
  ];
}

/** What one sync moved of a cohort, in the words of the document. */
export function moved({ report }: RunOutcome, cohort: string): string {
  const found = report.cohorts.find((each) => each.cohort === cohort);
  if (found === undefined) return '·';
  const modes = (['backfill', 'increment', 'repair'] as const).flatMap((mode) => {
    const rows = found.tables.filter((table) => table.mode === mode).map((table) => table.rows);
    const sum = rows.reduce((total, each) => total + each, 0n);
    return sum === 0n ? [] : `${sum} ${{ backfill: 'history', increment: 'new', repair: 'replaced' }[mode]}`;
  });
  const words = modes.length === 0 ? '0' : modes.join(' + ');
  return found.problem === null ? words : `${words}, ${found.problem.code}`;
}
