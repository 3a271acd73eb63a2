import { generateOmop } from '../../src/local/omop-generator.ts';
import { DEFAULT_TABLES, omopTable } from '../../src/omop/tables.ts';
import { RECENT_WEEKS } from './data-sets.ts';
import { at, openWorld, type World, type WorldOptions } from './world.ts';

const LOWEST = -9_223_372_036_854_775_808n;
const HIGHEST = 9_223_372_036_854_775_807n;

/** Ids at which arithmetic goes wrong first: the ends of 64 bits, those of a double's whole numbers, zero. */
export const WIDE_IDS = [
  LOWEST,
  LOWEST + 1n,
  -9_223_372_036_854_775_000n,
  -9_007_199_254_740_993n,
  -1n,
  0n,
  1n,
  9_007_199_254_740_993n,
  HIGHEST - 1n,
  HIGHEST,
];

/** Generated data in which ten persons have these ids, and each table's outermost keys are the ends of 64 bits. */
export async function openWideIds(options: WorldOptions = {}): Promise<World> {
  const world = await openWorld({ now: at('2026-01-05T06:00:00Z'), configuration: RECENT_WEEKS, ...options });
  const { warehouse } = world;
  await generateOmop(warehouse, { persons: 60, seed: 3, weeks: 4, lastSunday: at('2026-01-04T03:00:00Z') });
  const given = (
    await warehouse.duckdb('SELECT person_id AS id FROM omop.person ORDER BY hash(person_id)')
  ).map(({ id }) => id as bigint);
  // The generator gives one of these ids by itself.
  const wanted = WIDE_IDS.filter((id) => !given.includes(id));
  const others = given.filter((id) => !WIDE_IDS.includes(id));
  const person = cases('person_id', others.slice(0, wanted.length), wanted);
  const visits = await warehouse.duckdb(
    'SELECT min(visit_occurrence_id) AS low, max(visit_occurrence_id) AS high FROM omop.visit_occurrence',
  );
  for (const table of DEFAULT_TABLES) {
    const key = omopTable(table)?.primaryKey ?? null;
    const columns = new Map([['person_id', person]]);
    if (table !== 'person' && table !== 'death') columns.set('visit_occurrence_id', visitOf(visits[0]));
    if (table === 'specimen') columns.delete('visit_occurrence_id');
    if (key !== null && !columns.has(key)) {
      columns.set(
        key,
        `CASE ${key} WHEN min(${key}) OVER () THEN ${sql(LOWEST)} WHEN max(${key}) OVER () THEN ${sql(HIGHEST)} ELSE ${key} END`,
      );
    }
    const replaced = [...columns].map(([name, value]) => `${value} AS ${name}`);
    await warehouse.createTable(
      'omop',
      table,
      `SELECT * REPLACE (${replaced.join(', ')}) FROM omop.${table}`,
    );
  }
  return world;
}

function visitOf(bounds: Readonly<Record<string, unknown>> | undefined): string {
  return cases('visit_occurrence_id', [bounds?.low as bigint, bounds?.high as bigint], [LOWEST, HIGHEST]);
}

function cases(column: string, from: readonly bigint[], to: readonly bigint[]): string {
  const arms = from.map((id, index) => `WHEN ${sql(id)} THEN ${sql(to[index] ?? id)}`);
  return `CASE ${column} ${arms.join(' ')} ELSE ${column} END`;
}

/** The lowest BIGINT has no literal: its digits alone are too many. */
function sql(id: bigint): string {
  return `CAST('${id}' AS BIGINT)`;
}
