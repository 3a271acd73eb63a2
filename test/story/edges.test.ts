import { afterEach, describe, expect, it } from 'vitest';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from './tiny-source.ts';
import { at, openWorld, type World } from './world.ts';

describe('the edges of time', () => {
  let world: World;
  const start = async (
    now = '2026-01-05T06:00:00Z',
    transfer?: string,
    configuration = FOUR_WEEKS,
  ): Promise<void> => {
    world = await openWorld({ now: at(now), configuration, ...(transfer === undefined ? {} : { transfer }) });
    await tinySource(world.warehouse);
  };
  afterEach(() => world.close());

  const moved = async (): Promise<Record<string, [string, bigint]>> => {
    const { report } = await world.sync();
    const tables = report.cohorts.flatMap((cohort) =>
      cohort.tables.map((table) => ({ cohort: cohort.cohort, ...table })),
    );
    return Object.fromEntries(
      tables.map(({ cohort, table, mode, rows }) => [`${cohort} ${table}`, [mode, rows]]),
    );
  };
  const measure = (id: number, person: number, loaded: string): Promise<unknown> =>
    world.warehouse.run(
      `INSERT INTO omop.measurement (measurement_id, person_id, measurement_concept_id, measurement_date, value_as_number, load_dt) VALUES (${id}, ${person}, 1, DATE '2025-01-01', 1.0, ${loaded})`,
    );

  it('finds a late row in a week in which a one-person cohort had none', async () => {
    await start();
    await world.addCohort('single', [7], { tables: TINY_TABLES });
    await world.sync();
    expect(await world.differences('single', 'measurement', '7')).toBe(0n);
    const weeks = await world.warehouse.duckdb(
      "SELECT count(*) AS n FROM omop.measurement WHERE person_id = 7 AND load_dt BETWEEN '2025-12-10' AND '2025-12-16'",
    );
    expect(weeks).toEqual([{ n: 0n }]);
    await measure(5001, 7, "TIMESTAMP '2025-12-14 03:00:00.123457'");
    expect(await moved()).toEqual({ 'single measurement': ['increment', 1n], 'single person': ['none', 0n] });
    expect(await world.differences('single', 'measurement', '7')).toBe(0n);
  });

  it('finds a late row older than eight weeks by the total of its table', async () => {
    await start(undefined, undefined, '');
    await world.addCohort('single', [7], { tables: TINY_TABLES });
    await world.addCohort('other', [8, 9], { tables: TINY_TABLES });
    await world.sync();
    await measure(5002, 7, "TIMESTAMP '2025-07-02 23:59:59.999999'");
    const result = await moved();
    expect(result['other measurement']?.[1]).toBe(0n);
    expect(result['single measurement']?.[0]).toBe('repair');
    expect(await world.differences('single', 'measurement', '7')).toBe(0n);
  });

  it('keeps microseconds: a row one microsecond behind the watermark is new, one at the watermark is not', async () => {
    await start();
    await world.addCohort('single', [7, 1], { tables: TINY_TABLES });
    await world.sync();
    await measure(5003, 7, "TIMESTAMP '2026-01-04 03:00:00.000002'");
    expect((await moved())['single measurement']).toEqual(['increment', 1n]);
    expect((await moved())['single measurement']).toEqual(['none', 0n]);
    expect(await world.differences('single', 'measurement', '7, 1')).toBe(0n);
  });

  it('leaves a load that is still running for the next sync, in all tables alike', async () => {
    await start();
    await world.addCohort('pair', [7, 8], { tables: TINY_TABLES });
    await world.sync();
    world.warehouse.setNow(at('2026-01-11T05:00:00Z'));
    await world.warehouse.run(
      "INSERT INTO omop.person VALUES (7, 8507, 1957, TIMESTAMP '2026-01-11 03:00:00')",
    );
    await measure(5004, 7, "TIMESTAMP '2026-01-11 04:30:00'");
    const during = await world.sync();
    expect(during.report.frontier).toBe('2026-01-04T03:00:00.000001Z');
    expect(
      during.report.cohorts.flatMap((cohort) => cohort.tables).every((table) => table.mode === 'none'),
    ).toBe(true);
    await measure(5005, 8, "TIMESTAMP '2026-01-11 06:00:00'");
    world.warehouse.setNow(at('2026-01-11T12:00:01Z'));
    expect(await moved()).toEqual({
      'pair measurement': ['increment', 2n],
      'pair person': ['increment', 1n],
    });
    expect(await world.differences('pair', 'measurement', '7, 8')).toBe(0n);
    expect(await world.differences('pair', 'person', '7, 8')).toBe(0n);
  });

  it('takes the frontier from all tables, also when only one is asked for', async () => {
    await start();
    await world.addCohort('pair', [7, 8], { tables: TINY_TABLES });
    await world.sync();
    await world.warehouse.run(
      "INSERT INTO omop.person VALUES (7, 8507, 1957, TIMESTAMP '2026-01-11 08:00:00')",
    );
    await measure(5009, 7, "TIMESTAMP '2026-01-11 03:00:00'");
    world.warehouse.setNow(at('2026-01-11T09:30:00Z'));
    const { report } = await world.sync({ tables: ['measurement'] });
    expect(report.frontier).toBe('2026-01-04T03:00:00.000001Z');
    expect(report.cohorts[0]?.tables.map(({ table, rows }) => [table, rows])).toEqual([['measurement', 0n]]);
    world.warehouse.setNow(at('2026-01-11T18:00:00Z'));
    expect((await world.sync({ tables: ['measurement'] })).report.cohorts[0]?.snapshot).toBeNull();
    expect((await moved())['pair person']).toEqual(['increment', 1n]);
    expect(await world.differences('pair', 'measurement', '7, 8')).toBe(0n);
  });

  it('lands a second load of the same week behind the first, without moving the first again', async () => {
    await start();
    await world.addCohort('pair', [7, 8], { tables: TINY_TABLES });
    await world.sync();
    await measure(5006, 7, "TIMESTAMP '2026-01-06 08:00:00'");
    world.warehouse.setNow(at('2026-01-06T20:00:00Z'));
    expect((await moved())['pair measurement']).toEqual(['increment', 1n]);
    expect(await world.differences('pair', 'measurement', '7, 8')).toBe(0n);
  });

  it('replaces the slice of a recent row whose value alone changed, and no other', async () => {
    await start(undefined, undefined, '');
    await world.addCohort('pair', [7, 8], { tables: TINY_TABLES });
    await world.sync();
    await world.warehouse.run(
      'UPDATE omop.measurement SET value_as_number = -1 WHERE person_id = 7 AND load_dt = (SELECT max(load_dt) FROM omop.measurement WHERE person_id = 7)',
    );
    const result = await moved();
    expect(result['pair measurement']?.[0]).toBe('repair');
    expect(await world.differences('pair', 'measurement', '7, 8')).toBe(0n);
  });

  it('lands rows without load_dt, and finds one more of them', async () => {
    await start();
    await measure(5007, 7, 'CAST(NULL AS TIMESTAMP)');
    await world.addCohort('pair', [7, 8], { tables: TINY_TABLES });
    await world.sync();
    expect(await world.differences('pair', 'measurement', '7, 8')).toBe(0n);
    await measure(5008, 8, 'CAST(NULL AS TIMESTAMP)');
    expect((await moved())['pair measurement']?.[0]).toBe('repair');
    expect(await world.differences('pair', 'measurement', '7, 8')).toBe(0n);
  });

  it('catches up over several weeks at once', async () => {
    await start();
    await world.addCohort('pair', [7, 8], { tables: TINY_TABLES });
    await world.sync();
    for (const [index, day] of ['2026-01-11', '2026-01-18', '2026-03-29'].entries()) {
      await measure(6000 + index, 7, `TIMESTAMP '${day} 03:00:00'`);
    }
    world.warehouse.setNow(at('2026-03-30T06:00:00Z'));
    expect((await moved())['pair measurement']).toEqual(['increment', 3n]);
    expect(await world.differences('pair', 'measurement', '7, 8')).toBe(0n);
  });

  it('gives added persons their whole history and moves nothing of the others', async () => {
    await start();
    await world.addCohort('pair', [7, 8], { tables: TINY_TABLES });
    await world.sync();
    await world.addCohort('pair', [7, 8, 9], { tables: TINY_TABLES });
    const rows = await world.warehouse.duckdb(
      'SELECT count(*) AS n FROM omop.measurement WHERE person_id = 9',
    );
    expect((await moved())['pair measurement']).toEqual(['backfill', rows[0]?.n]);
    expect(await world.differences('pair', 'measurement', '7, 8, 9')).toBe(0n);
  });

  it('resumes a backfill behind the last commit: what has landed is not moved again', async () => {
    await start('2026-01-05T06:00:00Z', '{ workers: 2, rowsPerSlice: 20 }');
    await world.addCohort('half', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], { tables: TINY_TABLES });
    world.storage.inject(({ method, url }) =>
      method === 'PUT' && /measurement\/_delta_log\/0{19}3\.json/.test(url ?? '')
        ? { status: 507, code: 'InsufficientStorage' }
        : undefined,
    );
    expect((await world.sync()).report.cohorts[0]).toMatchObject({
      state: 'failed',
      snapshot: null,
      problem: { code: 'STORAGE_FULL' },
    });
    world.storage.inject(() => undefined);
    const [landed] = await world.warehouse.duckdb(
      `SELECT count(*) AS n FROM ${await world.landed('half', 'measurement')}`,
    );
    expect(landed?.n).toBeGreaterThan(0n);
    const [, rows] = (await moved())['half measurement'] ?? [];
    expect(rows).toBe(150n - (landed?.n as bigint));
    expect(await world.differences('half', 'measurement', '1, 2, 3, 4, 5, 6, 7, 8, 9, 10')).toBe(0n);
    expect((await moved())['half measurement']).toEqual(['none', 0n]);
  });

  it('is not misled by two changes of history that cancel each other in the total, other patients among them', async () => {
    await start();
    await measure(6101, 7, "TIMESTAMP '2025-07-02 23:59:59'");
    await world.addCohort('pair', [7, 8], { tables: TINY_TABLES });
    await world.sync();
    await measure(6102, 3, "TIMESTAMP '2025-07-02 23:59:59'");
    expect((await moved())['pair measurement']?.[1]).toBe(0n);
    expect((await moved())['pair measurement']).toEqual(['none', 0n]);
    await world.warehouse.run('DELETE FROM omop.measurement WHERE measurement_id = 6101');
    expect((await moved())['pair measurement']?.[0]).toBe('repair');
    expect(await world.differences('pair', 'measurement', '7, 8')).toBe(0n);
  });

  it('empties a table that is no longer approved, and brings its history again when it is', async () => {
    await start();
    await world.addCohort('pair', [7, 8], { tables: TINY_TABLES });
    await world.sync();
    await world.addCohort('pair', [7, 8], { tables: ['person'] });
    expect((await world.sync()).exitCode).toBe(0);
    const rows = async () => {
      const [row] = await world.warehouse.duckdb(
        `SELECT count(*) AS n FROM ${await world.landed('pair', 'measurement')}`,
      );
      return row?.n;
    };
    expect(await rows()).toBe(0n);
    await world.addCohort('pair', [7, 8], { tables: TINY_TABLES });
    expect((await moved())['pair measurement']).toEqual(['backfill', 30n]);
    expect(await world.differences('pair', 'measurement', '7, 8')).toBe(0n);
  });

  it('ends at a safe place when it is interrupted: no stage is left, no lease, and the next sync goes on', async () => {
    await start('2026-01-05T06:00:00Z', '{ workers: 2, rowsPerSlice: 20 }');
    await world.addCohort('half', [1, 2, 3, 4, 5, 6], { tables: TINY_TABLES });
    const stop = new AbortController();
    world.storage.inject(({ method, url }) => {
      if (method === 'PUT' && /measurement\/_delta_log\/0{20}\.json/.test(url ?? '')) stop.abort();
      return undefined;
    });
    const { report, exitCode } = await world.sync({ signal: stop.signal });
    expect(exitCode).toBe(1);
    expect(report.cohorts[0]).toMatchObject({
      state: 'failed',
      snapshot: null,
      problem: { code: 'INTERRUPTED' },
    });
    const left = await world.warehouse.run('SHOW TABLES IN sandbox');
    expect(left.map((row) => row.tableName)).toEqual(['cohort_sync_roster']);
    expect((await world.sync()).exitCode).toBe(0);
    expect(await world.differences('half', 'measurement', '1, 2, 3, 4, 5, 6')).toBe(0n);
  });

  it('takes removed persons out of the landing', async () => {
    await start();
    await world.addCohort('pair', [7, 8, 9], { tables: TINY_TABLES });
    await world.sync();
    await world.addCohort('pair', [7, 9], { tables: TINY_TABLES });
    await world.sync();
    expect(await world.differences('pair', 'measurement', '7, 9')).toBe(0n);
    expect(await world.differences('pair', 'person', '7, 9')).toBe(0n);
  });

  it('reads by way of the stage where the source is a view, and lands the same', async () => {
    await start();
    await world.warehouse.run('CREATE TABLE omop.measurement_base AS SELECT * FROM omop.measurement');
    await world.warehouse.run('DROP TABLE omop.measurement');
    await world.warehouse.run('CREATE VIEW omop.measurement AS SELECT * FROM omop.measurement_base');
    await world.addCohort('pair', [7, 8], { tables: TINY_TABLES });
    await world.sync();
    const landed = await world.landed('pair', 'measurement');
    const [row] = await world.warehouse.duckdb(`SELECT count(*) AS n FROM ${landed}`);
    expect(row?.n).toBe(30n);
  });
});
