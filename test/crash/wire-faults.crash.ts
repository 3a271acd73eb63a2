import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Decide, Exchange, Fault } from '../storage/fault-proxy.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at } from '../story/world.ts';
import { command, documentOf } from './command.ts';
import { type CrashPoint, download, statement, write } from './crash-point.ts';
import { inThisForm } from './form.ts';
import { openStack, type Stack } from './open-stack.ts';
import { thriftCall } from './thrift-call.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await openStack({
    now: at('2026-01-05T06:00:00Z'),
    configuration: FOUR_WEEKS,
    transfer: '{ workers: 1, rowsPerSlice: 60 }',
    cloudFetch: { minimumRows: 1, fileRows: 10 },
  });
  await tinySource(stack.warehouse);
});
afterEach(() => {
  stack.storage.inject(() => undefined);
  stack.wire.inject(() => undefined);
});
afterAll(() => stack.close());

/** A new cohort of persons whom no other has, so that its list is loaded and its history moved. */
let cohorts = 0;
async function newCohort(): Promise<{ readonly cohort: string; readonly persons: string }> {
  cohorts += 1;
  const persons = Array.from({ length: 12 }, (_, index) => 1 + ((cohorts + index) % 40));
  await stack.addCohort(`wire-${cohorts}`, persons, { tables: TINY_TABLES });
  return { cohort: `wire-${cohorts}`, persons: persons.join() };
}

async function isRight(cohort: string, persons: string): Promise<void> {
  for (const table of TINY_TABLES) expect(await stack.differences(cohort, table, persons), table).toBe(0n);
}

/** The same fault at every nth request. */
function every(nth: number, fault: Fault): (exchange: Exchange) => Fault {
  let seen = 0;
  return () => (++seen % nth === 0 ? fault : undefined);
}

/** A fault at one request alone. */
function onceAt(request: CrashPoint['request'], fault: Fault | (() => Promise<Fault>)) {
  let met = false;
  return (exchange: Exchange): Fault | Promise<Fault> => {
    if (met || !request(exchange)) return undefined;
    met = true;
    return typeof fault === 'function' ? fault() : fault;
  };
}

const BUSY = { status: 503, code: 'ServerBusy', headers: { 'retry-after': '1' } } as const;
const PASSING: readonly (readonly [string, Fault])[] = [
  ['resets', 'reset'],
  ['replies that are lost after success', 'lose-reply'],
  ['bodies that break off', 'truncate'],
  ['requests that arrive twice', 'twice'],
  ['429', { status: 429, code: 'TooManyRequests', headers: { 'retry-after': '1' } }],
  ['500', { status: 500, code: 'InternalError' }],
  ['503 with Retry-After', BUSY],
];

describe('a storage in trouble', () => {
  it.each(inThisForm(PASSING, 3))(
    'at every fifth request, %s: the sync ends well and lands every row once',
    async (_name, fault) => {
      const { cohort, persons } = await newCohort();
      stack.storage.inject(every(5, fault));
      const { report, exitCode } = await stack.sync({ cohorts: [cohort] });
      stack.storage.inject(() => undefined);
      expect(report.cohorts[0]?.problem ?? null).toBeNull();
      expect(exitCode).toBe(0);
      await isRight(cohort, persons);
    },
  );

  it.each([
    ['that stays busy', BUSY, 'STORAGE_BUSY'],
    [
      'whose token expired in the middle',
      { status: 403, code: 'AuthenticationFailed' },
      'STORAGE_UNAUTHENTICATED',
    ],
    ['that is full', { status: 507, code: 'InsufficientStorage' }, 'STORAGE_FULL'],
  ] as const)('%s: a clear error, and the next sync goes on', async (_name, fault, code) => {
    const { cohort, persons } = await newCohort();
    const upload = write('.parquet', 'comp=block');
    let uploads = 0;
    stack.storage.inject((exchange) => (upload(exchange) && ++uploads > 6 ? fault : undefined));
    const { report, exitCode } = await stack.sync({ cohorts: [cohort] });
    expect(report.cohorts[0]?.problem?.code).toBe(code);
    expect(report.cohorts[0]?.problem?.remedy).toMatch(/\w+/);
    expect(exitCode).toBe(1);
    stack.storage.inject(() => undefined);
    expect((await stack.sync({ cohorts: [cohort] })).exitCode).toBe(0);
    await isRight(cohort, persons);
  });

  it('whose answers are cut where nothing in HTTP says so: nothing wrong is ever taken for right', async () => {
    const { cohort, persons } = await newCohort();
    const reads = ({ method, url }: Exchange) => method === 'GET' && !url.includes('comp=');
    let seen = 0;
    stack.storage.inject((exchange) => (reads(exchange) && ++seen % 4 === 0 ? 'shorten' : undefined));
    await stack.sync({ cohorts: [cohort] });
    stack.storage.inject(() => undefined);
    expect((await stack.sync({ cohorts: [cohort] })).exitCode).toBe(0);
    await isRight(cohort, persons);
  });
});

