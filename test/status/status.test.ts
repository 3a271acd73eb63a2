import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { appendPolicy } from '../../src/approval/policy-record.ts';
import { SILENT } from '../../src/log/events.ts';
import type { StatusReport } from '../../src/status/status.ts';
import { runSync } from '../../src/sync/run-sync.ts';
import { otherPolicy } from '../approval/other-policy.ts';
import { cohortSync, documentOf } from '../cli/shell.ts';
import { loadSecondSunday, loadSmallSource, PERSONS, TABLES } from '../cli/small-source.ts';
import { at, openWorld, replaceInFile, type World } from '../story/world.ts';

describe('status', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ now: at('2026-01-05T06:00:00Z') });
    await loadSmallSource(world);
    await world.addCohort('cardiology', PERSONS.slice(0, 3), { tables: TABLES });
    await world.addCohort('not-approved', PERSONS.slice(0, 1), { tables: TABLES, approve: false });
    await world.addCohort('paused', PERSONS.slice(0, 1), { tables: TABLES, status: 'suspended' });
    await runSync(world.configuration, world.env, { cohorts: [], tables: [], dryRun: false }, SILENT);
  });
  afterAll(() => world.close());

  const status = (...parameters: string[]) => documentOf<StatusReport>(world, 'status', ...parameters);

  it('says what is approved, what has landed, how fresh it is, and what became of each cohort', async () => {
    const { code, document } = await status();
    expect(document.cohorts.map(({ cohort, state, problem }) => [cohort, state, problem?.code])).toEqual([
      ['cardiology', 'active', undefined],
      ['not-approved', 'unapproved', 'UNAPPROVED'],
      ['paused', 'suspended', 'COHORT_SUSPENDED'],
    ]);
    expect(document.lastRun).toMatchObject({ verdict: 'failed', frontier: '2026-01-04T03:00:00Z' });
    const [cardiology, notApproved] = document.cohorts;
    expect(cardiology).toMatchObject({ revision: 1, persons: 3, members: 3 });
    expect(cardiology?.snapshot).toMatchObject({ number: 1, revision: 1, through: '2026-01-04T03:00:00Z' });
    expect(
      cardiology?.tables.map(({ table, version, published, rows }) => [table, version, published, rows]),
    ).toEqual([
      ['person', 0, 0, 3],
      ['visit_occurrence', 0, 0, 3],
    ]);
    expect(cardiology?.tables.every(({ files, bytes }) => files > 0 && bytes > 0)).toBe(true);
    expect(cardiology?.lastRun?.state).toBe('synced');
    expect(notApproved?.lastRun).toMatchObject({ state: 'held', code: 'UNAPPROVED' });
    expect(notApproved).toMatchObject({ revision: null, persons: null, snapshot: null, tables: [] });
    expect(code).toBe(0);
  });

  it('calls nothing active that no run would read: an approval counts under the policy in force alone', async () => {
    await appendPolicy(world.stores.approvals, [], otherPolicy());
    onTestFinished(() => world.stores.approvals.delete('_policy/000001.json'));
    const { document } = await status();
    expect(document.cohorts.map(({ cohort, state, problem }) => [cohort, state, problem?.code])).toEqual([
      ['cardiology', 'unapproved', 'POLICY_UNAPPROVED'],
      ['not-approved', 'unapproved', 'UNAPPROVED'],
      ['paused', 'suspended', 'COHORT_SUSPENDED'],
    ]);
    const { report } = await world.sync({ dryRun: true });
    const read = report.cohorts.find(({ cohort }) => cohort === 'cardiology');
    expect(read).toMatchObject({ state: 'held', problem: { code: 'POLICY_UNAPPROVED' } });
  });

  it('never asks the source', async () => {
    const before = world.warehouse.statements.length;
    await status();
    expect(world.warehouse.statements.length).toBe(before);
    const { code } = await cohortSync(
      { ...world, env: { ...world.env, DATABRICKS_TOKEN: 'wrong' } },
      'status',
    );
    expect(code).toBe(0);
  });

  it('shows people a line per cohort and a row per table, and no person', async () => {
    const { out, code } = await cohortSync(world, 'status', '--cohort', 'cardiology');
    expect(out).toContain('cardiology: active, revision 1, 3 persons');
    expect(out).toContain('fresh through 2026-01-04T03:00:00Z');
    expect(out).toMatch(/visit_occurrence\s*│\s*3 │\s*0/);
    expect(out).not.toContain('not-approved');
    for (const person of PERSONS) expect(out).not.toContain(`${person}`);
    expect(code).toBe(0);
  });

  it('shows that readers still stand at the version before when a run committed and did not publish', async () => {
    await loadSecondSunday(world);
    world.warehouse.setNow(at('2026-01-12T06:00:00Z'));
    await world.sync({ cohorts: ['cardiology'], tables: ['visit_occurrence'] });
    const { document } = await status('--cohort', 'cardiology');
    expect(document.cohorts[0]?.tables.map(({ version, published }) => [version, published])).toEqual([
      [0, 0],
      [1, 0],
    ]);
    const { out } = await cohortSync(world, 'status', '--cohort', 'cardiology');
    expect(out).toContain('1 (published: 0)');
  });

  it('tells a changed cohort file from an approved one', async () => {
    const file = path.join(world.directory, 'cohorts', 'cardiology.yml');
    await replaceInFile(file, 'title: Test cohort', 'title: Another one');
    const { document } = await status('--cohort', 'cardiology');
    expect(document.cohorts[0]).toMatchObject({
      state: 'pending',
      problem: { code: 'APPROVAL_PENDING' },
      revision: 1,
    });
    await replaceInFile(file, 'title: Another one', 'title: Test cohort');
  });

  it('lists a landing whose cohort file is gone', async () => {
    const file = path.join(world.directory, 'cohorts', 'cardiology.yml');
    await rm(file);
    const { document, code } = await status();
    expect(document.cohorts.at(-1)).toMatchObject({
      cohort: 'cardiology',
      state: 'without-file',
      snapshot: { number: 1 },
    });
    expect(code).toBe(0);
  });

  it('fails for a landing that is broken, and still shows the others', async () => {
    const log = 'cohorts/cardiology/person/_delta_log/00000000000000000000.json';
    await world.stores.landing.put(log, new TextEncoder().encode('no JSON\n'));
    const { document, code } = await status();
    expect(document.cohorts.map(({ state }) => state)).toEqual(['unapproved', 'suspended', 'broken']);
    expect(document.cohorts.at(-1)?.problem?.code).toBe('LANDING_LOG_BROKEN');
    expect(code).toBe(1);
  });

  it('refuses a cohort that it does not know as a mistake of the caller', async () => {
    const { code, document } = await status('--cohort', 'nobody');
    expect(document).toMatchObject({ error: { code: 'COHORT_UNKNOWN' } });
    expect(code).toBe(2);
  });
});
