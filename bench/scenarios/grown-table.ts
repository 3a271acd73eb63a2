import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { WEEK } from '../../src/instant.ts';
import { openTable } from '../../src/landing/delta-log.ts';
import { requireOurs } from '../../src/landing/table-state.ts';
import { median } from '../figures.ts';
import { measurementPersons } from '../measurement-rows.ts';
import { type WholeWorld, withWholeWorld } from '../whole-world.ts';
import { fillSource, MONDAY } from './whole-sync.ts';

const TABLES = ['person', 'measurement'];
const TURNS = 7;

/**
 * What two years of weekly loads make of a table, before and after old weeks were merged, against the same rows landed afresh:
 * files, and the time in which DuckDB reads every column of all files that the log names, from a local disk. History is cut into
 * four buckets, and a week brings 0.25 % of it.
 */
export async function grownTable(rows = 1_000_000, weeks = 104) {
  return withWholeWorld(async (world) => {
    const slices = `transfer: { rowsPerSlice: ${Math.ceil(rows / 4)} }`;
    await world.configure(`${slices}\nupkeep: { mergeSlices: 0 }`);
    await fillSource(world, rows);
    await world.tell({ do: 'clock', now: MONDAY });
    const persons = measurementPersons(rows);
    await world.addCohort({ id: 'grown', title: 'Grown', persons, tables: TABLES });
    await world.run('sync');
    const week = Math.round(rows / 400);
    for (let n = 1; n <= weeks; n++) {
      await world.tell({
        do: 'append',
        table: 'measurement',
        select: `SELECT * REPLACE (measurement_id + ${n}000000000007 AS measurement_id,
          TIMESTAMPTZ '2026-01-04 03:00:00+00' + to_days(${7 * n}) AS load_dt)
          FROM (SELECT * FROM omop.measurement WHERE load_dt <= TIMESTAMPTZ '2026-01-04 03:00:00+00'
            ORDER BY hash(measurement_id + ${n}) LIMIT ${week})`,
      });
    }
    await world.tell({ do: 'clock', now: `${BigInt(MONDAY) + BigInt(weeks) * WEEK}` });
    await world.run('sync');
    const directory = await mkdtemp(join(tmpdir(), 'bench-grown-'));
    try {
      const before = await copied(world, 'grown', join(directory, 'before'));
      await world.configure(slices);
      const merge = await world.run('sync');
      const merged = await copied(world, 'grown', join(directory, 'merged'));
      await world.addCohort({ id: 'fresh', title: 'Fresh', persons, tables: TABLES });
      await world.run('sync');
      const fresh = await copied(world, 'fresh', join(directory, 'fresh'));
      const seconds = await readInTurns({ before, merged, fresh });
      const base = seconds.fresh ?? Number.NaN;
      const told = (paths: readonly string[], name: string) => ({
        files: paths.length,
        seconds: seconds[name],
        againstFresh: (seconds[name] ?? Number.NaN) / base,
      });
      return {
        rows,
        weeks,
        notMerged: told(before, 'before'),
        merged: told(merged, 'merged'),
        fresh: told(fresh, 'fresh'),
        mergeSeconds: merge.seconds,
      };
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
}

/** The live files of `measurement`, on the local disk. */
async function copied({ stores }: WholeWorld, cohort: string, directory: string): Promise<readonly string[]> {
  const table = await openTable(stores.landing, { cohort, table: 'measurement' });
  if (table === undefined) throw new Error('nothing has landed');
  await mkdir(directory);
  const files = [...requireOurs(table).files.values()];
  for (const [n, { path, size }] of files.entries()) {
    await writeFile(join(directory, `${n}.parquet`), await stores.landing.readRange(path, 0, size));
  }
  return files.map((_, n) => join(directory, `${n}.parquet`));
}

/** Median seconds of each; they take turns, and the first turn counts for nobody. */
async function readInTurns(
  sets: Readonly<Record<string, readonly string[]>>,
): Promise<Readonly<Record<string, number>>> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const taken = new Map<string, number[]>(Object.keys(sets).map((name) => [name, []]));
  for (let turn = 0; turn <= TURNS; turn++) {
    for (const [name, paths] of Object.entries(sets)) {
      const list = paths.map((path) => `'${path}'`).join(', ');
      const begun = performance.now();
      await connection.runAndReadAll(`SELECT count(*), max(COLUMNS(*)) FROM read_parquet([${list}])`);
      if (turn > 0) taken.get(name)?.push((performance.now() - begun) / 1000);
    }
  }
  connection.closeSync();
  instance.closeSync();
  return Object.fromEntries([...taken].map(([name, seconds]) => [name, median(seconds)]));
}
