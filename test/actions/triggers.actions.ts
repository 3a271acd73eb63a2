import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../build.ts';
import { readChain } from '../../src/approval/approval-chain.ts';
import { TINY_TABLES } from '../story/tiny-source.ts';
import {
  CANARIES,
  CANARY_PERSONS,
  type CohortRepository,
  openCohortRepository,
} from '../workflows/cohort-repository.ts';
import { type ActionEnded, runAction } from './action-run.ts';
import { findCanaries, surfacesOf } from './canary.ts';

/** Everything that starts a run in the workflows that users copy. */
const TRIGGERS = ['push', 'schedule', 'workflow_dispatch'] as const;
type Trigger = (typeof TRIGGERS)[number];

/** Everything that the root action takes and that could be thought to go past the approval. */
const EVERYTHING = { cohorts: 'first', tables: 'measurement', full: 'true', 'dry-run': 'false' };

const [ANN, BEA, CAI] = CANARY_PERSONS as [bigint, bigint, bigint, bigint];

let cohorts: CohortRepository;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cohort-sync-triggers-'));
  [cohorts] = await Promise.all([openCohortRepository(), bundle(folder)]);
});
afterAll(async () => {
  await cohorts?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Started {
  readonly trigger: Trigger;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** An old job's; the tip unless told. */
  readonly commit?: string;
}

async function start(
  name: string,
  { trigger, inputs = {}, env = {}, commit }: Started,
): Promise<ActionEnded> {
  const { github, world } = cohorts;
  const before = github.received.length;
  const app = { 'app-id': github.tokens.appId, 'app-private-key': github.tokens.appPrivateKey };
  const ended = await runAction({
    bundle: path.join(folder, name),
    manifest: name === 'cohort-sync' ? 'action.yml' : `actions/${name}/action.yml`,
    github,
    inputs: { ...(name === 'cohort-sync' ? app : {}), ...inputs },
    env: {
      ...Object.fromEntries(Object.entries(world.env).map(([key, value]) => [key, value ?? ''])),
      ...env,
    },
    event: { name: trigger },
    ...(commit === undefined ? {} : { commit }),
  });
  expect(findCanaries(surfacesOf(ended, github.received.slice(before)), CANARIES)).toEqual([]);
  return ended;
}

/** The codes of its errors, in the order in which it says them. */
function codesOf({ stdout }: ActionEnded): readonly string[] {
  return [...stdout.matchAll(/^::error title=([A-Z_]+)::/gm)].map(([, code = '']) => code);
}

/** What lies in the landings, and how often the source was read until now. */
async function state(): Promise<{ landed: readonly string[]; reads: number }> {
  const landed: string[] = [];
  for await (const { path: blob } of cohorts.world.stores.landing.list('cohorts/')) landed.push(blob);
  const { statements } = cohorts.world.warehouse;
  return {
    landed,
    reads: statements.filter(({ tables }) => tables.some((name) => name.startsWith('omop.'))).length,
  };
}

/** The same way by the jobs of a workflow, after its first one, which approves. */
async function byJobs(
  trigger: Trigger,
): Promise<{ readonly shards: readonly number[]; readonly finish: ActionEnded }> {
  const { exitCode, stdout, outputs } = await start('prepare', { trigger });
  expect(exitCode, stdout).toBe(0);
  const { run = '' } = outputs;
  const shards: readonly number[] = JSON.parse(outputs.shards ?? '');
  for (const shard of shards) {
    const ended = await start('sync', { trigger, inputs: { run, shard: `${shard}` } });
    expect(ended.exitCode, ended.stdout).toBe(0);
  }
  return { shards, finish: await start('finish', { trigger, inputs: { run } }) };
}

async function expectLanded(persons: readonly bigint[], id = 'first'): Promise<void> {
  for (const table of TINY_TABLES)
    expect(await cohorts.world.differences(id, table, persons.join(', ')), `${id} ${table}`).toBe(0n);
}

/** By the action in one step and by jobs: no row, nothing read of the source, red, and the code says why. */
async function expectRefused(trigger: Trigger, code: string, denied = code): Promise<void> {
  const before = await state();
  const root = await start('cohort-sync', { trigger });
  expect([root.exitCode, root.outputs.verdict], root.stdout).toEqual([1, 'failed']);
  expect(root.stdout).toContain(denied);
  expect(root.summary).toContain(`\`${code}\``);
  const { shards, finish } = await byJobs(trigger);
  expect(shards).toEqual([]);
  expect([finish.exitCode, finish.outputs.verdict], finish.stdout).toEqual([1, 'failed']);
  expect(finish.summary).toContain(`\`${code}\``);
  expect(await state()).toEqual(before);
}

describe('on every trigger', () => {
  it.each(TRIGGERS)('a cohort file that nobody approved moves no row: %s', async (trigger) => {
    if (trigger === TRIGGERS[0]) await cohorts.bring({ first: [ANN, BEA] }, []);
    await expectRefused(trigger, 'UNAPPROVED', 'APPROVAL_MISSING');
  });

  it('and no input of the root action leaves the approval out, nor a variable that looks like one', async () => {
    const before = await state();
    const env = { INPUT_APPROVE: 'false', 'INPUT_SKIP-APPROVAL': 'true', INPUT_FORCE: 'true' };
    const ended = await start('cohort-sync', { trigger: 'workflow_dispatch', inputs: EVERYTHING, env });
    expect([ended.exitCode, ended.outputs.verdict], ended.stdout).toEqual([1, 'failed']);
    expect(ended.stdout).toContain('APPROVAL_MISSING');
    const accepted = { ...EVERYTHING, accept: 'a'.repeat(64) };
    const other = await start('cohort-sync', { trigger: 'workflow_dispatch', inputs: accepted });
    expect([other.exitCode, codesOf(other)]).toEqual([2, ['APPROVAL_MISSING', 'OVERRIDE_UNKNOWN']]);
    const nobody = { 'app-id': '', 'app-private-key': '' };
    const without = await start('cohort-sync', { trigger: 'push', inputs: nobody });
    expect([without.exitCode, codesOf(without)]).toEqual([1, ['GITHUB_APP_MISSING', 'UNAPPROVED']]);
    expect(await state()).toEqual(before);
  });

  let approved: string;
  it('the root action approves, brings the history and publishes, in one step', async () => {
    await cohorts.bring({ first: [ANN, BEA, CAI] }, ['ben']);
    approved = cohorts.github.repository.tip;
    const ended = await start('cohort-sync', { trigger: 'push' });
    expect([ended.exitCode, ended.outputs.verdict], ended.stdout).toEqual([0, 'done']);
    expect(ended.stdout).toContain('first: approved.');
    expect(ended.summary).toContain('1 cohort current');
    await expectLanded([ANN, BEA, CAI]);
  });

  it.each(TRIGGERS)(
    'a content that was approved once, and is superseded, moves no row: %s',
    async (trigger) => {
      const { repository } = cohorts.github;
      if (trigger === TRIGGERS[0]) {
        const file = 'cohorts/first.yml';
        const old = `${repository.git.text(['show', `${approved}:${file}`])}\n`;
        await cohorts.bring({ first: [ANN, BEA] }, ['ben']);
        expect((await start('cohort-sync', { trigger })).exitCode).toBe(0);
        await expectLanded([ANN, BEA]);
        // Put back by a pull request that nobody looked at; of a push the approve step waits a minute for the request behind it.
        (await repository.openPull({ files: { [file]: old }, author: 'ann' })).merge();
      }
      await expectRefused(trigger, 'SUPERSEDED');
    },
  );

  it('a job of old that runs again, on its old commit, moves no row', async () => {
    const before = await state();
    const ended = await start('cohort-sync', { trigger: 'push', commit: approved });
    expect([ended.exitCode, codesOf(ended)]).toEqual([1, ['SUPERSEDED', 'SUPERSEDED']]);
    expect(await state()).toEqual(before);
  });

  it.each(TRIGGERS)('who withdrew goes from the landing, without a word from GitHub: %s', async (trigger) => {
    if (trigger === TRIGGERS[0]) await cohorts.bring({ first: [ANN, BEA, CAI] }, ['ben']);
    else await approveAnew(trigger);
    expect((await start('cohort-sync', { trigger })).exitCode).toBe(0);
    await expectLanded([ANN, BEA, CAI]);
    await cohorts.world.stores.withdrawals.put('one.csv', Buffer.from(`person_id\n${BEA}\n`));
    const { finish } = await byJobs(trigger);
    expect([finish.exitCode, finish.outputs.verdict], finish.stdout).toEqual([0, 'done']);
    await expectLanded([ANN, CAI]);
  });

  it.each(TRIGGERS)(
    "who is on the list no more, by nobody's approval, goes from it too: %s",
    async (trigger) => {
      if (trigger === TRIGGERS[0]) await approveAnew(trigger);
      else await cohorts.bring({ first: [ANN, BEA, CAI] }, ['ben']);
      expect((await start('cohort-sync', { trigger })).exitCode).toBe(0);
      await expectLanded([ANN, BEA, CAI]);
      await cohorts.bring({ first: [ANN, CAI] }, []);
      const ended = await start('cohort-sync', { trigger });
      expect([ended.exitCode, ended.outputs.verdict], ended.stdout).toEqual([0, 'done']);
      await expectLanded([ANN, CAI]);
    },
  );

  it.each(['suspended', 'taken away'])(
    'a job of old that runs again moves no row where the cohort was %s since, and no run has seen that yet',
    async (end) => {
      const { repository } = cohorts.github;
      const file = 'cohorts/first.yml';
      const now = `${repository.git.text(['show', `main:${file}`])}\n`;
      const commit = repository.tip;
      const [before, records] = [await state(), await readChain(cohorts.world.stores.approvals, 'first')];
      await cohorts.load([ANN, CAI]);
      await repository.push({ [file]: end === 'suspended' ? now.replace('active', end) : null }, 'olga');
      const ended = await start('cohort-sync', { trigger: 'push', commit });
      expect([ended.exitCode, codesOf(ended)]).toEqual([1, ['SUPERSEDED', 'SUPERSEDED']]);
      expect(await state()).toEqual(before);
      expect(await readChain(cohorts.world.stores.approvals, 'first')).toEqual(records);
      await repository.push({ [file]: now }, 'olga');
    },
  );

  it.each(TRIGGERS)(
    "what is suspended, revoked or expired, by nobody's approval, is read no more: %s",
    async (trigger) => {
      if (trigger === TRIGGERS[0]) await endAll();
      await cohorts.load([ANN, CAI]);
      const before = await state();
      const root = await start('cohort-sync', { trigger });
      expect([root.exitCode, root.outputs.verdict], root.stdout).toEqual([0, 'done']);
      const { shards, finish } = await byJobs(trigger);
      expect([shards, finish.exitCode], finish.stdout).toEqual([[], 0]);
      expect(await state()).toEqual(before);
    },
  );

  /** A withdrawal ends where a roster without the person was approved, and then one with them: by no list that is gone. */
  async function approveAnew(trigger: (typeof TRIGGERS)[number]): Promise<void> {
    await cohorts.bring({ first: [ANN, CAI] }, ['ben']);
    expect((await start('cohort-sync', { trigger })).exitCode).toBe(0);
    await cohorts.world.stores.withdrawals.delete('one.csv');
    await cohorts.bring({ first: [ANN, BEA, CAI] }, ['ben']);
  }

  /** Three cohorts have landed, and their files now say, each in its own way, that this is over. */
  async function endAll(): Promise<void> {
    const ends = {
      first: ['active', 'suspended'],
      second: ['active', 'revoked'],
      third: ['2099-12-31', '2026-01-01'],
    } as const;
    await cohorts.bring(Object.fromEntries(Object.keys(ends).map((id) => [id, [ANN, CAI]])), ['ben']);
    expect((await start('cohort-sync', { trigger: 'push' })).exitCode).toBe(0);
    for (const id of Object.keys(ends)) await expectLanded([ANN, CAI], id);
    const { repository } = cohorts.github;
    const files = Object.entries(ends).map(([id, [from, to]]) => {
      const file = `cohorts/${id}.yml`;
      return [file, `${repository.git.text(['show', `main:${file}`])}\n`.replace(from, to)];
    });
    await repository.push(Object.fromEntries(files), 'olga');
  }
});
