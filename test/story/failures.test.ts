import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { overrideManually } from '../../src/override/approve-overrides.ts';
import { runSync } from '../../src/sync/run-sync.ts';
import { runVerify } from '../../src/verify/run-verify.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from './tiny-source.ts';
import { at, openWorld, replaceInFile, type World } from './world.ts';

describe('what a person sees when something is wrong', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld({ now: at('2026-01-05T06:00:00Z'), configuration: FOUR_WEEKS });
    await tinySource(world.warehouse);
  });
  afterEach(() => world.close());

  const cohortFile = (id: string): string => path.join(world.directory, 'cohorts', `${id}.yml`);
  const landedBlobs = async (): Promise<string[]> => {
    const paths: string[] = [];
    for await (const blob of world.stores.landing.list('cohorts/')) paths.push(blob.path);
    return paths;
  };
  const sandboxTables = async (): Promise<string[]> => {
    const rows = await world.warehouse.run('SHOW TABLES IN sandbox');
    return rows.map((row) => `${row.tableName}`).filter((name) => name !== 'cohort_sync_roster');
  };
  /** Syncs and gives code, message and remedy of one cohort; the run must be red and nothing half done. */
  const problemOf = async (
    cohort: string,
  ): Promise<{ code: string; message: string; remedy: string; exitCode: number }> => {
    const { report, exitCode } = await world.sync();
    const found = report.cohorts.find((candidate) => candidate.cohort === cohort)?.problem;
    if (!found) throw new Error('no problem was reported');
    expect((await landedBlobs()).filter((blob) => blob.startsWith(`cohorts/${cohort}/`))).toEqual([]);
    expect(await sandboxTables()).toEqual([]);
    return { ...found, exitCode };
  };

  it('a cohort whose persons are not in the source lands empty tables, which is no failure and is warned of', async () => {
    await world.addCohort('nobody', [900, 901], { tables: TINY_TABLES });
    const { report, exitCode } = await world.sync();
    expect(exitCode).toBe(0);
    expect(report.cohorts[0]).toMatchObject({ state: 'synced', snapshot: 1 });
    expect(report.warnings.map(({ code }) => code)).toEqual(['COHORT_WITHOUT_ROWS']);
    expect(report.cohorts[0]?.tables.map(({ table, rows, version }) => [table, rows, version])).toEqual([
      ['person', 0n, 0],
      ['measurement', 0n, 0],
    ]);
  });

  it('a table without rows lands as an empty table', async () => {
    await world.warehouse.run('DELETE FROM omop.measurement');
    await world.addCohort('trial', [1, 2], { tables: TINY_TABLES });
    const { report, exitCode } = await world.sync();
    expect(exitCode).toBe(0);
    expect(report.cohorts[0]?.tables.map(({ table, rows, version }) => [table, rows, version])).toEqual([
      ['person', 2n, 0],
      ['measurement', 0n, 0],
    ]);
  });

  it('a roster that is not the one pinned: digest, count, address, absence', async () => {
    await world.addCohort('digest', [1, 2], { tables: TINY_TABLES });
    await world.addCohort('good', [3], { tables: TINY_TABLES });
    await world.addCohort('count', [1, 2], { tables: TINY_TABLES, approve: false });
    await replaceInFile(cohortFile('count'), 'persons: 2', 'persons: 3');
    await world.approve('count');
    await world.addCohort('foreign', [1, 2], { tables: TINY_TABLES, approve: false });
    await replaceInFile(
      cohortFile('foreign'),
      /uri: \S+\/rosters/,
      'uri: https://attacker.blob.core.windows.net/rosters',
    );
    await world.approve('foreign');
    await world.addCohort('absent', [1, 2], { tables: TINY_TABLES });
    const digest = /sha256: (\w+)/.exec(await readFile(cohortFile('digest'), 'utf8'))?.[1];
    const tampered = new TextEncoder().encode('nonce 0\n1\n2\n3\n');
    await world.stores.rosters.put(`digest/${digest}`, tampered);
    const absent = /sha256: (\w+)/.exec(await readFile(cohortFile('absent'), 'utf8'))?.[1];
    await world.stores.rosters.delete(`absent/${absent}`);

    const { report, exitCode } = await world.sync();
    const codes = Object.fromEntries(
      report.cohorts.map((cohort) => [cohort.cohort, cohort.problem?.code ?? cohort.state]),
    );
    expect(codes).toEqual({
      digest: 'ROSTER_DIGEST',
      count: 'ROSTER_COUNT',
      foreign: 'ROSTER_ADDRESS',
      absent: 'ROSTER_MISSING',
      good: 'synced',
    });
    expect(exitCode).not.toBe(0);
    const landed = new Set((await landedBlobs()).map((blob) => blob.split('/')[1]));
    expect([...landed]).toEqual(['good']);
    expect(await sandboxTables()).toEqual([]);
  });

  it('a cohort file with unknown keys names the file and each line, never what stands there', async () => {
    await world.addCohort('typo', [1], {
      tables: TINY_TABLES,
      extra: 'patients_secret: 12345\nnonsense: true\n',
      approve: false,
    });
    const problem = await problemOf('typo');
    expect(problem).toMatchObject({ code: 'COHORT_INVALID', exitCode: 2 });
    expect(problem.message).toMatch(/typo\.yml:9/);
    expect(problem.message).not.toMatch(/12345|patients_secret/);
  });

  it('a content that nobody approved moves no row', async () => {
    await world.addCohort('pending', [1], { tables: TINY_TABLES, approve: false });
    expect(await problemOf('pending')).toMatchObject({ code: 'UNAPPROVED', exitCode: 1 });
  });

  it('a table that the source does not have holds the cohort that wants it, and no other', async () => {
    await world.addCohort('wide', [1], { tables: [...TINY_TABLES, 'specimen'] });
    expect(await problemOf('wide')).toMatchObject({ code: 'SOURCE_TABLE_MISSING', exitCode: 1 });
    await world.addCohort('good', [2], { tables: TINY_TABLES });
    const { report } = await world.sync();
    expect(report.cohorts.map(({ cohort, state }) => [cohort, state])).toEqual([
      ['good', 'synced'],
      ['wide', 'held'],
    ]);
  });

  it('approval records that were taken away are missed, because the landing names a later revision', async () => {
    await world.addCohort('trial', [1], { tables: TINY_TABLES });
    await world.addCohort('trial', [1, 2], { tables: TINY_TABLES });
    await world.sync();
    await world.addCohort('trial', [1], { tables: TINY_TABLES, approve: false });
    for await (const { path: record } of world.stores.approvals.list('trial/'))
      await world.stores.approvals.delete(record);
    await world.approve('trial');
    const { report } = await world.sync();
    expect(report.cohorts[0]).toMatchObject({ state: 'held', problem: { code: 'APPROVAL_CHAIN_BROKEN' } });
  });

  it('a table that could never land is refused by name of the option, not passed over', async () => {
    await world.addCohort('trial', [1], { tables: TINY_TABLES });
    await expect(world.sync({ tables: ['measurements'] })).rejects.toMatchObject({
      code: 'TABLE_UNKNOWN',
      exitCode: 2,
    });
  });

  it('an expired token stops the run before anything is written', async () => {
    await world.addCohort('trial', [1], { tables: TINY_TABLES });
    const env = { ...world.env, DATABRICKS_TOKEN: 'expired' };
    const failed = runSync(
      world.configuration,
      env,
      { cohorts: [], tables: [], dryRun: false },
      () => undefined,
    );
    await expect(failed).rejects.toMatchObject({
      code: 'SOURCE_UNAUTHENTICATED',
      remedy: expect.stringMatching(/token/i),
    });
    expect(await landedBlobs()).toEqual([]);
  });

  it('a warehouse that cannot be reached stops the run before anything is written', async () => {
    await world.addCohort('trial', [1], { tables: TINY_TABLES });
    const configuration = { ...world.configuration, source: { ...world.configuration.source, port: 1 } };
    const failed = runSync(
      configuration,
      world.env,
      { cohorts: [], tables: [], dryRun: false },
      () => undefined,
    );
    await expect(failed).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
    expect(await landedBlobs()).toEqual([]);
  });

  it('a landing that is full commits nothing and says so', async () => {
    await world.addCohort('trial', [1], { tables: TINY_TABLES });
    world.storage.inject(({ method, url }) =>
      method === 'PUT' && url?.includes('.parquet')
        ? { status: 507, code: 'InsufficientStorage' }
        : undefined,
    );
    const { report, exitCode } = await world.sync();
    expect(exitCode).toBe(1);
    expect(report.cohorts[0]).toMatchObject({ state: 'failed', problem: { code: 'STORAGE_FULL' } });
    expect(report.cohorts[0]?.problem?.message).not.toContain('CANARY');
    expect(await landedBlobs()).toEqual([]);
    expect(await sandboxTables()).toEqual([]);
    world.storage.inject(() => undefined);
    expect((await world.sync()).exitCode).toBe(0);
    expect(await world.differences('trial', 'measurement', '1')).toBe(0n);
  });

  it('a landing that may only be read is found out before the source is asked', async () => {
    await world.addCohort('trial', [1], { tables: TINY_TABLES });
    world.storage.inject(({ method, url }) =>
      method === 'PUT' && url?.includes('/landing/')
        ? { status: 403, code: 'AuthorizationPermissionMismatch' }
        : undefined,
    );
    const asked = world.warehouse.statements.length;
    expect(await problemOf('trial')).toMatchObject({
      code: 'STORAGE_DENIED',
      remedy: expect.stringMatching(/role/i),
    });
    expect(world.warehouse.statements.length).toBe(asked);
  });

  it('a withdrawals container that is missing stops everything: a withdrawal must never be lost in silence', async () => {
    await world.addCohort('trial', [1], { tables: TINY_TABLES });
    const configuration = {
      ...world.configuration,
      withdrawals: { url: world.configuration.withdrawals.url.replace('withdrawals', 'no-such-container') },
    };
    const failed = runSync(
      configuration,
      world.env,
      { cohorts: [], tables: [], dryRun: false },
      () => undefined,
    );
    await expect(failed).rejects.toMatchObject({ code: 'STORAGE_CONTAINER_MISSING' });
    expect(await landedBlobs()).toEqual([]);
  });

  it('a withdrawn person is read no more and is taken out of the landing', async () => {
    await world.addCohort('trial', [1, 2], { tables: TINY_TABLES });
    await world.sync();
    await world.stores.withdrawals.put('2026-01.csv', new TextEncoder().encode('person_id\n2\n'));
    const { report, exitCode } = await world.sync();
    expect(exitCode).toBe(0);
    // Nothing came, and yet it is not said that nothing was to do.
    const [trial] = report.cohorts;
    expect([trial?.state, trial?.removed?.persons]).toEqual(['synced', 1]);
    expect(trial?.removed?.tables.map(({ table, rows }) => [table, rows > 0n])).toEqual(
      TINY_TABLES.map((table) => [table, true]),
    );
    expect(await world.differences('trial', 'measurement', '1')).toBe(0n);
    const again = (await world.sync()).report.cohorts[0];
    expect([again?.state, again?.removed]).toEqual(['unchanged', undefined]);
  });

  it('a withdrawn person does not come back by a list that is gone; others still leave; an owner can accept it', async () => {
    await world.addCohort('trial', [1, 2, 3], { tables: TINY_TABLES });
    await world.sync();
    const { withdrawals } = world.stores;
    const list = (id: number) => new TextEncoder().encode(`person_id\n${id}\n`);
    await withdrawals.put('two.csv', list(2));
    expect((await world.sync()).exitCode).toBe(0);
    await withdrawals.delete('two.csv');
    await withdrawals.put('three.csv', list(3));
    const { report, exitCode } = await world.sync();
    const [trial] = report.cohorts;
    expect([exitCode, trial?.state, trial?.problem?.code]).toEqual([3, 'held', 'WITHDRAWAL_TAKEN_BACK']);
    expect(trial?.removed?.persons).toBe(1);
    expect(await world.differences('trial', 'measurement', '1')).toBe(0n);
    const checked = await runVerify(
      world.configuration,
      world.env,
      { cohorts: [], deep: false },
      () => undefined,
    );
    expect(checked.report.cohorts[0]?.problem?.code).toBe('WITHDRAWAL_TAKEN_BACK');
    const [finding] = trial?.problem?.findings ?? [];
    await overrideManually(
      world.stores.approvals,
      world.configuration.approvals,
      { finding: finding?.digest ?? '', kind: 'accept', cohort: 'trial', table: null, reason: 'came back' },
      'A. Owner',
      0n,
    );
    expect((await world.sync()).exitCode).toBe(0);
    expect(await world.differences('trial', 'measurement', '1, 2')).toBe(0n);
    expect((await world.sync()).report.cohorts[0]?.state).toBe('unchanged');
  });

  it('a landing whose cohort file is gone keeps the run red', async () => {
    await world.addCohort('trial', [1], { tables: TINY_TABLES });
    await world.addCohort('gone', [2], { tables: TINY_TABLES });
    await world.sync();
    await rm(cohortFile('gone'));
    const { report, exitCode } = await world.sync();
    expect(exitCode).toBe(1);
    expect(report.cohorts.find((cohort) => cohort.cohort === 'gone')?.problem?.code).toBe(
      'LANDING_WITHOUT_COHORT',
    );
  });

  it('a table that grew beyond reason stops the run with exit code 3 before rows move', async () => {
    await replaceInFile(
      path.join(world.directory, 'cohort-sync.yml'),
      'recheck: 4w',
      'recheck: 4w, growthFloor: 100',
    );
    const configuration = await world.reload();
    await world.addCohort('trial', [1, 2], { tables: TINY_TABLES });
    await world.sync();
    await world.warehouse.run(
      "INSERT INTO omop.measurement SELECT measurement_id + 100000, person_id, measurement_concept_id, measurement_date, value_as_number, measurement_source_value, internal_note, TIMESTAMP '2026-01-11 03:00:00' FROM omop.measurement",
    );
    world.warehouse.setNow(at('2026-01-12T06:00:00Z'));
    const stopped = runSync(
      configuration,
      world.env,
      { cohorts: [], tables: [], dryRun: false },
      () => undefined,
    );
    await expect(stopped).rejects.toMatchObject({ code: 'GROWTH_IMPLAUSIBLE', exitCode: 3 });
    expect((await landedBlobs()).filter((blob) => blob.endsWith('1.json'))).toEqual([]);
  });

  it('the command says the code, the message and the remedy, and exits with 2 for a mistake of the configuration', async () => {
    const file = path.join(world.directory, 'cohort-sync.yml');
    await replaceInFile(file, 'landing:', 'landings:');
    const written = { out: '', err: '' };
    const console = {
      out: (text: string) => (written.out += text),
      err: (text: string) => (written.err += text),
      terminal: false,
    };
    expect(await run(['node', 'cohort-sync', 'sync', '--config', file, '--json'], world.env, console)).toBe(
      2,
    );
    expect(JSON.parse(written.out)).toMatchObject({
      error: {
        code: 'CONFIGURATION_INVALID',
        mistakes: expect.arrayContaining([expect.objectContaining({ file: 'cohort-sync.yml', line: 2 })]),
      },
    });
    expect(written.err).toMatch(/error CONFIGURATION_INVALID[\s\S]*cohort-sync\.yml:2[\s\S]*→/);
  });
});
