import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHeartbeat } from '../../src/report/heartbeat.ts';
import { reportRun } from '../../src/report/report-run.ts';
import { encodeReport, type RunReport } from '../../src/report/run-report.ts';
import { cohortSync } from '../cli/shell.ts';
import { loadSmallSource, PERSONS, TABLES } from '../cli/small-source.ts';
import { at, openWorld, type World } from '../story/world.ts';
import { cohortReport, runReport } from './sample-reports.ts';

const MONDAY = '20991123t052301_0a1b2c3d';
const LATER = '20991123t172301_0a1b2c3d';

describe('a stored run', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ now: at('2026-01-05T06:00:00Z') });
    await loadSmallSource(world);
    await world.addCohort('cardiology', PERSONS.slice(0, 3), { tables: TABLES });
  });
  afterAll(() => world.close());

  const report = (run?: string) =>
    reportRun(world.configuration, world.env, run === undefined ? {} : { run });
  const store = (run: string, changes: object): Promise<void> => {
    const cohorts = [{ ...cohortReport(), persons: 300 }];
    const exact = { ...runReport({ run, cohorts, ...changes }), sources: [], whole: true };
    const content = encodeReport(exact as unknown as RunReport);
    return world.stores.diagnostics.put(`runs/${run}/report.json`, content);
  };

  it('is not there before the first one, nor under a name that was never a run', async () => {
    await expect(report()).rejects.toMatchObject({ code: 'REPORT_MISSING' });
    await expect(report('../heartbeat')).rejects.toMatchObject({ code: 'REPORT_MISSING' });
  });

  it('leaves a heartbeat that says how it went, also when it failed; a dry run leaves none', async () => {
    const diagnostics = world.stores.diagnostics;
    await world.sync({ dryRun: true });
    expect(await readHeartbeat(diagnostics)).toBeUndefined();
    const { report: done } = await world.sync();
    expect(await readHeartbeat(diagnostics)).toEqual({
      format: 1,
      run: done.run,
      finishedAt: done.finishedAt,
      verdict: 'done',
      frontier: '2026-01-04T03:00:00Z',
    });
    await world.addCohort('not-approved', PERSONS.slice(0, 1), { tables: TABLES, approve: false });
    const { report: failed } = await world.sync();
    expect(await readHeartbeat(diagnostics)).toMatchObject({ run: failed.run, verdict: 'failed' });
    const { out } = await cohortSync(world, 'status', '--json');
    expect(JSON.parse(out)).toMatchObject({ heartbeat: { run: failed.run } });
  });

  it('is told without a figure of three persons, and without anything of the shell’s report', async () => {
    const { report: told } = await report();
    expect(told.cohorts.map(({ cohort, state, tables }) => [cohort, state, tables])).toEqual([
      ['cardiology', 'current', []],
      ['not-approved', 'held', []],
    ]);
    expect(JSON.stringify(told)).not.toContain('persons');
  });

  it('says how its week stood when it ended: waiting, loaded, done before, missing', async () => {
    const monday = { startedAt: '2099-11-23T05:23:01Z', finishedAt: '2099-11-23T05:27:00Z' };
    const later = { startedAt: '2099-11-23T17:23:01Z', finishedAt: '2099-11-23T17:27:00Z' };
    await store(MONDAY, { ...monday, frontier: '2099-11-15T03:00:00Z' });
    expect(await report()).toMatchObject({
      exitCode: 0,
      report: { run: MONDAY, week: { state: 'not-yet', sunday: '2099-11-22' } },
    });
    await store(MONDAY, { ...monday, frontier: '2099-11-22T03:00:00Z' });
    const { report: loaded } = await report();
    expect(loaded.week?.state).toBe('loaded');
    expect(loaded.cohorts[0]?.tables[0]).toMatchObject({ rows: 4900, mode: 'increment' });
    await store(LATER, { ...later, frontier: '2099-11-22T03:00:00Z' });
    expect((await report()).report.week?.state).toBe('already-done');
    expect((await report(MONDAY)).report.week?.state).toBe('loaded');
    await store(LATER, { ...later, frontier: '2099-11-08T03:00:00Z' });
    expect(await report()).toMatchObject({ exitCode: 1, report: { week: { state: 'missing' } } });
  });
});
