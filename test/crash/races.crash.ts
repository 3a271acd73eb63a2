import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inThisForm, inWholeForm } from '../form.ts';
import { CANARY, plantCanary, tracesOf } from '../purge/traces.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at } from '../story/world.ts';
import { type Command, command, documentOf, type Ended, startCommand } from './command.ts';
import { type CrashPoint, download, hold, statement, write } from './crash-point.ts';
import { openStack, type Stack } from './open-stack.ts';

let stack: Stack;
beforeEach(async () => {
  stack = await openStack({
    now: at('2026-01-05T06:00:00Z'),
    configuration: FOUR_WEEKS,
    transfer: '{ workers: 1, rowsPerSlice: 60 }',
    cloudFetch: { minimumRows: 1, fileRows: 10 },
  });
  await tinySource(stack.warehouse);
});
afterEach(async () => {
  stack.storage.inject(() => undefined);
  stack.wire.inject(() => undefined);
  await stack.close();
});

interface Report {
  readonly cohorts: readonly {
    readonly cohort: string;
    readonly state: string;
    readonly problem: { readonly code: string } | null;
  }[];
}

/** Milliseconds that a lease lives when nobody renews it. */
const LEASE = 60_000;

const SURVEY = { server: 'warehouse', request: statement(/SELECT t\.cell/) } as const;

const persons = Array.from({ length: 12 }, (_, index) => index + 1);
const sync = (...cohorts: readonly string[]): Command =>
  startCommand(stack, 'sync', ...cohorts.flatMap((cohort) => ['--cohort', cohort]));
const codeOf = (ended: Ended, cohort: string) =>
  documentOf<Report>(ended).cohorts.find((each) => each.cohort === cohort)?.problem?.code ?? null;

async function isRight(cohort: string, list: readonly (number | bigint)[] = persons): Promise<void> {
  for (const table of TINY_TABLES)
    expect(await stack.differences(cohort, table, list.join()), `${cohort} ${table}`).toBe(0n);
}

/** Starts a command and lets it run until it has sent the point's request, which then is on its way. */
async function asleepAt(running: () => Command, point: Omit<CrashPoint, 'name' | 'when'>) {
  const { reached, letGo } = hold(stack, point);
  const sleeper = running();
  await Promise.race([
    reached,
    sleeper.ended.then(({ out, err }) => Promise.reject(new Error(`not reached: ${out}${err}`))),
  ]);
  sleeper.kill('SIGSTOP');
  return {
    wake: async (): Promise<Ended> => {
      letGo();
      sleeper.kill('SIGCONT');
      return sleeper.ended;
    },
  };
}

describe('two syncs of one cohort', () => {
  it('at once: one does it, the other says that the cohort is busy', async () => {
    await stack.addCohort('trial', persons, { tables: TINY_TABLES });
    const { reached, letGo } = hold(stack, { server: 'storage', request: write('_delta_log') });
    const first = sync('trial');
    await reached;
    const second = await sync('trial').ended;
    letGo();
    expect([second.exitCode, codeOf(second, 'trial')]).toEqual([1, 'COHORT_BUSY']);
    expect((await first.ended).exitCode).toBe(0);
    await isRight('trial');
    expect(await stack.sandboxTables()).toEqual([]);
  });

  const asleep = [
    ['before its commit arrives', { server: 'storage', request: write('_delta_log'), nth: 2 }],
    ['before its file appears', { server: 'storage', request: write('.parquet', 'comp=blocklist'), nth: 4 }],
    ['in the middle of a download', { server: 'warehouse', request: download(), nth: 4 }],
    [
      'while its stage is made',
      { server: 'warehouse', request: statement(/CREATE OR REPLACE TABLE/), nth: 2 },
    ],
    ['while it surveys the source', SURVEY],
  ] as const;
  it.each(inThisForm(asleep, 2))(
    'one of which sleeps %s while its lease is broken: it brings nothing of its own, and says that it was not alone',
    async (_name, point) => {
      await stack.addCohort('trial', persons, { tables: TINY_TABLES });
      const { wake } = await asleepAt(() => sync('trial'), point);
      await stack.endLeases();
      const woken = await overtaken(wake);
      // By its clock it holds the cohort still: what it meets are versions and stages that are not as it left them.
      expect(woken.exitCode).toBe(1);
      expect(woken.err).toMatch(/CONCURRENT_COMMIT|SOURCE_TABLE_MISSING|LEASE_LOST/);
      await endsRight();
    },
  );

  const overslept = [
    ['in the middle of a download', { server: 'warehouse', request: download(), nth: 4 }],
    ['while it plans', SURVEY],
  ] as const;
  it.each(inWholeForm(overslept))(
    'one of which sleeps %s, for longer than its lease lives: it says that it lost the cohort',
    async (_name, point) => {
      await stack.addCohort('trial', persons, { tables: TINY_TABLES });
      const { wake } = await asleepAt(() => sync('trial'), point);
      await new Promise((resolve) => setTimeout(resolve, LEASE + 5_000));
      const woken = await overtaken(wake);
      expect([woken.exitCode, codeOf(woken, 'trial')], woken.err).toEqual([1, 'LEASE_LOST']);
      await endsRight();
    },
  );

  async function overtaken(wake: () => Promise<Ended>): Promise<Ended> {
    const other = await sync('trial').ended;
    expect([other.exitCode, codeOf(other, 'trial')], other.err).toEqual([0, null]);
    const woken = await wake();
    await isRight('trial');
    return woken;
  }

  async function endsRight(): Promise<void> {
    const after = await sync('trial').ended;
    expect([after.exitCode, codeOf(after, 'trial')]).toEqual([0, null]);
    await isRight('trial');
    expect(await stack.sandboxTables()).toEqual([]);
  }
});

