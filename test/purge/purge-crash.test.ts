import { BlobServiceClient } from '@azure/storage-blob';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Certificate } from '../../src/purge/certificate.ts';
import { purgeCohorts } from '../../src/purge/purge-cohorts.ts';
import type { Fault } from '../storage/faulty-storage.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at, openWorld, type World } from '../story/world.ts';
import { CANARY, plantCanary, tracesOf } from './traces.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld({ now: at('2026-01-05T06:00:00Z'), configuration: FOUR_WEEKS });
  await tinySource(world.warehouse);
  await plantCanary(world);
  await world.addCohort('trial', [1, 2, CANARY], { tables: TINY_TABLES });
  await world.sync();
  await world.stores.withdrawals.put('2026-01.csv', Buffer.from(`person_id\n${CANARY}\n`));
});
afterEach(() => world.close());

const purge = async () =>
  purgeCohorts(await world.reload(), world.env, { cohorts: [], dryRun: false }, () => undefined);

/** From the nth request of a kind on, nothing is written any more: what a process that is killed leaves behind. */
function dieAt(isStep: (method: string, url: string) => boolean, nth = 1): void {
  let seen = 0;
  world.storage.inject(({ method = '', url = '' }): Fault => {
    if (isStep(method, url)) seen += 1;
    // The lease may still be let go, or the next run would wait for a minute.
    const writes = (method === 'PUT' || method === 'DELETE') && !url.includes('comp=lease');
    return seen >= nth && writes ? { status: 403, code: 'AuthorizationPermissionMismatch' } : undefined;
  });
}

const put = (part: string) => (method: string, url: string) => method === 'PUT' && url.includes(part);
const remove = (part: string) => (method: string, url: string) => method === 'DELETE' && url.includes(part);

/** Every point at which a purge can have done one thing and not yet the next, in their order. */
const STEPS = [
  ['before its journal', put('/purges/'), 1],
  ['before the members are fewer', put('/members/'), 1],
  ['in the middle of a file, with one table committed and the other not', put('.parquet'), 1],
  ['between upload and commit', put('_delta_log'), 1],
  ['before the snapshot that succeeds', put('/snapshots/'), 1],
  ['between the mark of a withdrawn snapshot and its end', remove('/snapshots/'), 1],
  ['before the first file is erased', remove('.parquet'), 1],
  ['between two files', remove('.parquet'), 2],
  ['before the lists of members go', remove('/members/'), 1],
  ['before its certificate', put('/certificates/'), 1],
  ['between the certificate and its text', put('.txt'), 1],
  ['before its journal is closed', remove('/purges/'), 1],
] as const;

describe('a purge that dies at each of its steps in turn', () => {
  it('is gone on with each time where it was, and the last one certifies all of it', async () => {
    for (const [when, isStep, nth] of STEPS) {
      dieAt(isStep, nth);
      expect((await purge()).exitCode, when).toBe(1);
      world.storage.inject(() => undefined);
    }
    const { report, exitCode } = await purge();
    expect(report.cohorts[0]?.problem).toBeNull();
    expect(exitCode).toBe(0);
    expect(await tracesOf(world)).toEqual([]);
    const blob = await world.stores.landing.read(report.cohorts[0]?.certificate ?? '');
    const certificate = JSON.parse(Buffer.from(blob?.content ?? []).toString()) as Certificate;
    expect(certificate.tables.map(({ table, rowsErased }) => [table, `${rowsErased}`])).toEqual([
      ['person', '1'],
      ['measurement', '3'],
    ]);
    expect([certificate.persons, certificate.runs.length]).toEqual([1, STEPS.length]);
    expect(certificate.erased.map(({ thing }) => thing)).toEqual(
      expect.arrayContaining(['data-file', 'snapshot', 'member-list', 'sandbox-roster']),
    );
    expect(await world.differences('trial', 'measurement', '1, 2')).toBe(0n);
    expect((await world.sync()).exitCode).toBe(0);
    expect(await tracesOf(world)).toEqual([]);
  });
});

