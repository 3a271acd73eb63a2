import { afterEach, describe, expect, it } from 'vitest';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from './tiny-source.ts';
import type { WorldOptions } from './world.ts';
import { at, openWorld, type World } from './world.ts';

const IDS = [1, 2, 3, 4, 5];
const NOW = at('2026-01-05T06:00:00Z');

describe('a warehouse that lies', () => {
  let world: World;
  const start = async (options: Partial<WorldOptions>): Promise<void> => {
    world = await openWorld({ now: NOW, configuration: FOUR_WEEKS, ...options });
    await tinySource(world.warehouse);
    await world.addCohort('trial', IDS, { tables: TINY_TABLES });
  };
  afterEach(() => world.close());

  const committed = async (table: string): Promise<number> => {
    let versions = 0;
    for await (const _ of world.stores.landing.list(`cohorts/trial/${table}/_delta_log/`)) versions += 1;
    return versions;
  };
  const filesOf = async (table: string): Promise<number> => {
    let files = 0;
    for await (const { path } of world.stores.landing.list(`cohorts/trial/${table}/`))
      if (path.endsWith('.parquet')) files += 1;
    return files;
  };
  const problem = async (): Promise<string | undefined> => {
    const { report, exitCode } = await world.sync();
    expect(exitCode).toBe(1);
    return report.cohorts[0]?.problem?.code;
  };

  it('is caught by the membership check when it swaps a person, count and fingerprint adjusted to match', async () => {
    // Both the rows and the rosters that they are counted by: the lie is consistent in itself.
    const relation =
      /\(SELECT [^()]*FROM "_versions"\."sandbox\.(?:cohort_sync_stage_\w+_measurement|cohort_sync_roster)#\d+"[^()]*\)/g;
    const swap = (sql: string): string =>
      sql.replaceAll(
        relation,
        (rows) =>
          `(SELECT * REPLACE (CASE WHEN person_id = 3 THEN 33 ELSE person_id END AS person_id) FROM ${rows})`,
      );
    const seen: string[] = [];
    await start({
      rewrite: (sql, original) => {
        const lies =
          /^SELECT/.test(original) &&
          original.includes('cohort_sync_stage') &&
          original.includes('_measurement`');
        if (!lies) return sql;
        seen.push(swap(sql));
        return swap(sql);
      },
    });
    expect(await problem()).toBe('PERSON_NOT_APPROVED');
    expect(seen.some((sql) => sql.includes('THEN 33'))).toBe(true);
    expect([await committed('measurement'), await filesOf('measurement')]).toEqual([0, 0]);
  });

  it('is caught when an id of the sandbox roster is swapped between loading and use', async () => {
    let checks = 0;
    await start({
      onStatement: async (sql) => {
        if (!sql.startsWith('SELECT r.group_key, count(*)') || !sql.includes('`cohort_sync_roster`')) return;
        checks += 1;
        if (checks === 2)
          await world.warehouse.run(
            'UPDATE sandbox.cohort_sync_roster SET person_id = 33 WHERE person_id = 3',
          );
      },
    });
    expect(await problem()).toBe('SANDBOX_ROSTER_MISMATCH');
    expect([await committed('person'), await committed('measurement'), await filesOf('measurement')]).toEqual(
      [0, 0, 0],
    );
  });

  it('is caught when an id of the sandbox roster is swapped after the stage was made', async () => {
    await start({
      onStatement: async (sql) => {
        if (sql.startsWith('SELECT g.slot, s.cell') && sql.includes('_measurement`')) {
          await world.warehouse.run(
            'UPDATE sandbox.cohort_sync_roster SET person_id = 33 WHERE person_id = 3',
          );
        }
      },
    });
    expect(await problem()).toBe('SANDBOX_ROSTER_MISMATCH');
    expect(await committed('measurement')).toBe(0);
  });

  it('is caught when it sends a column that was not approved', async () => {
    await start({
      rewrite: (sql, original) =>
        original.startsWith('SELECT s.`') && original.includes('_measurement`')
          ? sql.replace(/^SELECT /, "SELECT 'secret' AS internal_note, ")
          : sql,
    });
    expect(await problem()).toBe('UNAPPROVED_COLUMN');
    expect([await committed('measurement'), await filesOf('measurement')]).toEqual([0, 0]);
  });

  it('is caught when it leaves a row out', async () => {
    await start({
      rewrite: (sql, original) =>
        original.startsWith('SELECT s.`') && original.includes('_measurement`')
          ? `SELECT * FROM (${sql}) LIMIT 1`
          : sql,
    });
    expect(await problem()).toBe('TRANSFER_COUNT');
    expect([await committed('measurement'), await filesOf('measurement')]).toEqual([0, 0]);
  });

  it('is caught when it changes a key on the way', async () => {
    await start({
      rewrite: (sql, original) =>
        original.startsWith('SELECT s.`') && original.includes('_measurement`')
          ? `SELECT * REPLACE (measurement_id + 1 AS measurement_id) FROM (${sql})`
          : sql,
    });
    expect(await problem()).toBe('TRANSFER_FINGERPRINT');
    expect([await committed('measurement'), await filesOf('measurement')]).toEqual([0, 0]);
  });
});