describe('a sync and a purge', () => {
  it.each([
    ['before its commit arrives', write('_delta_log')],
    ['in the middle of a file', write('.parquet', 'comp=block')],
  ])('a sleeper that wakes after the purge, %s, brings nobody back', async (_name, request) => {
    await plantCanary(stack);
    await stack.addCohort('trial', [1, 2, CANARY], { tables: TINY_TABLES });
    await stack.sync();
    await stack.warehouse.run(
      `INSERT INTO omop.measurement SELECT measurement_id + 500000, person_id, measurement_concept_id, measurement_date,
        value_as_number, measurement_source_value, internal_note, TIMESTAMP '2026-01-11 03:00:00'
        FROM omop.measurement WHERE person_id IN (1, ${CANARY})`,
    );
    stack.warehouse.setNow(at('2026-01-12T06:00:00Z'));
    const { wake } = await asleepAt(() => sync('trial'), { server: 'storage', request });
    await stack.stores.withdrawals.put('2026-01.csv', Buffer.from(`person_id\n${CANARY}\n`));
    await stack.endLeases();
    const purged = await command(stack, 'purge', '--cohort', 'trial');
    expect(purged.exitCode, purged.out).toBe(0);
    const woken = await wake();
    expect(woken.exitCode).toBe(1);
    const live = (await tracesOf(stack)).filter((trace) => !trace.endsWith('.parquet'));
    expect(live).toEqual([]);
    // What the sleeper uploaded without a commit goes with the next commit, or with the next purge.
    expect((await sync('trial').ended).exitCode).toBe(0);
    expect(await tracesOf(stack)).toEqual([]);
    await isRight('trial', [1, 2]);
  });
});

describe('runs beside one another', () => {
  it('a sync that heals beside a verify: neither harms the other, and what is left verifies', async () => {
    await stack.addCohort('trial', persons, { tables: TINY_TABLES });
    await stack.sync();
    await stack.warehouse.run('UPDATE omop.measurement SET value_as_number = -1 WHERE person_id IN (1, 2)');
    const { reached, letGo } = hold(stack, { server: 'storage', request: write('_delta_log') });
    const healing = startCommand(stack, 'sync', '--full', '--cohort', 'trial');
    await reached;
    const during = await command(stack, 'verify', '--deep', '--cohort', 'trial');
    // It reads the snapshot, which is the one before the healing: that differs from the source, and is whole.
    expect([during.exitCode, codeOf(during, 'trial')], during.err).toEqual([1, 'LANDING_DIFFERS']);
    letGo();
    expect((await healing.ended).exitCode).toBe(0);
    expect((await command(stack, 'verify', '--deep', '--cohort', 'trial')).exitCode).toBe(0);
    await isRight('trial');
    expect(await stack.sandboxTables()).toEqual([]);
  });

  it('a sync that a merge triggers beside the weekly one: neither drops the other’s stage', async () => {
    await stack.addCohort('weekly', persons, { tables: TINY_TABLES });
    const { reached, letGo } = hold(stack, { server: 'warehouse', request: download(), nth: 2 });
    const weekly = sync();
    await reached;
    const stages = await stack.sandboxTables();
    expect(stages.length).toBeGreaterThan(0);
    await stack.addCohort('merged', [20, 21, 22], { tables: TINY_TABLES });
    const merged = await sync('merged').ended;
    expect([merged.exitCode, codeOf(merged, 'merged')], merged.err).toEqual([0, null]);
    expect(await stack.sandboxTables()).toEqual(stages);
    letGo();
    expect((await weekly.ended).exitCode).toBe(0);
    await isRight('weekly');
    await isRight('merged', [20, 21, 22]);
    expect(await stack.sandboxTables()).toEqual([]);
  });

  it('writers of several cohorts at once, two of them with the very same persons: all land', async () => {
    const lists = { one: persons, same: persons, three: [13, 14, 15], four: [1, 16, 17] } as const;
    for (const [cohort, list] of Object.entries(lists))
      await stack.addCohort(cohort, list, { tables: TINY_TABLES });
    const ends = await Promise.all(
      Object.keys(lists).map(async (cohort) => [cohort, await sync(cohort).ended] as const),
    );
    for (const [cohort, ended] of ends)
      expect([cohort, ended.exitCode, codeOf(ended, cohort)], ended.err).toEqual([cohort, 0, null]);
    for (const [cohort, list] of Object.entries(lists)) await isRight(cohort, list);
    expect((await stack.sync()).exitCode).toBe(0);
    expect(await stack.sandboxTables()).toEqual([]);
  });

  it('two runs that publish the very same list at once publish it once', async () => {
    await stack.addCohort('one', persons, { tables: TINY_TABLES });
    await stack.addCohort('same', persons, { tables: TINY_TABLES });
    const publish = statement(/INSERT INTO `sandbox`.`cohort_sync_roster/);
    const both = Promise.withResolvers<void>();
    let waiting = 0;
    stack.wire.inject((exchange) => {
      if (!publish(exchange) || waiting === 2) return undefined;
      waiting += 1;
      if (waiting === 2) both.resolve();
      return both.promise.then(() => undefined);
    });
    const ends = await Promise.all([sync('one').ended, sync('same').ended]);
    stack.wire.inject(() => undefined);
    expect(
      ends.map(({ exitCode }) => exitCode),
      ends.map(({ err }) => err).join(),
    ).toEqual([0, 0]);
    const [roster] = await stack.warehouse.run(
      'SELECT count(*) AS n, count(DISTINCT person_id) AS persons FROM sandbox.cohort_sync_roster',
    );
    expect([roster?.n, roster?.persons]).toEqual([12n, 12n]);
    await isRight('one');
    await isRight('same');
  });
});
