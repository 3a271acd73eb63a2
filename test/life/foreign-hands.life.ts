import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FindingName } from '../../src/errors.ts';
import { membersIndexPath } from '../../src/landing/paths.ts';
import { latestSnapshot } from '../../src/landing/snapshot.ts';
import { overrideManually } from '../../src/override/approve-overrides.ts';
import { purgeCohorts } from '../../src/purge/purge-cohorts.ts';
import { runVerify } from '../../src/verify/run-verify.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at, openWorld, type World } from '../story/world.ts';

/** One world for all; each case has a cohort of its own, so that what it breaks is nobody else's. */
let world: World;
let cohort = '';
let cases = 0;
beforeAll(async () => {
  world = await openWorld({ now: at('2026-01-05T06:00:00Z'), configuration: FOUR_WEEKS });
  await tinySource(world.warehouse);
});
afterAll(() => world.close());
beforeEach(async () => {
  cohort = `hands-${cases++}`;
  await world.addCohort(cohort, [7, 8], { tables: TINY_TABLES });
  expect((await sync()).exitCode).toBe(0);
});

const sync = () => world.sync({ cohorts: [cohort] });
const verify = () =>
  runVerify(world.configuration, world.env, { cohorts: [cohort], deep: true }, () => undefined);
const blobs = async (prefix: string): Promise<string[]> => {
  const paths: string[] = [];
  for await (const { path } of world.stores.landing.list(`cohorts/${cohort}/${prefix}`)) paths.push(path);
  return paths;
};
const log = (name: string) => `cohorts/${cohort}/measurement/_delta_log/${name}`;
const commits = async () =>
  (await blobs('measurement/_delta_log/')).filter(
    (path) => path.endsWith('.json') && !path.includes('_last'),
  );
const answer = (name: FindingName | undefined) =>
  overrideManually(
    world.stores.approvals,
    world.configuration.approvals,
    {
      finding: name?.digest ?? '',
      kind: name?.override ?? 'accept',
      cohort: name?.cohort ?? null,
      table: name?.table ?? null,
      reason: 'looked at',
    },
    'A. Owner',
    0n,
  );

/** Held with a finding, nothing changed by that; and whole again once an owner asked for a rebuild. */
const heldAndRebuilt = async (code: string): Promise<void> => {
  const before = await blobs('');
  const { report, exitCode } = await sync();
  const { problem } = report.cohorts[0] ?? {};
  expect([exitCode, problem?.code]).toEqual([1, code]);
  expect(problem?.remedy).toMatch(/rebuil/);
  expect(await blobs('')).toEqual(before);
  expect((await verify()).report.cohorts[0]?.problem?.code).toBe(code);
  await answer(problem?.findings?.[0]);
  await wholeAgain();
  // What the lost log named is there still, for whoever restores it and for snapshots that name it.
  const data = before.filter((path) => !path.includes('/_delta_log/'));
  expect(data.length).toBeGreaterThan(0);
  expect(await blobs('')).toEqual(expect.arrayContaining(data));
};
const wholeAgain = async (): Promise<void> => {
  expect((await sync()).exitCode).toBe(0);
  expect(await world.differences(cohort, 'measurement', '7, 8')).toBe(0n);
  expect((await verify()).exitCode).toBe(0);
  expect((await sync()).report.cohorts[0]?.state).toBe('unchanged');
};

