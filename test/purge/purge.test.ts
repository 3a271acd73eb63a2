import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendPolicy } from '../../src/approval/policy-record.ts';
import { runAudit } from '../../src/audit/audit.ts';
import { run as runCommand } from '../../src/cli/program.ts';
import { sealRoster } from '../../src/cohort/roster.ts';
import { runnerNow } from '../../src/instant.ts';
import { type Certificate, certificateText } from '../../src/purge/certificate.ts';
import { type PurgeOptions, type PurgeReport, purgeCohorts } from '../../src/purge/purge-cohorts.ts';
import { holdRun } from '../../src/sandbox/run-hold.ts';
import { newRun } from '../../src/sync/run-id.ts';
import { runVerify } from '../../src/verify/run-verify.ts';
import { otherPolicy } from '../approval/other-policy.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at, openWorld, replaceInFile, type World } from '../story/world.ts';
import { CANARY, plantCanary, tracesOf } from './traces.ts';

let world: World;
beforeEach(async () => {
  const configuration = `${FOUR_WEEKS}\ncertificates: { url: certificates }`;
  world = await openWorld({ now: at('2026-01-05T06:00:00Z'), configuration });
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
    const kept = await world.stores.certificates?.read(report.cohorts[0]?.certificate ?? '');
    expect(JSON.parse(Buffer.from(kept?.content ?? []).toString())).toEqual(certificate);
    const verified = await runVerify(
      world.configuration,
      world.env,
      { cohorts: [], deep: true },
      () => undefined,
    );
    expect(verified.exitCode).toBe(0);
    // The snapshot that readers go by is whole, and the next sync has nothing to mend but what it would look at anyway.
    const { report: after, exitCode: synced } = await world.sync();
    expect([synced, after.cohorts[0]?.state]).toEqual([0, 'unchanged']);
    expect((await purge()).report.cohorts[0]?.state).toBe('nothing');
    // Sealed anew without the person and approved, the old roster is the last thing that goes.
    await world.addCohort('trial', [1, 2], { tables: TINY_TABLES });
    expect((await purge()).report.cohorts[0]).toMatchObject({ state: 'purged', persons: 0 });
    const rosters: string[] = [];
    for await (const { path: blob } of world.stores.rosters.list('trial/')) rosters.push(blob);
    expect(rosters).toHaveLength(1);
    expect((await purge()).report.cohorts[0]?.state).toBe('nothing');
    // What the source changes later in a slice that was written anew is found, as in any other.
    await world.warehouse.run('UPDATE omop.measurement SET value_as_number = -1 WHERE person_id = 1');
    expect((await world.sync()).exitCode).toBe(0);
    expect((await world.sync({ full: true })).exitCode).toBe(0);
    expect(await world.differences('trial', 'measurement', '1, 2')).toBe(0n);
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
    const taking = (await world.sync()).report.run;
    // Stages of a run that was killed, and of one that is alive, which is others' as well.
    const alive = newRun();
    const dead = 'cohort_sync_stage_20250105t060000_00000000_measurement';
    const fresh = `cohort_sync_stage_${alive}_measurement`;
    const hold = await holdRun(world.stores.diagnostics, alive);
    const stage = (name: string) =>
      world.warehouse.run(`CREATE TABLE sandbox.${name} USING DELTA AS SELECT * FROM omop.measurement`);
    await stage(fresh);
    await world.stores.diagnostics.put('runs/20250105t060000_00000000/output.txt', Buffer.from(`${CANARY}`));
    const { report } = await world.sync();
    // After the sync, which would have dropped it.
    await stage(dead);
    await world.stores.diagnostics.put(
      `runs/${report.run}/output.txt`,
      Buffer.from('a cast failed: CANARY-VALUE'),
    );
    expect((await tracesOf(world)).join()).toMatch(/cohorts.*runs.*output.*sandbox/);
    // The list that named the person is lost; the one that is there names somebody else.
    await world.stores.withdrawals.delete('2026-01.csv');
    await world.stores.withdrawals.put('2026-02.csv', Buffer.from('person_id\n5\n'));
    const purged = await purge();
    expect(purged.exitCode).toBe(0);
    const certificate = await certificateOf(purged.report, 'trial');
    expect(certificate.remains).toContainEqual(expect.stringContaining('of 1 runs'));
    expect(certificate.authority.map(({ kind }) => kind)).toEqual(['revision', 'withdrawal-lost']);
    // The purge commits nothing, and says by which commits of which sync the rows went.
    expect(certificate.tables).toEqual([]);
    expect(
      certificate.removedBefore.map(({ table, run, rowsRemoved }) => [table, run, `${rowsRemoved}`]),
    ).toEqual([
      ['person', taking, '1'],
      ['measurement', taking, '3'],
    ]);
    const text = certificateText(certificate);
    expect(text).toMatch(/none: no table held rows of theirs any more\nRows that a sync had taken out/);
    const { version } = certificate.removedBefore[1] ?? expect.fail('no commit');
    expect(text).toContain(`measurement, version ${version}: 3 rows, by run ${taking}`);
    // The output of a run that left no report and is a minute old may be of one that is alive.
    expect(await tracesOf(world)).toEqual(['diagnostics/runs/20250105t060000_00000000/output.txt']);
    const tables = (await world.warehouse.run('SHOW TABLES IN sandbox')).map(({ tableName }) => tableName);
    expect(tables.sort()).toEqual(['cohort_sync_roster', fresh]);
    const [others] = await world.warehouse.run(`SELECT count(*) AS n FROM sandbox.${fresh}`);
    expect(others?.n).toBe(600n);
    expect(await world.differences('trial', 'measurement', '1, 2')).toBe(0n);
    await hold.end();
  });
});

