import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundle } from '../../build.ts';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at, openWorld, type World } from '../story/world.ts';
import { type ActionEnded, runAction } from './action-run.ts';
import { findCanaries, surfacesOf } from './canary.ts';
import { addMeasurements, addPersons, CANARY_VALUE } from './canary-source.ts';

/** Ids that nothing else could be, so that each is found wherever it is written. */
const APPROVED = ['7000000000000000001', '7000000000000000002', '7000000000000000003'];
const ADDED = '7000000000000000004';
const STRANGER = '7999999999999999999';
const CANARIES = [...APPROVED, ADDED, STRANGER, CANARY_VALUE];

let world: World;
let github: FakeGitHub;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cohort-sync-actions-'));
  await bundle(folder);
  github = await startFakeGitHub();
  const transfer = '{ workers: 1, rowsPerSlice: 20 }';
  world = await openWorld({ now: at('2026-01-05T06:00:00Z'), configuration: FOUR_WEEKS, transfer });
  await tinySource(world.warehouse);
  await addPersons(world.warehouse, [...APPROVED, ADDED, STRANGER], '2026-01-04 03:00:00Z');
  await weekly(0, '2026-01-04 03:00:00Z');
});
afterAll(async () => {
  await world.close();
  await github.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A load: thirty rows of every canary person. */
async function weekly(week: number, load: string): Promise<void> {
  const everyone = [...APPROVED, ADDED, STRANGER];
  await addMeasurements(world.warehouse, everyone, load, 100_000 * (week + 1));
}

/** The repository as it lies in the world's folder. */
async function push(): Promise<void> {
  const read = (name: string) => readFile(path.join(world.directory, name), 'utf8');
  const files = {
    'cohort-sync.yml': await read('cohort-sync.yml'),
    'cohorts/trial.yml': await read('cohorts/trial.yml'),
  };
  await github.repository.push(files, 'olga');
}

/** One action; whatever it did, no canary may have reached GitHub. */
async function act(name: string, inputs: Record<string, string> = {}): Promise<ActionEnded> {
  const before = github.received.length;
  const ended = await runAction({
    bundle: path.join(folder, name),
    manifest: `actions/${name}/action.yml`,
    github,
    inputs,
    env: Object.fromEntries(
      Object.entries(world.env).flatMap(([key, value]) => (value ? [[key, value]] : [])),
    ),
    debug: true,
    identity: true,
  });
  expect(findCanaries(surfacesOf(ended, github.received.slice(before)), CANARIES)).toEqual([]);
  return ended;
}

/** prepare, every shard, finish: as the workflow runs them. */
async function runJobs(): Promise<{
  shards: readonly number[];
  codes: readonly unknown[];
  finish: ActionEnded;
}> {
  const prepare = await act('prepare');
  expect(prepare.exitCode, prepare.stdout).toBe(0);
  const { run = '', shards: list = '' } = prepare.outputs;
  const shards: readonly number[] = JSON.parse(list);
  const codes: unknown[] = [];
  for (const shard of shards) codes.push((await act('sync', { run, shard: `${shard}` })).exitCode);
  return { shards, codes, finish: await act('finish', { run }) };
}

async function expectLanded(persons: readonly string[]): Promise<void> {
  for (const table of TINY_TABLES)
    expect(await world.differences('trial', table, persons.join(', ') || 'NULL'), table).toBe(0n);
}

it('a cohort that is not approved moves no row, and the run is red', async () => {
  await world.addCohort('trial', APPROVED.map(BigInt), { tables: TINY_TABLES, approve: false });
  await push();
  const { shards, finish } = await runJobs();
  expect(shards).toEqual([]);
  expect(finish).toMatchObject({ exitCode: 1, outputs: { verdict: 'failed' } });
  expect(finish.summary).toContain('UNAPPROVED');
  expect(await readLandings()).toEqual([]);
});

it('once approved it is backfilled by several shards, published and told', async () => {
  await world.approve('trial');
  const { shards, codes, finish } = await runJobs();
  expect(shards.length).toBeGreaterThan(1);
  expect(codes).toEqual(shards.map(() => 0));
  expect(finish).toMatchObject({ exitCode: 0, outputs: { verdict: 'done' } });
  expect(finish.summary).not.toBe('');
  await expectLanded(APPROVED);
});

it('two weekly runs move what is new', async () => {
  for (const [week, day] of [
    [1, '11'],
    [2, '18'],
  ] as const) {
    await weekly(week, `2026-01-${day} 03:00:00Z`);
    world.warehouse.setNow(at(`2026-01-${Number(day) + 1}T06:00:00Z`));
    expect((await runJobs()).finish.exitCode).toBe(0);
    await expectLanded(APPROVED);
  }
  expect((await runJobs()).shards).toEqual([]);
});

it('an amendment adds a person with the whole history, a withdrawal takes one away', async () => {
  await world.addCohort('trial', [...APPROVED, ADDED].map(BigInt), { tables: TINY_TABLES });
  await push();
  expect((await runJobs()).finish.exitCode).toBe(0);
  await expectLanded([...APPROVED, ADDED]);
  await world.stores.withdrawals.put('one.csv', Buffer.from(`person_id\n${APPROVED[0]}\n`));
  expect((await runJobs()).finish.exitCode).toBe(0);
  await expectLanded([...APPROVED.slice(1), ADDED]);
});

it('a file that was approved once, and is no more, moves no row', async () => {
  const file = path.join(world.directory, 'cohorts/trial.yml');
  const approved = await readFile(file, 'utf8');
  await world.addCohort('trial', APPROVED.map(BigInt), { tables: TINY_TABLES });
  await writeFile(file, approved);
  await push();
  const before = await readLandings();
  const { shards, finish } = await runJobs();
  expect(shards).toEqual([]);
  expect(finish.summary).toContain('SUPERSEDED');
  expect(await readLandings()).toEqual(before);
});

async function readLandings(): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const blob of world.stores.landing.list('cohorts/')) paths.push(blob.path);
  return paths;
}
