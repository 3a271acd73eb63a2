import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run as runCommand } from '../../src/cli/program.ts';
import type { Certificate } from '../../src/purge/certificate.ts';
import { type PurgeOptions, type PurgeReport, purgeCohorts } from '../../src/purge/purge-cohorts.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at, openWorld, replaceInFile, type World } from '../story/world.ts';
import { CANARY, plantCanary, tracesOf } from './traces.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld({ now: at('2026-01-05T06:00:00Z'), configuration: FOUR_WEEKS });
  await tinySource(world.warehouse);
  await plantCanary(world);
});
afterEach(() => world.close());

const purge = async (
  options: Partial<PurgeOptions> = {},
): Promise<{ readonly report: PurgeReport; readonly exitCode: number }> =>
  purgeCohorts(await world.reload(), world.env, { cohorts: [], dryRun: false, ...options }, (event) =>
    world.events.push(event),
  );
const withdraw = (person: bigint) =>
  world.stores.withdrawals.put('2026-01.csv', Buffer.from(`person_id\n${person}\n`));
const cohortFile = (id: string): string => path.join(world.directory, 'cohorts', `${id}.yml`);
const blobs = async (prefix: string): Promise<string[]> => {
  const paths: string[] = [];
  for await (const blob of world.stores.landing.list(prefix)) paths.push(blob.path);
  return paths;
};
const certificateOf = async (report: PurgeReport, cohort: string): Promise<Certificate> => {
  const blob = report.cohorts.find((each) => each.cohort === cohort)?.certificate ?? '';
  return JSON.parse(Buffer.from((await world.stores.landing.read(blob))?.content ?? []).toString());
};

describe('a person who withdrew', () => {
  it('is in nothing that the product wrote once it was purged, and the others’ rows are as they were', async () => {
    await world.addCohort('trial', [1, 2, CANARY], { tables: TINY_TABLES });
    await world.sync();
    await withdraw(CANARY);
    const before = (await tracesOf(world)).join('\n');
    for (const place of [
      'landing/cohorts/trial/measurement',
      'landing/_cohort-sync/members',
      'sandbox.cohort_sync_roster',
    ])
      expect(before).toContain(place);
    const { report, exitCode } = await purge();
    expect(report.cohorts[0]?.problem).toBeNull();
    expect(exitCode).toBe(0);
    expect(await tracesOf(world)).toEqual([]);
    expect(await world.differences('trial', 'measurement', '1, 2')).toBe(0n);
    expect(report.cohorts[0]).toMatchObject({
      state: 'purged',
      scope: 'persons',
      persons: 1,
      withdrawn: [1],
    });
    const certificate = await certificateOf(report, 'trial');
    expect(certificate.authority.map(({ kind }) => kind)).toEqual(['revision', 'withdrawals']);
    expect(certificate.tables.map(({ table, rowsErased }) => [table, `${rowsErased}`])).toEqual([
      ['person', '1'],
      ['measurement', '3'],
    ]);
    expect(certificate.verification.rowsOfOthers).toBe(0);
    expect(certificate.snapshots).toEqual({ withdrawn: [1], successor: 2 });
    expect(certificate.remains[0]).toMatch(/roster in force/);
    // The snapshot that readers go by is whole, and the next sync has nothing to mend but what it would look at anyway.
    const { report: after, exitCode: synced } = await world.sync();
    expect([synced, after.cohorts[0]?.state]).toEqual([0, 'unchanged']);
    expect((await purge()).report.cohorts[0]?.state).toBe('nothing');
  });

  it('is purged as well where a sync has taken the rows out before, and where a run died in the middle of a file', async () => {
    await world.addCohort('trial', [1, 2, CANARY], { tables: TINY_TABLES });
    let writes = 0;
    world.storage.inject(({ method, url }) =>
      method === 'PUT' && url?.includes('_delta_log') && ++writes > 1
        ? { status: 403, code: 'Denied' }
        : undefined,
    );
    await world.sync();
    world.storage.inject(() => undefined);
    await world.sync();
    await withdraw(CANARY);
    await world.sync();
    expect((await tracesOf(world)).length).toBeGreaterThan(0);
    expect((await purge()).exitCode).toBe(0);
    expect(await tracesOf(world)).toEqual([]);
    expect(await world.differences('trial', 'measurement', '1, 2')).toBe(0n);
  });
});

describe('a cohort whose time is over', () => {
  it('is erased once its revocation is recorded, and not before', async () => {
    await world.addCohort('trial', [1, CANARY], { tables: TINY_TABLES });
    await world.addCohort('other', [1, 2], { tables: TINY_TABLES });
    await world.sync();
    await replaceInFile(cohortFile('trial'), 'status: active', 'status: revoked');
    const early = await purge({ cohorts: ['trial'] });
    expect(early.report.cohorts[0]?.problem?.code).toBe('PURGE_NOT_RECORDED');
    await world.approve('trial');
    expect((await purge({ cohorts: ['trial'], dryRun: true })).report.cohorts[0]?.state).toBe('planned');
    expect((await tracesOf(world)).length).toBeGreaterThan(3);
    const { report, exitCode } = await purge();
    expect(report.cohorts.map(({ cohort, state }) => [cohort, state])).toEqual([
      ['other', 'nothing'],
      ['trial', 'purged'],
    ]);
    expect(exitCode).toBe(0);
    expect(await tracesOf(world)).toEqual([]);
    expect((await blobs('cohorts/trial/')).filter((blob) => blob.endsWith('.parquet'))).toEqual([]);
    expect((await blobs('cohorts/trial/')).filter((blob) => blob.endsWith('.json')).length).toBeGreaterThan(
      3,
    );
    expect(await world.differences('other', 'measurement', '1, 2')).toBe(0n);
    expect((await certificateOf(report, 'trial')).authority).toMatchObject([
      { kind: 'revision', why: 'revoked' },
    ]);
    expect((await purge()).report.cohorts.map(({ state }) => state)).toEqual(['nothing', 'nothing']);
    expect((await world.sync()).exitCode).toBe(0);
  });

  it('is erased without a file only by an owner’s answer, which is used up', async () => {
    await world.addCohort('trial', [CANARY], { tables: TINY_TABLES });
    await world.sync();
    await rm(cohortFile('trial'));
    const { report } = await purge();
    const finding = report.cohorts[0]?.problem?.findings?.[0]?.digest ?? '';
    expect(report.cohorts[0]?.problem?.code).toBe('LANDING_WITHOUT_COHORT');
    const { report: synced } = await world.sync();
    expect(synced.cohorts[0]?.problem?.findings?.[0]?.digest).toBe(finding);
    const config = ['--config', path.join(world.directory, 'cohort-sync.yml')];
    const quiet = { out: () => true, err: () => true, terminal: false };
    const shell = (...words: string[]) =>
      runCommand(['node', 'cohort-sync', ...words, ...config], world.env, quiet);
    const who = ['--by', 'A. Owner', '--reason', 'the project is over'];
    expect(await shell('override', '--erase', finding, '--cohort', 'trial', ...who)).toBe(0);
    expect(await shell('purge', '--cohort', 'trial')).toBe(0);
    expect(await tracesOf(world)).toEqual([]);
    expect((await world.sync()).exitCode).toBe(0);
    expect((await purge()).report.cohorts).toEqual([]);
  });
});
