import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runnerNow } from '../../src/instant.ts';
import { thisWeek } from '../../src/report/load-week.ts';
import { findCanaries } from '../actions/canary.ts';
import { TINY_TABLES } from '../story/tiny-source.ts';
import {
  CANARIES,
  CANARY_PERSONS,
  type CohortRepository,
  openCohortRepository,
  STRANGER,
} from './cohort-repository.ts';

/** Which jobs ran, and how they ended. */
const SYNC = { Approve: 'succeeded', Prepare: 'succeeded', Transfer: 'succeeded', Finish: 'succeeded' };

let cohorts: CohortRepository;
beforeAll(async () => {
  cohorts = await openCohortRepository();
});
afterAll(() => cohorts?.close());

const [ANN, BEA, CAI, DEE] = CANARY_PERSONS as [bigint, bigint, bigint, bigint];

/** Runs a workflow; whatever it did, nothing that GitHub received of it holds a canary. */
async function run(...parameters: Parameters<CohortRepository['run']>): ReturnType<CohortRepository['run']> {
  const before = cohorts.github.received.length;
  const ended = await cohorts.run(...parameters);
  const requests = cohorts.github.received.slice(before).map(({ url, headers, body }) => ({
    name: 'a request',
    text: `${url}\n${JSON.stringify(headers)}\n${body}`,
  }));
  expect(findCanaries([{ name: 'the log', text: ended.output }, ...requests], CANARIES)).toEqual([]);
  return ended;
}

