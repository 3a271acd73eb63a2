import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTable } from '../../src/landing/delta-log.ts';
import { latestSnapshot } from '../../src/landing/snapshot.ts';
import { inThisForm } from '../form.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at } from '../story/world.ts';
import { command, documentOf } from './command.ts';
import {
  atStorage,
  atWarehouse,
  type CrashPoint,
  commit,
  download,
  killedAt,
  read,
  releaseOfLease,
  remove,
  statement,
  write,
} from './crash-point.ts';
import { openStack, type Stack } from './open-stack.ts';
import { strays } from './strays.ts';

const commitOf = (table: string): CrashPoint['request'] => commit(`/${table}/_delta_log/`);

/** In the order in which a sync passes them. */
const POINTS: readonly CrashPoint[] = [
  atStorage('once it holds the cohort', 'after', write('/landing/_cohort-sync/leases/', 'comp=lease'), 2),
  atStorage('between a list of members and the index that names it', 'before', write('/members/'), 2),
  atStorage('once the members have changed', 'after', write('/index.json')),
  atStorage('once the run holds itself', 'after', write('/diagnostics/leases/', 'comp=lease'), 2),
  atWarehouse(
    'while the roster is loaded into the sandbox',
    'after',
    statement(/INSERT INTO `sandbox`.`cohort_sync_loading/),
  ),
  atWarehouse(
    'between the loading table and the roster',
    'before',
    statement(/INSERT INTO `sandbox`.`cohort_sync_roster/),
  ),
  atWarehouse(
    'once the roster is published',
    'after',
    statement(/INSERT INTO `sandbox`.`cohort_sync_roster/),
  ),
  atWarehouse('while a stage is made', 'before', statement(/CREATE OR REPLACE TABLE/), 2),
  atWarehouse('once everything is staged', 'after', statement(/CREATE OR REPLACE TABLE/), 2),
  atWarehouse('in the middle of a download', 'after', download(), 4),
  atStorage('before the first upload', 'before', write('.parquet', 'comp=block')),
  atStorage('in the middle of a file', 'after', write('.parquet', 'comp=block'), 3),
  atStorage('between upload and commit', 'before', commit()),
  atStorage('after the first commit, before the reply', 'after', commit()),
  atStorage('between the commits of two tables', 'after', commitOf('person')),
  atStorage('in the middle of a history', 'before', commitOf('measurement'), 6),
  atStorage('in the middle of a checkpoint', 'before', write('.checkpoint.parquet')),
  atStorage('between a checkpoint and _last_checkpoint', 'before', write('_last_checkpoint')),
  atStorage('during verify', 'before', read('.parquet'), 5),
  atStorage('before the snapshot', 'before', write('/snapshots/')),
  atStorage('after the snapshot, before the reply', 'after', write('/snapshots/')),
  atWarehouse(
    'before its stages are dropped',
    'before',
    statement(/DROP TABLE IF EXISTS `sandbox`.`cohort_sync_stage/),
  ),
  atStorage('before it lets go of itself', 'before', releaseOfLease('/diagnostics/leases/')),
  atStorage('between its end and the forgetting of its hold', 'before', remove('/diagnostics/leases/')),
  atStorage('before its report', 'before', write('/diagnostics/runs/')),
  atStorage('before it lets go of the cohort', 'before', releaseOfLease('/landing/_cohort-sync/leases/')),
];

/** Half of the source's persons, others for each point: a list that is in the sandbox already is not loaded again. */
const personsOf = (point: number) => Array.from({ length: 20 }, (_, index) => 1 + ((point + index) % 40));
const ROWS = 20n + 20n * 15n;

interface Report {
  readonly cohorts: readonly {
    readonly state: string;
    readonly snapshot: number | null;
    readonly problem: unknown;
    readonly tables: readonly { readonly table: string; readonly mode: string; readonly rows: number }[];
  }[];
}

let stack: Stack;
beforeAll(async () => {
  stack = await openStack({
    now: at('2026-01-05T06:00:00Z'),
    configuration: FOUR_WEEKS,
    // History in sixteen commits, so that there are checkpoints; results in files, so that there are downloads.
    transfer: '{ workers: 1, rowsPerSlice: 20 }',
    cloudFetch: { minimumRows: 1, fileRows: 10 },
  });
  await tinySource(stack.warehouse);
});
afterAll(() => stack.close());

/** Rows that the log vouches for, counted by a reader of its own. */
async function committedRows(cohort: string): Promise<bigint> {
  let rows = 0n;
  for (const table of TINY_TABLES) {
    const [row] = await stack.warehouse.duckdb(
      `SELECT count(*) AS n FROM ${await stack.landed(cohort, table)}`,
    );
    rows += row?.n as bigint;
  }
  return rows;
}

/** Rows that left the warehouse in slices since a moment, by its own account. */
function rowsMovedSince(first: number): bigint {
  const isSlice = (sql: string) =>
    sql.startsWith('SELECT s.') && sql.includes('cohort_sync_stage') && sql.includes('WHERE s._hash BETWEEN');
  const slices = stack.warehouse.statements.slice(first).filter(({ sql }) => isSlice(sql));
  return slices.reduce((rows, each) => rows + each.rows, 0n);
}

describe('a sync that is killed', () => {
  it.each(inThisForm(POINTS, 7).map((point, index) => [point.name, point, `point-${index}`] as const))(
    '%s: the next one moves what was not committed, and no more',
    async (_name, point, cohort) => {
      const persons = personsOf(POINTS.indexOf(point));
      await stack.addCohort(cohort, persons, { tables: TINY_TABLES });
      await killedAt(stack, point, 'sync', '--cohort', cohort);
      const [before, left] = [await committedRows(cohort), await strays(stack, cohort, TINY_TABLES)];
      const asked = stack.warehouse.statements.length;

      const ended = await command(stack, 'sync', '--cohort', cohort);
      const [report] = documentOf<Report>(ended).cohorts;
      expect(report?.problem ?? null).toBeNull();
      expect(ended.exitCode).toBe(0);
      expect(report?.snapshot).toBe(1);
      expect(rowsMovedSince(asked)).toBe(ROWS - before);

      for (const table of TINY_TABLES)
        expect(await stack.differences(cohort, table, persons.join()), table).toBe(0n);
      const snapshot = await latestSnapshot(stack.stores.landing, cohort);
      for (const table of TINY_TABLES) {
        const state = await openTable(stack.stores.landing, { cohort, table });
        expect(snapshot?.tables[table]?.version).toBe(state?.version);
      }
      // A file that was uploaded and not committed is gone with the first commit to its table.
      const committed = new Set(
        report?.tables.filter(({ mode }) => mode !== 'none').map(({ table }) => table),
      );
      const now = await strays(stack, cohort, TINY_TABLES);
      expect(now.filter((path) => committed.has(path.split('/')[2] ?? ''))).toEqual([]);
      expect(left).toEqual(expect.arrayContaining([...now]));
      expect(await stack.sandboxTables()).toEqual([]);
      // And then there is nothing left to do.
      const again = await stack.sync({ cohorts: [cohort] });
      expect(again.report.cohorts[0]).toMatchObject({ state: 'unchanged', snapshot: 1 });
    },
  );
});
