import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TINY_TABLES } from '../story/tiny-source.ts';
import { type CohortRepository, openCohortRepository } from './cohort-repository.ts';

/** Which jobs ran, and how they ended. */
const SYNC = { Approve: 'succeeded', Prepare: 'succeeded', Transfer: 'succeeded', Finish: 'succeeded' };

let cohorts: CohortRepository;
beforeAll(async () => {
  cohorts = await openCohortRepository();
});
afterAll(() => cohorts?.close());

async function expectLanded(id: string, persons: readonly number[]): Promise<void> {
  for (const table of TINY_TABLES)
    expect(await cohorts.world.differences(id, table, persons.join(', ')), `${id} ${table}`).toBe(0n);
}

async function landedBlobs(): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const blob of cohorts.world.stores.landing.list('cohorts/')) paths.push(blob.path);
  return paths;
}

describe('the workflows, run by act', () => {
  it('a pull request with a mistake is red at its line, and green once it is mended', async () => {
    const { github } = cohorts;
    const good = await cohorts.cohortFile('single', [7]);
    const files = { 'cohorts/single.yml': good.replace('status: active', 'status: sleeping') };
    const pull = await github.repository.openPull({ files, author: 'ann' });
    const payload = () => ({
      number: pull.number,
      pull_request: {
        ...{ number: pull.number, head: { sha: pull.pull.head } },
        base: { ref: 'main', sha: pull.pull.from },
      },
    });
    const red = await cohorts.run('pull-request', 'pull_request', payload());
    expect(red.jobs, red.output).toEqual({ Review: 'failed' });
    expect(red.output).toMatch(/::error [^:]*file=cohorts\/single\.yml,line=6/);
    await pull.push({ 'cohorts/single.yml': good });
    const green = await cohorts.run('pull-request', 'pull_request', payload());
    expect(green.jobs, green.output).toEqual({ Review: 'succeeded' });
    pull.close();
  });

  it('merge: what nobody approved moves no row, and the run is red', async () => {
    await cohorts.bring({ first: [7, 8, 9] }, []);
    const ended = await cohorts.run('merge', 'push');
    expect(ended.jobs, ended.output).toEqual({ Approve: 'failed', Prepare: 'succeeded', Finish: 'failed' });
    expect(ended.output).toContain('title=APPROVAL_MISSING::first denied');
    expect(ended.code).not.toBe(0);
    expect(await landedBlobs()).toEqual([]);
  });

  it('merge: what is approved is backfilled by shards, and published', async () => {
    await cohorts.bring({ first: [7, 8, 9, 10] }, ['ben']);
    const ended = await cohorts.run('merge', 'push');
    expect(ended.jobs, ended.output).toEqual(SYNC);
    await expectLanded('first', [7, 8, 9, 10]);
    expect(cohorts.github.repository.deployments.length).toBeGreaterThan(0);
  });

  it('weekly: a week without a load raises an alarm, in one issue', async () => {
    const ended = await cohorts.run('weekly', 'schedule');
    expect(ended.jobs, ended.output).toMatchObject({ Finish: 'succeeded', Report: 'failed' });
    expect(ended.output).toContain('has not come');
    expect(cohorts.github.repository.issues.map(({ state }) => state)).toEqual(['open']);
  });

  it('weekly: only what is new comes, a heartbeat is left, and the issue is closed', async () => {
    await cohorts.load([7, 9, 40]);
    const before = cohorts.world.warehouse.statements.length;
    const ended = await cohorts.run('weekly', 'schedule');
    expect(ended.jobs, ended.output).toEqual({ ...SYNC, Report: 'succeeded' });
    await expectLanded('first', [7, 8, 9, 10]);
    // Of the three rows those of two persons are the cohort's.
    const moved = cohorts.world.warehouse.statements
      .slice(before)
      .filter(({ sql }) => /^SELECT .*measurement_id.*stage/is.test(sql) && !/count\(/i.test(sql));
    expect(moved.map(({ rows }) => rows)).toEqual([2n]);
    expect(cohorts.github.repository.issues.map(({ state }) => state)).toEqual(['closed']);
  });

  it('rerun: off the default branch it is refused, before anything is checked out', async () => {
    const before = cohorts.world.warehouse.statements.length;
    const ended = await cohorts.run('rerun', 'workflow_dispatch', { ref: 'refs/heads/other' });
    expect(ended.jobs, ended.output).toEqual({ Approve: 'failed' });
    expect(ended.output).toContain('This workflow runs on the default branch only.');
    expect(cohorts.world.warehouse.statements.length).toBe(before);
  });
});

describe('a weekly run reads each source table equally often', () => {
  const reads = new Map<number, Record<string, number>>();
  it.each([1, 20, 300])('with %i cohorts', async (count) => {
    const there = reads.size === 0 ? 1 : Math.max(...reads.keys());
    const more = Array.from({ length: count - there }, (_, index) => there + index);
    const persons = (n: number): readonly number[] => [1 + (n % 40), 1 + ((n * 7) % 40)];
    if (more.length > 0) {
      await cohorts.bring(Object.fromEntries(more.map((n) => [`cohort-${n}`, persons(n)])), ['ben']);
      const merged = await cohorts.run('merge', 'push');
      expect(merged.jobs, merged.output.slice(-5000)).toEqual(SYNC);
    }
    await cohorts.load([7, 9, 11, 13]);
    const before = cohorts.world.warehouse.statements.length;
    const ended = await cohorts.run('weekly', 'schedule');
    expect(ended.jobs, ended.output.slice(-5000)).toEqual({ ...SYNC, Report: 'succeeded' });
    const read = cohorts.world.warehouse.statements.slice(before).flatMap(({ tables }) => tables);
    reads.set(count, {
      person: read.filter((table) => table === 'omop.person').length,
      measurement: read.filter((table) => table === 'omop.measurement').length,
    });
    expect(reads.get(count)).toEqual(reads.get(1));
    expect(reads.get(1)?.measurement).toBeGreaterThan(0);
    for (const n of more.slice(0, 3)) await expectLanded(`cohort-${n}`, [...new Set(persons(n))]);
  });
});
