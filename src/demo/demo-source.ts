import type { LocalWarehouse } from '../local/local-warehouse.ts';
import { loadFolder } from '../local/omop-folder.ts';
import { type Generation, generateOmop, loadNextSunday } from '../local/omop-generator.ts';
import { DEFAULT_TABLES, LOAD_COLUMN } from '../omop/tables.ts';
import { LAST_SUNDAY_OF_HISTORY, SUNDAYS, sunday } from './calendar.ts';

/** The collaborator's side of the story: a warehouse with history, and Sundays that are still to come. */
export interface DemoSource {
  /** What the data are, for the first line of the story. */
  readonly what: string;
  /** Lays down history, up to and including week 0. */
  fill(): Promise<void>;
  /** Loads what that Sunday (from 1) brings; rows it added over all tables and all patients. */
  load(week: number): Promise<bigint>;
}

const SEED = 20_260_104;

/** Made-up patients, each table growing by 0.25 % a week. */
export function generatedSource(warehouse: LocalWarehouse, persons: number): DemoSource {
  const generation: Generation = { persons, seed: SEED, weeks: 4, lastSunday: LAST_SUNDAY_OF_HISTORY };
  return {
    what: `${persons.toLocaleString('en-US')} made-up patients, nine OMOP tables`,
    fill: async () => {
      await generateOmop(warehouse, generation);
    },
    load: async (week) => {
      const { rows } = await loadNextSunday(warehouse, generation, week);
      return Object.values(rows).reduce((sum, count) => sum + count, 0n);
    },
  };
}

/** So many Sundays that each brings 0.25 % of the rows. */
const SUNDAYS_OF_A_FOLDER = 400;

/**
 * A folder of OMOP files. All their rows are spread over 400 made-up Sundays by a hash of the row, whatever `load_dt`
 * they had; the last three Sundays are held back, and come while the story goes on.
 */
export function folderSource(warehouse: LocalWarehouse, directory: string): DemoSource {
  const held = (table: string) => `"default"."${table}"`;
  return {
    what: `the OMOP files of ${directory}`,
    fill: async () => {
      await loadFolder(warehouse, directory);
      for (const table of DEFAULT_TABLES) {
        const week = `${SUNDAYS} - CAST(hash(source) % ${SUNDAYS_OF_A_FOLDER} AS BIGINT)`;
        const stamp = `make_timestamptz(${LAST_SUNDAY_OF_HISTORY} + (${week}) * ${sunday(1) - sunday(0)})`;
        await warehouse.createTable(
          'default',
          table,
          `SELECT * REPLACE (${stamp} AS ${LOAD_COLUMN}) FROM omop."${table}" AS source`,
        );
        await warehouse.createTable(
          'omop',
          table,
          `SELECT * FROM ${held(table)} WHERE ${LOAD_COLUMN} <= make_timestamptz(${sunday(0)})`,
        );
      }
    },
    load: async (week) => {
      let rows = 0n;
      for (const table of DEFAULT_TABLES) {
        const arrived = `SELECT * FROM ${held(table)} WHERE ${LOAD_COLUMN} = make_timestamptz(${sunday(week)})`;
        const [counted] = await warehouse.duckdb(`SELECT count(*) AS rows FROM (${arrived})`);
        const count = BigInt(String(counted?.rows));
        if (count > 0n) await warehouse.appendTable('omop', table, arrived);
        rows += count;
      }
      return rows;
    },
  };
}