async function expectLanded(id: string, persons: readonly (bigint | number)[]): Promise<void> {
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
    const good = await cohorts.cohortFile('single', [ANN]);
    const files = { 'cohorts/single.yml': good.replace('status: active', 'status: sleeping') };
    const pull = await github.repository.openPull({ files, author: 'ann' });
    const payload = () => ({
      number: pull.number,
      pull_request: {
        ...{ number: pull.number, head: { sha: pull.pull.head } },
        base: { ref: 'main', sha: pull.pull.from },
      },
    });
    const red = await run('pull-request', 'pull_request', payload());
    expect(red.jobs, red.output).toEqual({ Review: 'failed' });
    // In the summary: of what a step prints act now and then loses the last lines.
    expect(red.output).toContain('| `cohorts/single.yml:6` | `FILE_MISTAKE` |');
    await pull.push({ 'cohorts/single.yml': good });
    const green = await run('pull-request', 'pull_request', payload());
    expect(green.jobs, green.output).toEqual({ Review: 'succeeded' });
    pull.close();
  });

  it('merge: what nobody approved moves no row, and the run is red', async () => {
    await cohorts.bring({ first: [ANN, BEA, STRANGER] }, []);
    const ended = await run('merge', 'push');
    expect(ended.jobs, ended.output).toEqual({ Approve: 'failed', Prepare: 'succeeded', Finish: 'failed' });
    expect(ended.output).toContain('| first | denied: `APPROVAL_MISSING` |');
    expect(ended.code).not.toBe(0);
    expect(await landedBlobs()).toEqual([]);
  });

  it('merge: what is approved is backfilled by shards, and published', async () => {
    await cohorts.bring({ first: [ANN, BEA, CAI] }, ['ben']);
    const ended = await run('merge', 'push');
    expect(ended.jobs, ended.output).toEqual(SYNC);
    await expectLanded('first', [ANN, BEA, CAI]);
    expect(cohorts.github.repository.deployments.length).toBeGreaterThan(0);
  });

  it('weekly: a week without a load raises an alarm, in one issue', async () => {
    const ended = await run('weekly', 'schedule');
    expect(ended.jobs, ended.output).toMatchObject({ Finish: 'succeeded', Report: 'failed' });
    expect(ended.output).toContain('has not come');
    expect(cohorts.github.repository.issues.map(({ state }) => state)).toEqual(['open']);
  });

  it('weekly: only what is new comes, a heartbeat is left, and the issue is closed', async () => {
    const load = await cohorts.load([ANN, CAI, STRANGER]);
    const before = cohorts.world.warehouse.statements.length;
    const ended = await run('weekly', 'schedule');
    expect(ended.jobs, ended.output).toEqual({ ...SYNC, Report: 'succeeded' });
    await expectLanded('first', [ANN, BEA, CAI]);
    // Of the three rows those of two persons are the cohort's.
    const moved = cohorts.world.warehouse.statements
      .slice(before)
      .filter(({ sql }) => /^SELECT .*measurement_id.*stage/is.test(sql) && !/count\(/i.test(sql));
    expect(moved.map(({ rows }) => rows)).toEqual([2n]);
    // Runners have the real clock alone: from Saturday 10:00 UTC to Sunday's end the newest load that can be there is the
    // one of the week before, and the issue waits for the next one.
    const state = load >= thisWeek(runnerNow()) ? 'closed' : 'open';
    expect(
      cohorts.github.repository.issues.map((issue) => issue.state),
      ended.output,
    ).toEqual([state]);
  });

  it('merge: an amendment brings who was added with the whole history, and takes who was removed', async () => {
    await cohorts.bring({ first: [ANN, CAI, DEE] }, ['ben']);
    const ended = await run('merge', 'push');
    expect(ended.jobs, ended.output).toEqual(SYNC);
    await expectLanded('first', [ANN, CAI, DEE]);
  });

  it('rerun: a dry run moves nothing; a run in earnest takes a person away who withdrew', async () => {
    await cohorts.world.stores.withdrawals.put('one.csv', Buffer.from(`person_id\n${CAI}\n`));
    const before = await landedBlobs();
    const dry = await run('rerun', 'workflow_dispatch', { inputs: { 'dry-run': 'true' } });
    expect(dry.code, dry.output).toBe(0);
    expect(await landedBlobs()).toEqual(before);
    const ended = await run('rerun', 'workflow_dispatch', { inputs: { 'dry-run': 'false' } });
    expect(ended.code, ended.output).toBe(0);
    await expectLanded('first', [ANN, DEE]);
  });

  it('rerun: verifies only, deeply', async () => {
    const inputs = { 'verify-only': 'true', deep: 'true' };
    const ended = await run('rerun', 'workflow_dispatch', { inputs });
    expect(ended.jobs, ended.output).toEqual({ Verify: 'succeeded' });
  });

  it('rerun: examines only', async () => {
    const ended = await run('rerun', 'workflow_dispatch', { inputs: { 'doctor-only': 'true' } });
    expect(ended.jobs, ended.output).toEqual({ Doctor: 'succeeded' });
  });

  it('preview: is off by default, says how it is switched on, and asks nothing of the source', async () => {
    const before = cohorts.world.warehouse.statements.length;
    const inputs = { 'pull-request': '1' };
    const ended = await run('preview', 'workflow_dispatch', { inputs });
    expect(ended.jobs, ended.output).toEqual({ Preview: 'failed' });
    expect(ended.output).toContain('| `PREVIEW_OFF` |');
    expect(cohorts.world.warehouse.statements.length).toBe(before);
  });

  it('purge: a dry run erases nothing; off the default branch it is refused', async () => {
    const before = await landedBlobs();
    const dry = await run('purge', 'workflow_dispatch', { inputs: { 'dry-run': 'true' } });
    expect(dry.jobs, dry.output).toEqual({ Purge: 'succeeded' });
    const inputs = { 'dry-run': 'false', 'persons-removed': 'false' };
    const other = await run('purge', 'workflow_dispatch', { inputs, ref: 'refs/heads/other' });
    expect(other.jobs, other.output).toEqual({ Purge: 'failed' });
    expect(await landedBlobs()).toEqual(before);
  });

  it('a revocation needs no approval, reads nothing any more, and what there was is erased', async () => {
    await cohorts.bring({ first: [ANN, DEE] }, [], 'revoked');
    const ended = await run('merge', 'push');
    expect(ended.jobs.Approve, ended.output).toBe('succeeded');
    const inputs = { 'dry-run': 'false', 'persons-removed': 'false' };
    const purged = await run('purge', 'workflow_dispatch', { inputs });
    expect(purged.jobs, purged.output).toEqual({ Purge: 'succeeded' });
    expect((await landedBlobs()).filter((blob) => blob.endsWith('.parquet'))).toEqual([]);
  });

  it('rerun: off the default branch it is refused, before anything is checked out', async () => {
    const before = cohorts.world.warehouse.statements.length;
    const ended = await run('rerun', 'workflow_dispatch', { ref: 'refs/heads/other' });
    expect(ended.jobs, ended.output).toEqual({ Approve: 'failed' });
    expect(ended.output).toContain('Failure - Main Refuse any branch but the default one');
    expect(cohorts.world.warehouse.statements.length).toBe(before);
  });
});

describe('a weekly run reads each source table equally often', () => {
  const reads = new Map<number, Record<string, number>>();
  it.each([1, 20, 300])('with %i cohorts', async (count) => {
    const there = Math.max(0, ...reads.keys());
    const more = Array.from({ length: count - there }, (_, index) => there + index);
    const persons = (n: number): readonly number[] => [1 + (n % 40), 1 + ((n * 7) % 40)];
    if (more.length > 0) {
      await cohorts.bring(Object.fromEntries(more.map((n) => [`cohort-${n}`, persons(n)])), ['ben']);
      const merged = await run('merge', 'push');
      expect(merged.jobs, merged.output.slice(-5000)).toEqual(SYNC);
    }
    await cohorts.load([7, 9, 11, 13]);
    const before = cohorts.world.warehouse.statements.length;
    const ended = await run('weekly', 'schedule');
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
