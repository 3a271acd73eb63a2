import { ConfigurationError } from '../errors.ts';
import { type Instant, WEEK } from '../instant.ts';
import {
  type GeneratedTable,
  type Generation,
  ordinalsSql,
  ROWS_PER_PERSON,
  rowsAtLastSunday,
} from './omop-growth.ts';
import { idSpread, spreadId } from './omop-random.ts';
import { generatedRows } from './omop-rows.ts';
import { isLoadSunday, requireWeeks } from './omop-sundays.ts';
import { OMOP_SCHEMA, type OmopTarget, type RowCounts } from './omop-target.ts';

export type { Generation } from './omop-growth.ts';

/** Person ordinals are multiplied in 64 bits, and measurements are the most per person. */
const MOST_PERSONS = 20_000_000;

const TABLES = Object.keys(ROWS_PER_PERSON) as readonly GeneratedTable[];

/**
 * Fills the schema `omop` with generated data of all nine clinical tables, as it stands after the load of
 * `lastSunday`: five years of weekly loads, and `weeks` Sundays that add 0.25 % each to every table. Every row is a
 * pure function of the options, made and stored by DuckDB as a stream. Returns the rows of each table.
 */
export async function generateOmop(target: OmopTarget, generation: Generation): Promise<RowCounts> {
  requireGeneration(generation);
  for (const table of TABLES) {
    await target.createTable(OMOP_SCHEMA, table, generatedRows(generation, table, 0));
  }
  return Object.fromEntries(TABLES.map((table) => [table, BigInt(rowsAtLastSunday(generation, table))]));
}

/** One weekly load. */
export interface SundayLoad {
  /** When it began: 03:00 UTC. It takes four hours. */
  readonly sunday: Instant;
  /** The rows that it added to each table. */
  readonly rows: RowCounts;
}

/**
 * Appends what the `week`th Sunday after `lastSunday` (from 1) loads: 0.25 % more rows of every table, of persons who
 * were there and of new ones. Weeks are to be loaded in order, each once. A table that gets no row gets no version.
 */
export async function loadNextSunday(
  target: OmopTarget,
  generation: Generation,
  week: number,
): Promise<SundayLoad> {
  requireGeneration(generation);
  requireWeeks(week);
  const rows: Record<string, bigint> = {};
  for (const table of TABLES) {
    const [counted] = await target.duckdb(
      `SELECT count(*) AS rows FROM (${ordinalsSql(generation, table, week)})`,
    );
    rows[table] = BigInt(String(counted?.rows));
    if (rows[table] > 0n)
      await target.appendTable(OMOP_SCHEMA, table, generatedRows(generation, table, week));
  }
  return { sunday: generation.lastSunday + BigInt(week) * WEEK, rows };
}

/** The `person_id` of the nth generated person, from 1; the first one's is -9223372036854775000 for every seed. */
export function generatedPersonId(seed: number, person: number): bigint {
  return spreadId(idSpread(seed, 'person'), BigInt(person - 1));
}

function requireGeneration(generation: Generation): void {
  requireWeeks(generation.weeks);
  const { persons, seed, lastSunday } = generation;
  if (
    Number.isSafeInteger(persons) &&
    persons > 0 &&
    persons <= MOST_PERSONS &&
    Number.isSafeInteger(seed) &&
    isLoadSunday(lastSunday)
  ) {
    return;
  }
  throw new ConfigurationError(
    'generated data needs 1 to 20 million persons, a whole seed, and a Sunday 03:00 UTC',
    {
      code: 'OMOP_GENERATION',
      remedy: 'Give such a number of persons, an integer seed, and as the last Sunday one at 03:00 UTC.',
    },
  );
}