describe('a table and columns that an amendment takes off', () => {
  it('are erased with the snapshots that name them, and come anew when they are approved again', async () => {
    await world.addCohort('trial', [1, 2, CANARY], { tables: TINY_TABLES });
    await world.sync();
    await withdraw(CANARY);
    // A damaged table makes the purge red; the person is out of the other one all the same.
    const whole = new Map<string, Uint8Array>();
    for (const file of await blobs('cohorts/trial/person/')) {
      if (file.includes('/_delta_log/')) continue;
      whole.set(file, (await world.stores.landing.read(file))?.content ?? new Uint8Array());
      await world.stores.landing.put(file, new Uint8Array(1));
    }
    const red = await purge();
    expect([red.exitCode, red.report.cohorts[0]?.problem?.code]).toEqual([1, 'FILE_SIZE_DIFFERS']);
    expect(await world.differences('trial', 'measurement', '1, 2')).toBe(0n);
    expect(await blobs('_cohort-sync/certificates/')).toEqual([]);
    for (const [file, content] of whole) await world.stores.landing.put(file, content);
    expect((await purge()).report.cohorts[0]).toMatchObject({ state: 'purged', persons: 1 });
    expect(await tracesOf(world)).toEqual([]);
    expect((await world.sync()).exitCode).toBe(0);

    const extra = 'columns: { exclude: { person: [year_of_birth] } }';
    await world.addCohort('trial', [1, 2], { tables: ['person'], extra });
    expect((await world.sync()).exitCode).toBe(0);
    const { report, exitCode } = await purge({ personsRemoved: true });
    expect(exitCode).toBe(0);
    const unapproved = [
      { table: 'person', columns: ['year_of_birth'] },
      { table: 'measurement', columns: [] },
    ];
    expect(report.cohorts[0]).toMatchObject({ state: 'purged', unapproved });
    const certificate = await certificateOf(report, 'trial');
    expect(certificate.authority).toContainEqual(expect.objectContaining({ why: 'tables', revision: 2 }));
    expect(certificateText(certificate)).toContain(
      'approved no longer: person (year_of_birth); measurement.',
    );
    const data = (await blobs('cohorts/trial/measurement/')).filter((blob) => !blob.includes('/_delta_log/'));
    expect(data).toEqual([]);
    const [snapshot, ...others] = (await blobs('_cohort-sync/snapshots/trial/')).filter((blob) =>
      /\d{10}\.json$/.test(blob),
    );
    expect(others).toEqual([]);
    const named = Buffer.from((await world.stores.landing.read(snapshot ?? ''))?.content ?? []).toString();
    expect(named).not.toContain('measurement');
    expect((await purge()).report.cohorts[0]?.state).toBe('nothing');
    await world.addCohort('trial', [1, 2], { tables: TINY_TABLES });
    expect((await world.sync()).exitCode).toBe(0);
    expect(await world.differences('trial', 'measurement', '1, 2')).toBe(0n);
    expect(await world.differences('trial', 'person', '1, 2')).toBe(0n);
    expect((await purge()).report.cohorts[0]?.state).toBe('nothing');
  });
});

describe('persons who an approval took off the roster', () => {
  it('are purged with the rosters that named them, beside persons who have come new, and the audit finds nothing wrong', async () => {
    await world.addCohort('trial', [1, 2, CANARY], { tables: TINY_TABLES });
    await world.sync();
    await world.addCohort('trial', [1, 5], { tables: TINY_TABLES });
    // A roster that waits for its approval is nobody's to erase.
    const { sha256: waiting } = await sealRoster(world.stores.rosters, 'trial', {
      content: Buffer.from('person_id\n1\n'),
      file: 'next.csv',
    });
    const { report, exitCode } = await purge({ cohorts: ['trial'], personsRemoved: true });
    expect([exitCode, report.cohorts[0]?.persons]).toEqual([0, 2]);
    expect(await tracesOf(world)).toEqual([]);
    const rosters: string[] = [];
    for await (const { path: blob } of world.stores.rosters.list('trial/')) rosters.push(blob);
    expect(rosters).toHaveLength(2);
    expect(rosters).toContain(`trial/${waiting}`);
    expect(await world.differences('trial', 'measurement', '1')).toBe(0n);
    expect((await world.sync()).exitCode).toBe(0);
    expect(await world.differences('trial', 'measurement', '1, 5')).toBe(0n);
    const audit = await runAudit(world.configuration, world.env, 'trial', runnerNow());
    expect(audit.exitCode).toBe(0);
    const verified = await runVerify(
      world.configuration,
      world.env,
      { cohorts: [], deep: true },
      () => undefined,
    );
    expect(verified.exitCode).toBe(0);
  });
});

