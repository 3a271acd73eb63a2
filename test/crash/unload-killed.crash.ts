import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inThisForm } from '../form.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at } from '../story/world.ts';
import { command, documentOf } from './command.ts';
import {
  atStorage,
  atWarehouse,
  type CrashPoint,
  commit,
  copy,
  killedAt,
  listing,
  read,
  remove,
  statement,
} from './crash-point.ts';
import { openStack, type Stack } from './open-stack.ts';
import { strays } from './strays.ts';

const UNLOAD = /INSERT OVERWRITE DIRECTORY/;

/** In the order in which a slice passes them, each in the midst of a table's history. */
const POINTS: readonly CrashPoint[] = [
  atWarehouse('before a slice is unloaded', 'before', statement(UNLOAD), 3),
  atWarehouse('once a slice is unloaded, before the reply', 'after', statement(UNLOAD), 3),
  atStorage('before its files are listed', 'before', listing('staging', /measurement/)),
  atStorage('while a file is proven', 'after', read('/staging/'), 5),
  atStorage('between the proof and the copy', 'before', copy('/measurement/')),
  atStorage('once a file is copied, before the reply', 'after', copy('/measurement/'), 2),
  atStorage('between copy and commit', 'before', commit('/measurement/_delta_log/'), 2),
  atStorage('after the commit, before the reply', 'after', commit('/measurement/_delta_log/'), 2),
  atStorage('in the middle of emptying its folder', 'after', remove('/staging/'), 4),
];

interface Report {
  readonly cohorts: readonly {
    readonly snapshot: number | null;
    readonly problem: unknown;
    readonly tables: readonly { readonly rows: number }[];
  }[];
}

let stack: Stack;
beforeAll(async () => {
  stack = await openStack({
    now: at('2026-01-05T06:00:00Z'),
    configuration: FOUR_WEEKS,
    unload: true,
    transfer: '{ workers: 1, rowsPerSlice: 60, mode: unload }',
    unloadRows: 25,
  });
  await tinySource(stack.warehouse);
});
afterAll(() => stack.close());

const staged = async (): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const { path } of stack.stores.staging?.list('') ?? []) found.push(path);
  return found;
};

/** Rows that the landing of a cohort has, counted by a reader of its own. */
async function landedRows(cohort: string): Promise<bigint> {
  let rows = 0n;
  for (const table of TINY_TABLES) {
    const landed = await stack.landed(cohort, table);
    const [row] = await stack.warehouse.duckdb(`SELECT count(*) AS n FROM ${landed}`);
    rows += row?.n as bigint;
  }
  return rows;
}

describe('a sync that is killed while the warehouse unloads for it', () => {
  it.each(inThisForm(POINTS, 3, 1).map((point, index) => [point.name, point, `unload-${index}`] as const))(
    '%s: the next one unloads what was not committed, and staging is empty',
    async (_name, point, cohort) => {
      const persons = Array.from({ length: 20 }, (_, index) => 1 + ((POINTS.indexOf(point) + index) % 40));
      const rows = 20n + 20n * 15n;
      await stack.addCohort(cohort, persons, { tables: TINY_TABLES });
      await killedAt(stack, point, 'sync', '--cohort', cohort);
      const before = await landedRows(cohort);
      expect(before).toBeLessThan(rows);

      const ended = await command(stack, 'sync', '--cohort', cohort);
      const [report] = documentOf<Report>(ended).cohorts;
      expect(report?.problem ?? null).toBeNull();
      expect([ended.exitCode, report?.snapshot]).toEqual([0, 1]);
      expect(report?.tables.reduce((sum, table) => sum + BigInt(table.rows), 0n)).toBe(rows - before);

      for (const table of TINY_TABLES)
        expect(await stack.differences(cohort, table, persons.join()), table).toBe(0n);
      expect(await staged()).toEqual([]);
      expect(await strays(stack, cohort, TINY_TABLES)).toEqual([]);
      expect(await stack.sandboxTables()).toEqual([]);
      const again = await stack.sync({ cohorts: [cohort] });
      expect(again.report.cohorts[0]).toMatchObject({ state: 'unchanged', snapshot: 1 });
    },
  );
});