describe('a landing in foreign hands', () => {
  it('whose index of members is gone is held by sync and purge, and whole again once it is restored', async () => {
    // A person who joined later is a group of their own: assigned from nothing, both groups would have one name.
    await world.addCohort(cohort, [7, 8, 9], { tables: TINY_TABLES });
    expect((await sync()).exitCode).toBe(0);
    const { landing } = world.stores;
    const index = await landing.read(membersIndexPath(cohort));
    await landing.delete(membersIndexPath(cohort));
    const before = await blobs('');
    const { report, exitCode } = await sync();
    expect([exitCode, report.cohorts[0]?.problem?.code]).toEqual([1, 'MEMBERS_BROKEN']);
    await world.stores.withdrawals.put('nine.csv', Buffer.from('person_id\n9\n'));
    const purge = { cohorts: [cohort], dryRun: false };
    const purged = await purgeCohorts(world.configuration, world.env, purge, () => undefined);
    expect([purged.exitCode, purged.report.cohorts[0]?.problem?.code]).toEqual([1, 'MEMBERS_BROKEN']);
    expect(await blobs('')).toEqual(before);
    await landing.put(membersIndexPath(cohort), index?.content ?? new Uint8Array());
    await wholeAgain();
    await world.stores.withdrawals.delete('nine.csv');
  });

  it('whose log has a line that is not JSON', async () => {
    const last = (await commits()).at(-1) ?? '';
    await world.stores.landing.put(last, Buffer.from('{"add":'));
    await heldAndRebuilt('LANDING_LOG_BROKEN');
  });

  it('whose log was cut off behind the version that readers are told to read', async () => {
    await world.warehouse.run(
      `INSERT INTO omop.measurement (measurement_id, person_id, measurement_concept_id, measurement_date, value_as_number, load_dt) VALUES (${90_000 + cases}, 7, 1, DATE '2025-01-01', 1.0, TIMESTAMP '2026-01-04 03:00:00.000001')`,
    );
    expect((await sync()).exitCode).toBe(0);
    const snapshot = await latestSnapshot(world.stores.landing, cohort);
    expect(snapshot?.tables.measurement?.version).toBe(1);
    await world.stores.landing.delete((await commits()).at(-1) ?? '');
    await heldAndRebuilt('LANDING_LOG_BROKEN');
  });

  it('whose log is gone as a whole', async () => {
    for (const path of await blobs('measurement/_delta_log/')) await world.stores.landing.delete(path);
    await heldAndRebuilt('LANDING_LOG_BROKEN');
  });

  it('with a checkpoint that is none', async () => {
    await world.stores.landing.put(log('00000000000000000000.checkpoint.parquet'), Buffer.from('PAR1'));
    await heldAndRebuilt('LANDING_LOG_BROKEN');
  });

  it('with a pointer at checkpoints that is broken, which only readers of the pointer would notice', async () => {
    await world.stores.landing.put(log('_last_checkpoint'), Buffer.from('not JSON'));
    await wholeAgain();
  });

  it('which another engine wrote to', async () => {
    const next = `${(await commits()).length}`.padStart(20, '0');
    const lines = [{ commitInfo: { timestamp: 0, operation: 'WRITE' } }];
    const text = lines.map((line) => JSON.stringify(line)).join('\n');
    await world.stores.landing.put(log(`${next}.json`), Buffer.from(text));
    await heldAndRebuilt('FOREIGN_COMMIT');
  });

  it('of which data files were deleted in two tables: verify names tables and slices', async () => {
    const [measurement = ''] = await blobs('measurement/g1/');
    const [person = ''] = await blobs('person/g1/');
    await world.stores.landing.delete(measurement);
    await world.stores.landing.delete(person);
    const { report, exitCode } = await verify();
    const { problem } = report.cohorts[0] ?? {};
    expect([exitCode, problem?.code]).toEqual([1, 'BLOB_MISSING']);
    expect(problem?.message).toMatch(/1 data files of person .*g1, .*bucket 1 of 1.* of measurement .*g1, /);
    expect(problem?.findings?.map(({ table }) => table)).toEqual(['person', 'measurement']);
    for (const name of problem?.findings ?? []) await answer(name);
    await wholeAgain();
  });

  it('of which one file was cut and another got bytes behind its end: a removal waits, and both are rebuilt', async () => {
    const { landing } = world.stores;
    const [measurement = ''] = await blobs('measurement/g1/');
    const [person = ''] = await blobs('person/g1/');
    const whole = async (path: string) => Buffer.from((await landing.read(path))?.content ?? []);
    await landing.put(measurement, (await whole(measurement)).subarray(0, -1));
    await landing.put(person, Buffer.concat([await whole(person), Buffer.from('tail')]));
    const { report, exitCode } = await verify();
    const { problem } = report.cohorts[0] ?? {};
    expect([exitCode, problem?.code]).toEqual([1, 'FILE_SIZE_DIFFERS']);
    expect(problem?.findings?.map(({ table }) => table)).toEqual(['person', 'measurement']);
    // Nobody's rows can be taken out of a file that is not what was written: it is said of which table, and the way out.
    await world.addCohort(cohort, [7], { tables: TINY_TABLES });
    const held = (await sync()).report.cohorts[0];
    expect([held?.state, held?.problem?.code]).toEqual(['held', 'FILE_SIZE_DIFFERS']);
    expect(held?.problem?.remedy).toMatch(/override --rebuild FINDING --cohort hands-\d+ --table /);
    for (const name of problem?.findings ?? []) await answer(name);
    expect((await sync()).exitCode).toBe(0);
    expect(await world.differences(cohort, 'measurement', '7')).toBe(0n);
    expect((await verify()).exitCode).toBe(0);
  });
});
