import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { parseCohortFile } from '../../../src/cohort/cohort-file.ts';
import { formatInstant } from '../../../src/instant.ts';
import { runPreview } from '../../../src/preview/run-preview.ts';
import type { World } from '../../story/world.ts';

/**
 * Expects that a preview counts on Spark what DuckDB counts over the same files.
 * @param micros DuckDB's expression of a `load_dt` in microseconds
 */
export async function expectPreview(
  world: World,
  cohort: string,
  persons: string,
  micros = 'epoch_us(load_dt)',
): Promise<void> {
  const name = `${cohort}.yml`;
  const file = parseCohortFile(await readFile(path.join(world.directory, 'cohorts', name)), name);
  const { report, exitCode } = await runPreview(world.configuration, world.env, {
    stores: world.stores,
    pull: 1,
    head: '0'.repeat(40),
    files: [file],
    log: () => {},
    signal: undefined,
  });
  expect(exitCode).toBe(0);
  const [counted] = report?.cohorts ?? [];
  expect([counted?.state, counted?.problem]).toEqual(['counted', null]);
  expect(counted?.tables.map(({ table }) => table)).toEqual(file.cohort.tables);
  for (const { table, version: _, ...counts } of counted?.tables ?? []) {
    const [row] = await world.warehouse.duckdb(
      `SELECT count(*) AS n, count(DISTINCT person_id) AS p, count(*) - count(load_dt) AS o, min(${micros}) AS f, max(${micros}) AS l
       FROM omop.${table} WHERE person_id IN (${persons})`,
    );
    expect(row?.n, table).toBeGreaterThan(0n);
    expect(counts, table).toEqual({
      rows: row?.n,
      persons: row?.p,
      withoutLoad: row?.o,
      firstLoad: formatInstant(row?.f as bigint),
      lastLoad: formatInstant(row?.l as bigint),
    });
  }
}