/** Holds the first commit of each of the two tables on its way, until told; later ones pass. */
function holdCommits(): { readonly asleep: Promise<void>; readonly wake: () => void } {
  const asleep = Promise.withResolvers<void>();
  const awake = Promise.withResolvers<void>();
  let held = 0;
  world.storage.inject(({ method, url }): Fault | Promise<Fault> => {
    if (
      method !== 'PUT' ||
      !/_delta_log%2F\d{20}\.json|_delta_log\/\d{20}\.json/.test(url ?? '') ||
      held >= 2
    )
      return undefined;
    held += 1;
    if (held === 2) asleep.resolve();
    return awake.promise.then(() => undefined);
  });
  return { asleep: asleep.promise, wake: awake.resolve };
}

/** What a lease does by itself when its holder sleeps for a minute. */
async function loseLease(cohort: string): Promise<void> {
  const service = BlobServiceClient.fromConnectionString(world.azurite.connectionString);
  const blob = service.getContainerClient('landing').getBlobClient(`_cohort-sync/leases/${cohort}`);
  await blob.getBlobLeaseClient().breakLease(0);
}

const withdraw = () => world.stores.withdrawals.put('2026-01.csv', Buffer.from(`person_id\n${CANARY}\n`));

describe('a sync that sleeps between its last look at the lease and its commit, while a purge runs', () => {
  beforeEach(() => world.stores.withdrawals.delete('2026-01.csv'));

  const sleepThroughPurge = async (cohort: string): Promise<void> => {
    const { asleep, wake } = holdCommits();
    const sleeper = world.sync({ cohorts: [cohort] });
    await asleep;
    await withdraw();
    await loseLease(cohort);
    const purged = await purge();
    expect(purged.report.cohorts.find((each) => each.cohort === cohort)?.state).toBe('purged');
    wake();
    const { report, exitCode } = await sleeper;
    world.storage.inject(() => undefined);
    expect(exitCode).toBe(1);
    // What it met, unless the renewal of its lease came between and was refused: then why.
    expect(['CONCURRENT_COMMIT', 'LEASE_LOST']).toContain(report.cohorts[0]?.problem?.code);
    expect(await tracesOf(world)).toEqual([]);
    expect((await world.sync()).exitCode).toBe(0);
    expect(await tracesOf(world)).toEqual([]);
  };

  it('brings nobody back with a new week', async () => {
    await world.warehouse.run(
      `INSERT INTO omop.measurement SELECT measurement_id + 500000, person_id, measurement_concept_id, measurement_date,
        value_as_number, measurement_source_value, internal_note, TIMESTAMP '2026-01-11 03:00:00'
        FROM omop.measurement WHERE person_id IN (1, ${CANARY})`,
    );
    world.warehouse.setNow(at('2026-01-12T06:00:00Z'));
    await sleepThroughPurge('trial');
    expect(await world.differences('trial', 'measurement', '1, 2')).toBe(0n);
  });

  it('brings nobody back with the first rows of a person who was added', async () => {
    await world.addCohort('grown', [3], { tables: TINY_TABLES });
    expect((await world.sync({ cohorts: ['grown'] })).exitCode).toBe(0);
    await world.addCohort('grown', [3, CANARY], { tables: TINY_TABLES });
    await sleepThroughPurge('grown');
    expect(await world.differences('grown', 'measurement', '3')).toBe(0n);
    expect(await world.differences('grown', 'person', '3')).toBe(0n);
  });

  it('brings nobody back with the first commit of a new cohort', async () => {
    await world.addCohort('fresh', [3, CANARY], { tables: TINY_TABLES });
    await sleepThroughPurge('fresh');
    expect(await world.differences('fresh', 'measurement', '3')).toBe(0n);
    expect(await world.differences('fresh', 'person', '3')).toBe(0n);
  });
});