describe('a warehouse in trouble', () => {
  // An answer that breaks off costs a call's whole time each, because the driver waits for its rest: once is enough, below.
  const soon = PASSING.filter(([, fault]) => fault !== 'truncate');
  it.each(inThisForm(soon, 3))(
    'at every sixth request, %s: the sync ends well, or says why and the next one does',
    async (name, fault) => {
      const { cohort, persons } = await newCohort();
      stack.wire.inject(every(6, fault));
      const outcome = await stack.sync({ cohorts: [cohort] }).then(
        ({ report, exitCode }) => ({ exitCode, code: report.cohorts[0]?.problem?.code ?? null }),
        (error: { code?: string; remedy?: string }) => ({ exitCode: 1, code: error.code ?? 'unknown' }),
      );
      stack.wire.inject(() => undefined);
      // One statement alone must not happen twice: where its answer is lost, the run ends.
      expect([0, 1], name).toContain(outcome.exitCode);
      if (outcome.exitCode === 1) expect(outcome.code).toBe('SOURCE_UNREACHABLE');
      expect((await stack.sync({ cohorts: [cohort] })).exitCode).toBe(0);
      await isRight(cohort, persons);
      expect(await stack.sandboxTables()).toEqual([]);
    },
  );

  const EXTRACT = statement(/FROM `sandbox`.`cohort_sync_stage[^`]*`[^`]*WHERE s._hash BETWEEN/);
  const STAGE = statement(/CREATE OR REPLACE TABLE/);
  const PASSED: readonly (readonly [string, () => Decide])[] = [
    ['is restarted while it stages', onceRestarted(STAGE)],
    ['is restarted while rows come', onceRestarted(EXTRACT)],
    ['is restarted while a file is downloaded', onceRestarted(download())],
    ['refuses a statement once', () => onceAt(EXTRACT, BUSY)],
    ['loses the answer to a stage', () => onceAt(STAGE, 'lose-reply')],
    ['gives a half of a file', () => onceAt(download(), 'truncate')],
    ['lets a link expire', () => onceAt(download(), { status: 403, code: 'Expired' })],
    ['is asked twice for the same stage', () => onceAt(STAGE, 'twice')],
    [
      'is asked twice to load a list',
      () => onceAt(statement(/INSERT INTO `sandbox`.`cohort_sync_loading/), 'twice'),
    ],
    [
      'is asked twice to publish a list',
      () => onceAt(statement(/INSERT INTO `sandbox`.`cohort_sync_roster/), 'twice'),
    ],
    ['answers half of a call, which the driver waits for in vain', () => onceAt(EXTRACT, 'shorten')],
    ['breaks off in the middle of an answer', () => onceAt(STAGE, 'truncate')],
  ];
  it.each(inThisForm(PASSED, 4))('%s: the same sync goes on to its end', async (_name, fault) => {
    const { cohort, persons } = await newCohort();
    stack.wire.inject(fault());
    const { report, exitCode } = await stack.sync({ cohorts: [cohort] });
    expect(report.cohorts[0]?.problem ?? null).toBeNull();
    expect(exitCode).toBe(0);
    await isRight(cohort, persons);
  });

  function onceRestarted(request: CrashPoint['request']) {
    return () =>
      onceAt(request, async () => {
        await stack.warehouse.restart();
        return undefined;
      });
  }

  it('whose token expires in the middle: a clear error, and the next sync goes on behind the last commit', async () => {
    const { cohort, persons } = await newCohort();
    let extracts = 0;
    stack.wire.inject((exchange) => {
      if (EXTRACT(exchange)) extracts += 1;
      return extracts > 6 && thriftCall(exchange).call !== ''
        ? { status: 403, code: 'Forbidden' }
        : undefined;
    });
    const { report, exitCode } = await stack.sync({ cohorts: [cohort] });
    expect([exitCode, report.cohorts[0]?.problem?.code]).toEqual([1, 'SOURCE_UNAUTHENTICATED']);
    expect(report.warnings).toEqual([]);
    stack.wire.inject(() => undefined);
    expect((await stack.sync({ cohorts: [cohort] })).exitCode).toBe(0);
    await isRight(cohort, persons);
    expect(await stack.sandboxTables()).toEqual([]);
  });

  it('that does not come back: a clear error after the tries that the table allows', async () => {
    const { cohort } = await newCohort();
    let asked = 0;
    stack.wire.inject((exchange) => {
      if (!STAGE(exchange)) return undefined;
      asked += 1;
      return { status: 500, code: 'InternalError' };
    });
    const { report, exitCode } = await stack.sync({ cohorts: [cohort] });
    expect([exitCode, report.cohorts[0]?.problem?.code]).toEqual([1, 'SOURCE_UNREACHABLE']);
    // Four for each of the two tables.
    expect(asked).toBeLessThanOrEqual(8);
    expect(asked).toBeGreaterThanOrEqual(4);
  });
});

describe('a runner whose disk is full', () => {
  it.each([
    // The operating system lets no file grow by a byte: EFBIG where a full disk says ENOSPC. It needs no right and no disk.
    ['no file can grow', { COMMAND_LIMIT: 'ulimit -f 0; ' }],
    // Node refuses every write, wherever it goes, and every process that could write instead: an empty file, too.
    ['nothing may be written', { COMMAND_FLAGS: '--permission --allow-fs-read=* --allow-worker' }],
  ])('%s: is none of its concern, no command writes to a disk', async (_name, limits) => {
    const { cohort, persons } = await newCohort();
    const without = { directory: stack.directory, env: { ...stack.env, ...limits } };
    for (const words of [
      ['sync', '--cohort', cohort],
      ['verify', '--deep', '--cohort', cohort],
      ['status', '--cohort', cohort],
      ['purge', '--cohort', cohort],
    ]) {
      const ended = await command(without, ...words);
      documentOf(ended);
      expect(ended.exitCode, `${words.join(' ')}: ${ended.err}`).toBe(0);
    }
    await isRight(cohort, persons);
  });
});

describe('a slow network', () => {
  it('costs time and nothing else', async () => {
    const { cohort, persons } = await newCohort();
    const slow = () => new Promise<Fault>((resolve) => setTimeout(() => resolve(undefined), 150));
    stack.storage.inject(slow);
    stack.wire.inject(slow);
    expect((await stack.sync({ cohorts: [cohort] })).exitCode).toBe(0);
    await isRight(cohort, persons);
  });
});
