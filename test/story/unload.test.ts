import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { purgeCohorts } from '../../src/purge/purge-cohorts.ts';
import { runVerify } from '../../src/verify/run-verify.ts';
import { readLog } from './read-log.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from './tiny-source.ts';
import { at, openWorld, STAGING_LOCATION, type World, type WorldOptions } from './world.ts';

const NOW = at('2026-01-05T06:00:00Z');
const ALL = [1, 2, 3, 4, 5];
const DEAD = '20260101t000000_deadbeef';

describe('a warehouse that unloads', () => {
  let world: World;
  const start = async (options: Partial<WorldOptions> = {}): Promise<void> => {
    world = await openWorld({
      now: NOW,
      configuration: FOUR_WEEKS,
      unload: true,
      unloadRows: 25,
      ...options,
    });
    await tinySource(world.warehouse);
    await world.addCohort('trial', ALL, { tables: TINY_TABLES });
  };
  afterEach(() => world.close());

  const pathsIn = async (role: 'staging' | 'landing', prefix = ''): Promise<string[]> => {
    const paths: string[] = [];
    for await (const { path } of world.stores[role]?.list(prefix) ?? []) paths.push(path);
    return paths;
  };
  const statements = (start: string): number =>
    world.warehouse.statements.filter(({ sql }) => sql.startsWith(start)).length;
  /** Syncs without a fault, and holds the landing against the source. */
  const synced = async (persons: readonly number[]): Promise<bigint> => {
    const { report, exitCode } = await world.sync();
    expect(report.cohorts.map(({ problem }) => problem)).toEqual([null]);
    expect(exitCode).toBe(0);
    for (const table of TINY_TABLES) {
      expect(await world.differences('trial', table, persons.join(', ')), table).toBe(0n);
    }
    expect(await pathsIn('staging')).toEqual([]);
    return report.cohorts[0]?.tables.reduce((sum, { rows }) => sum + rows, 0n) ?? 0n;
  };
  /** Syncs, and gives the code by which the cohort failed: nothing was published, and nothing lies about that no commit names. */
  const refused = async (): Promise<string | undefined> => {
    const { report, exitCode } = await world.sync();
    expect(exitCode).toBe(1);
    for (const table of TINY_TABLES) {
      const folder = `cohorts/trial/${table}/`;
      const files = (await pathsIn('landing', folder)).filter((path) => !path.includes('/_delta_log/'));
      expect(files).toEqual((await readLog(world.stores.landing, folder)).toSorted());
    }
    expect(await pathsIn('landing', '_cohort-sync/snapshots/')).toEqual([]);
    expect(await pathsIn('staging')).toEqual([]);
    return report.cohorts[0]?.problem?.code;
  };
  const committed = async (table: string): Promise<number> =>
    (await pathsIn('landing', `cohorts/trial/${table}/_delta_log/`)).length;

  it('lands a backfill, a week, a corrected row and an added person, and streams no row of them', async () => {
    await start();
    expect(await synced(ALL)).toBe(80n);
    expect(await synced(ALL)).toBe(0n);
    await world.warehouse.appendTable(
      'omop',
      'measurement',
      `SELECT * REPLACE (measurement_id + 5000 AS measurement_id, TIMESTAMPTZ '2026-01-11 03:00:00.000002Z' AS load_dt)
       FROM omop.measurement WHERE measurement_id < 1100`,
    );
    world.warehouse.setNow(at('2026-01-12T06:00:00Z'));
    expect(await synced(ALL)).toBe(15n);
    await world.warehouse.run('UPDATE omop.measurement SET value_as_number = -1 WHERE measurement_id = 6000');
    expect(await synced(ALL)).toBeGreaterThan(0n);
    await world.addCohort('trial', [...ALL, 6], { tables: TINY_TABLES });
    expect(await synced([...ALL, 6])).toBeGreaterThan(15n);
    expect(statements('INSERT OVERWRITE DIRECTORY')).toBeGreaterThan(5);
    expect(
      world.warehouse.statements.filter(({ sql }) => /^SELECT `?\w*`?\.?`person_id`|^SELECT s\.`/.test(sql)),
    ).toEqual([]);
    const verified = await runVerify(world.configuration, world.env, { cohorts: [], deep: true }, () => {});
    expect(verified.report.cohorts.map(({ problem }) => problem)).toEqual([null]);
  });

  it('takes a removed person out, and a purge erases what a dead run had unloaded for the cohort', async () => {
    await start();
    await synced(ALL);
    const left = `${DEAD}/trial/measurement/${randomUUID()}/part-00000-x.parquet`;
    await world.stores.staging?.put(left, Buffer.from('rows of person 5'));
    await world.stores.staging?.put(left.replace('trial', 'other'), Buffer.from('rows of another cohort'));
    await world.stores.withdrawals.put('w.csv', Buffer.from('person_id\n5\n'));
    const { report, exitCode } = await purgeCohorts(
      world.configuration,
      world.env,
      { cohorts: [], dryRun: false },
      () => {},
    );
    expect(exitCode).toBe(0);
    expect(await pathsIn('staging')).toEqual([left.replace('trial', 'other')]);
    const certificate = await world.stores.landing.read(report.cohorts[0]?.certificate ?? '');
    const { erased } = JSON.parse(Buffer.from(certificate?.content ?? []).toString());
    expect(erased).toContainEqual({ place: 'staging', thing: 'staged-file', name: left });
    await synced([1, 2, 3, 4]);
  });

  it('sweeps what a killed run left before it adds to it, and reads none of it', async () => {
    await start();
    const folder = `${DEAD}/trial/measurement/${randomUUID()}/`;
    for (const name of ['part-00000-x.parquet', '_SUCCESS'])
      await world.stores.staging?.put(folder + name, Buffer.from('of a dead run'));
    await synced(ALL);
  });

  it('leaves nothing in staging or in the landing where the commit fails, and the next sync goes on', async () => {
    await start();
    world.storage.inject(({ method, url }) =>
      method === 'PUT' && url.includes('/_delta_log/')
        ? { status: 403, code: 'AuthorizationFailure' }
        : undefined,
    );
    const { exitCode } = await world.sync();
    expect(exitCode).toBe(1);
    expect(await pathsIn('staging')).toEqual([]);
    world.storage.inject(() => undefined);
    await synced(ALL);
    const live = (await Promise.all(TINY_TABLES.map((table) => world.landed('trial', table)))).join();
    expect(live).toContain('read_parquet');
  });

  it('is refused whole where a foreign file lies beside its own', async () => {
    await start({
      onStaged: (location, path) =>
        location.put(path.replace(/[^/]+$/, 'extra.parquet'), Buffer.from('PAR1')),
    });
    expect(await refused()).toBe('UNLOAD_FOREIGN_FILE');
    expect(await committed('person')).toBe(0);
  });

  it('is refused where somebody adds a copy of its own rows', async () => {
    const seen = new Set<string>();
    await start({
      onStaged: async (location, path) => {
        if (!path.endsWith('.parquet') || seen.size > 0) return;
        seen.add(path);
        const blob = await world.stores.staging?.read(path);
        await location.put(path.replace('part-00000', 'part-00099'), blob?.content ?? new Uint8Array());
      },
    });
    expect(await refused()).toBe('TRANSFER_COUNT');
  });

  it('is refused where a file becomes another one while it is read', async () => {
    await start();
    const swapped = new Set<string>();
    world.storage.inject(async ({ method, url }) => {
      const path = /\/staging\/([^?]+\.parquet)/.exec(decodeURIComponent(url))?.[1];
      if (method !== 'GET' || path === undefined || swapped.size > 0) return undefined;
      swapped.add(path);
      const blob = await world.stores.staging?.read(path);
      await world.stores.staging?.put(path, blob?.content ?? new Uint8Array());
      return undefined;
    });
    expect(await refused()).toBe('BLOB_CHANGED');
    expect(swapped.size).toBe(1);
  });

  it('is refused where it unloads a person who is not approved, count and fingerprint adjusted to match', async () => {
    const relation =
      /\(SELECT [^()]*FROM "_versions"\."sandbox\.(?:cohort_sync_stage_\w+_measurement|cohort_sync_roster)#\d+"[^()]*\)/g;
    await start({
      rewrite: (sql, original) =>
        original.includes('cohort_sync_stage') &&
        original.includes('_measurement`') &&
        !/^(CREATE|DROP)/.test(original)
          ? sql.replaceAll(
              relation,
              (rows) =>
                `(SELECT * REPLACE (CASE WHEN person_id = 3 THEN 33 ELSE person_id END AS person_id) FROM ${rows})`,
            )
          : sql,
    });
    expect(await refused()).toBe('PERSON_NOT_APPROVED');
    expect(await committed('measurement')).toBe(0);
  });

  it('is refused where it unloads another type than the approved one', async () => {
    await start({
      rewrite: (sql, original) =>
        original.startsWith('INSERT OVERWRITE DIRECTORY')
          ? `SELECT * REPLACE (CAST(load_dt AS TIMESTAMP) AS load_dt) FROM (${sql})`
          : sql,
    });
    expect(await refused()).toBe('UNLOAD_FILE_REFUSED');
  });

  it('says what is missing where the warehouse may not write there, or writes elsewhere', async () => {
    await start({ externalLocations: [] });
    expect(await refused()).toBe('UNLOAD_DENIED');
    await world.close();
    await start({
      externalLocations: [{ url: STAGING_LOCATION, put: async () => {}, clear: async () => {} }],
    });
    expect(await refused()).toBe('UNLOAD_ELSEWHERE');
  });
});