describe('a cohort whose time is over', () => {
  it('is erased when the grace behind its expiry has passed, and lands anew when it is approved again', async () => {
    await world.addCohort('trial', [1, CANARY], { tables: TINY_TABLES });
    await world.sync();
    const expire = async (day: string): Promise<void> => {
      await replaceInFile(cohortFile('trial'), /expires: \S+/, `expires: ${day}`);
      await world.approve('trial');
    };
    await expire(new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10));
    const early = (await purge()).report.cohorts[0];
    expect([early?.state, early?.waits.map(({ code }) => code)]).toEqual(['nothing', ['PURGE_IN_GRACE']]);
    await expire('2020-01-01');
    // A grace that nobody approved erases nothing: the policy in force is another one than this configuration.
    await appendPolicy(world.stores.approvals, [], otherPolicy());
    const refused = await purge();
    expect(refused.report.cohorts[0]?.problem?.code).toBe('POLICY_UNAPPROVED');
    await world.stores.approvals.delete('_policy/000001.json');
    const { report, exitCode } = await purge();
    expect([exitCode, report.cohorts[0]?.state, report.cohorts[0]?.scope]).toEqual([0, 'purged', 'cohort']);
    expect((await certificateOf(report, 'trial')).authority).toMatchObject([{ why: 'expired', revision: 3 }]);
    expect(await tracesOf(world)).toEqual([]);
    await world.addCohort('trial', [1, 2], { tables: TINY_TABLES });
    const { report: again, exitCode: synced } = await world.sync();
    expect(synced).toBe(0);
    expect(again.cohorts[0]).toMatchObject({ state: 'synced', snapshot: 3 });
    expect(await world.differences('trial', 'measurement', '1, 2')).toBe(0n);
  });

  it('is erased once its revocation is recorded, and not before', async () => {
    await world.addCohort('trial', [1, CANARY], { tables: TINY_TABLES });
    await world.addCohort('other', [1, 2], { tables: TINY_TABLES });
    await world.sync();
    await replaceInFile(cohortFile('trial'), 'status: active', 'status: revoked');
    const early = await purge({ cohorts: ['trial'] });
    expect(early.report.cohorts[0]?.problem?.code).toBe('PURGE_NOT_RECORDED');
    await world.approve('trial');
    // What another engine made of a table is no reason to keep it.
    const foreign = 'cohorts/trial/measurement/_delta_log/00000000000000000001.json';
    await world.stores.landing.put(
      foreign,
      Buffer.from('{"commitInfo":{"timestamp":0,"operation":"OPTIMIZE"}}'),
    );
    // Nor is a log that somebody broke.
    const person = 'cohorts/trial/person/_delta_log/00000000000000000000.json';
    await world.stores.landing.put(person, Buffer.from('not JSON'));
    expect((await purge({ cohorts: ['trial'], dryRun: true })).report.cohorts[0]?.state).toBe('planned');
    expect((await tracesOf(world)).length).toBeGreaterThan(3);
    const { report, exitCode } = await purge();
    expect(report.cohorts.map(({ cohort, state }) => [cohort, state])).toEqual([
      ['other', 'nothing'],
      ['trial', 'purged'],
    ]);
    expect(exitCode).toBe(0);
    expect(await tracesOf(world)).toEqual([]);
    const data = (await blobs('cohorts/trial/')).filter((blob) => !blob.includes('/_delta_log/'));
    expect(data).toEqual([]);
    expect((await blobs('cohorts/trial/')).filter((blob) => blob.endsWith('.json')).length).toBeGreaterThan(
      3,
    );
    expect(await world.differences('other', 'measurement', '1, 2')).toBe(0n);
    expect((await certificateOf(report, 'trial')).authority).toMatchObject([
      { kind: 'revision', why: 'revoked' },
    ]);
    expect((await purge()).report.cohorts.map(({ state }) => state)).toEqual(['nothing', 'nothing']);
    const config = path.join(world.directory, 'cohort-sync.yml');
    let shown = '';
    const streams = { out: (text: string) => (shown += text), err: () => true, terminal: false };
    expect(await runCommand(['node', 'cohort-sync', 'status', '--config', config], world.env, streams)).toBe(
      0,
    );
    expect(shown).toContain('trial');
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
