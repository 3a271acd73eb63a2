import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leaseCohort } from '../../src/landing/lease.ts';
import { runPath } from '../../src/landing/paths.ts';
import { finishJob, type PreparedJob, prepareJob, transferJob } from '../../src/sync/run-jobs.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from './tiny-source.ts';
import { at, openWorld, replaceInFile, type World } from './world.ts';

const EVERYTHING = { cohorts: [], tables: [], dryRun: false };

describe('a run whose parts are jobs that share no memory', () => {
  let world: World;
  beforeAll(async () => {
    const now = at('2026-01-05T06:00:00Z');
    // Small slices, so that a backfill is several commits and several shards.
    const transfer = '{ workers: 2, rowsPerSlice: 20 }';
    world = await openWorld({ now, configuration: FOUR_WEEKS, transfer });
    await tinySource(world.warehouse);
    await world.addCohort('first', [1, 2, 3, 4, 5, 6, 7, 8], { tables: TINY_TABLES });
    await world.addCohort('second', [7, 8, 9, 10, 11, 12], { tables: TINY_TABLES });
  });
  afterAll(() => world.close());

  const context = (signal?: AbortSignal) => ({
    configuration: world.configuration,
    env: world.env,
    log: () => undefined,
    ...(signal === undefined ? {} : { signal }),
  });
  const prepared = async (): Promise<PreparedJob & { readonly run: string }> => {
    const job = await prepareJob(context(), EVERYTHING);
    if (job.run === undefined) throw job.failure;
    return { ...job, run: job.run };
  };
  const differences = async (): Promise<readonly bigint[]> => [
    await world.differences('first', 'measurement', '1, 2, 3, 4, 5, 6, 7, 8'),
    await world.differences('second', 'measurement', '7, 8, 9, 10, 11, 12'),
    await world.differences('second', 'person', '7, 8, 9, 10, 11, 12'),
  ];
  const readsOf = (from: number): readonly string[] =>
    world.warehouse.statements
      .slice(from)
      .flatMap(({ tables }) => tables)
      .filter((table) => table.startsWith('omop.'));
  const nextLoad = async (load: string): Promise<void> => {
    await world.warehouse.run(`INSERT INTO omop.measurement SELECT measurement_id + 10000, person_id,
      measurement_concept_id, measurement_date, value_as_number, measurement_source_value, internal_note,
      TIMESTAMP '${load}' FROM omop.measurement WHERE measurement_id < 1040`);
  };

  it('moves by shards what one process would move, and a shard reads no source table', async () => {
    const { run, shards } = await prepared();
    expect(shards.length).toBeGreaterThan(2);
    const before = world.warehouse.statements.length;
    const codes = await Promise.all(shards.map((shard) => transferJob(context(), run, shard)));
    expect(codes).toEqual(shards.map(() => 0));
    expect(readsOf(before)).toEqual([]);
    const { report, exitCode } = await finishJob(context(), run);
    expect(exitCode).toBe(0);
    expect(report.cohorts.map(({ cohort, state, snapshot }) => [cohort, state, snapshot])).toEqual([
      ['first', 'synced', 1],
      ['second', 'synced', 1],
    ]);
    expect(await differences()).toEqual([0n, 0n, 0n]);
    const left = await world.warehouse.run('SHOW TABLES IN sandbox');
    expect(left.filter(({ tableName }) => String(tableName).includes('stage'))).toEqual([]);
    expect(await world.stores.landing.read(runPath(run, 'plan.json'))).toBeUndefined();
  });

  it('tells a finished run again to a job that is started again, and moves nothing by it', async () => {
    world.warehouse.setNow(at('2026-01-06T06:00:00Z'));
    const { run, shards } = await prepared();
    expect(shards).toEqual([]);
    const first = await finishJob(context(), run);
    const again = await finishJob(context(), run);
    expect(again).toMatchObject({ exitCode: 0, report: { run, verdict: first.report.verdict } });
    await expect(transferJob(context(), run, 1)).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
  });

  it('loses nothing with a shard that dies: tried again it goes on, and else the next run sees what is missing', async () => {
    await nextLoad('2026-01-11 03:00:00Z');
    world.warehouse.setNow(at('2026-01-12T06:00:00Z'));
    const lost = await prepared();
    const finished = await finishJob(context(), lost.run);
    expect(finished.exitCode).toBe(1);
    expect(finished.report.cohorts.map(({ problem }) => problem?.code)).toContain('SHARD_LOST');

    const { run, shards } = await prepared();
    const stop = new AbortController();
    stop.abort();
    const [one = 1, ...others] = shards;
    expect(await transferJob(context(stop.signal), run, one)).toBe(1);
    for (const shard of [one, ...others]) expect(await transferJob(context(), run, shard)).toBe(0);
    // A shard that was done already is done: its commits are known by what they say.
    expect(await transferJob(context(), run, one)).toBe(0);
    expect((await finishJob(context(), run)).exitCode).toBe(0);
    expect(await differences()).toEqual([0n, 0n, 0n]);
  });

  it('moves nothing more of a cohort that was suspended, or lost a person, after the run was planned', async () => {
    await nextLoad('2026-01-18 03:00:00');
    world.warehouse.setNow(at('2026-01-19T06:00:00Z'));
    const { run, shards } = await prepared();
    const file = `${world.directory}/cohorts/second.yml`;
    await replaceInFile(file, 'status: active', 'status: suspended');
    await world.stores.withdrawals.put('one.csv', Buffer.from('person_id\n1\n'));
    const before = world.warehouse.statements.length;
    for (const shard of shards) expect(await transferJob(context(), run, shard)).not.toBe(0);
    expect(readsOf(before)).toEqual([]);
    expect(world.warehouse.statements.slice(before).filter(({ sql }) => sql.includes('_stage_'))).toEqual([]);
    const { report, exitCode } = await finishJob(context(), run);
    expect(exitCode).not.toBe(0);
    expect(report.cohorts.map(({ cohort, state, problem }) => [cohort, state, problem?.code])).toEqual([
      ['first', 'failed', 'PLAN_OUTDATED'],
      ['second', 'failed', 'COHORT_SUSPENDED'],
    ]);
    // Neither is held any longer, the one that the last job could not take either.
    for (const id of ['first', 'second']) await (await leaseCohort(world.stores.landing, id)).release();
  });

  it('keeps a plan that somebody changed from moving a row', async () => {
    const { run } = await prepared();
    const path = runPath(run, 'plan.json');
    const text = Buffer.from((await world.stores.landing.read(path))?.content ?? '').toString();
    await world.stores.landing.put(path, Buffer.from(text.replace('"revision":1', '"revision":2')));
    await expect(finishJob(context(), run)).rejects.toMatchObject({ code: 'RUN_PLAN_BROKEN' });
  });
});
